"""Keys of links, and what else is sealed with the one secret that is not in the database.

A key is the HMAC of a number that the row keeps: so the owner can copy a link again, while a copied database
opens nothing. Whoever has the file ``share.key`` and the database has every link that is open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Final

from wardrobe.attempts import network
from wardrobe.errors import StorageError
from wardrobe.originals import told

FILE: Final = "share.key"
BYTES: Final = 32
KEY_LENGTH: Final = 43
"""Letters, digits, ``-`` and ``_``: 256 bits."""


class Keys:
    """The secret of a data folder; made when it is first needed, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def link(self, nonce: str) -> str:
        """The key of a link. Raises ``StorageError``."""
        return self.seal("link", nonce)

    def seal(self, purpose: str, *parts: object) -> str:
        """43 letters that only who has the secret can make of a purpose and its parts. Raises ``StorageError``."""
        text = "\0".join([purpose, *map(str, parts)])
        sealed = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def address(self, host: str) -> str:
        """What stands for a network address where attempts are counted; the address cannot be had from it."""
        return self.seal("address", network(host))

    @cached_property
    def _secret(self) -> bytes:
        with told(self._path.parent):
            if not self._path.exists():
                _make(self._path)
            secret = self._path.read_bytes()
        if len(secret) != BYTES:
            raise StorageError(
                "{path} is damaged.",
                path=self._path,
                remedy="Put it back from a backup, or remove it and make your links anew.",
            )
        return secret


def new_nonce() -> str:
    """256 random bits in hex."""
    return secrets.token_hex(BYTES)


def digest(key: str) -> str:
    """By what the row of a key is found."""
    return hashlib.sha256(key.encode()).hexdigest()


def _make(path: Path) -> None:
    """Whole or not at all; of two processes that make it at once, the first one's stays."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # readable by this user alone
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            if not path.exists():
                temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
