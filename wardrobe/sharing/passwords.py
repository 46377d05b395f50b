"""Passwords of links: argon2, as those of accounts."""

from __future__ import annotations

import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from wardrobe.errors import ShareError

LEAST: Final = 6
"""Characters. Shorter than an account's: it is told to friends, holds for days, and a try costs time."""
MOST: Final = 200

_hasher: Final = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept of a password. Raises ``ShareError`` where it is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise ShareError(
            "The password of a link must have {least} to {most} characters.",
            least=LEAST,
            most=MOST,
            remedy="Choose two words that do not belong together.",
        )
    return _hasher.hash(_normal(password))


def fits(password: str, kept: str) -> bool:
    """Whether it is the password."""
    try:
        return _hasher.verify(kept, _normal(password[: MOST + 1]))
    except (Argon2Error, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # The same letters typed on another keyboard or system give the same bytes (Korean above all).
    return unicodedata.normalize("NFKC", password)
