"""The PIN that a confirmation may need: hashed as passwords are, and slow to guess."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from wardrobe.attempts import charge, forgive
from wardrobe.database import Database
from wardrobe.errors import AccountError
from wardrobe.matching.choices import Choices
from wardrobe.ordering.terms import CHOICE

LEAST, MOST = 4, 12
"""Digits."""
FREE_ATTEMPTS: Final = 5
"""Wrong PINs before one has to wait; then 1 s, doubled with each further one."""
LONGEST_WAIT: Final = 3600
"""Seconds. The ten thousand PINs of four digits take more than a year so."""


class Pins:
    """One PIN of each household, or none."""

    def __init__(self, database: Database, choices: Choices, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._choices = choices
        self._clock = clock
        self._hasher = PasswordHasher()

    def check(self, household_id: int, pin: str | None) -> None:
        """Raises ``AccountError`` where there is a PIN and it is not this one, or too many were tried."""
        hashed = self._choices.get(household_id, CHOICE).get("pin")
        if hashed is None:
            return
        if not pin:
            raise AccountError("This needs the PIN.", remedy="Type it.")
        key = hashlib.sha256(f"pin of household {household_id}".encode()).hexdigest()
        with self._database.write() as session:
            left = charge(session, key, self._clock(), free=FREE_ATTEMPTS, longest=LONGEST_WAIT)
        if left:
            raise AccountError("Too many wrong PINs: wait {seconds} s.", seconds=left, remedy="Then try again.")
        try:
            self._hasher.verify(hashed, _normal(pin))
        except VerifyMismatchError:
            raise AccountError(
                "The PIN is wrong.",
                remedy="Forgotten? Run `otjang shopping forget-pin` on the machine that Otjang runs on.",
            ) from None
        with self._database.write() as session:
            forgive(session, key)

    def set(self, household_id: int, new: str | None, old: str | None = None) -> None:
        """Ask for this PIN from now on, for none with None. Raises ``AccountError``: see ``check``."""
        hashed = None if new is None else self._hashed(new)
        self.check(household_id, old)
        self.put(household_id, hashed)

    def put(self, household_id: int, hashed: str | None) -> None:
        """Keep a PIN's hash without asking for the old PIN."""

        def with_pin(value: dict[str, Any]) -> dict[str, Any]:
            rest = {name: kept for name, kept in value.items() if name != "pin"}
            return rest if hashed is None else rest | {"pin": hashed}

        self._choices.change(household_id, CHOICE, with_pin)

    def _hashed(self, pin: str) -> str:
        pin = _normal(pin)
        if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
            raise AccountError(
                "A PIN has {least} to {most} digits.", least=LEAST, most=MOST, remedy="Choose another one."
            )
        return self._hasher.hash(pin)


def _normal(pin: str) -> str:
    return unicodedata.normalize("NFKC", pin[:100]).strip()
