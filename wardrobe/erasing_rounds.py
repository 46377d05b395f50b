"""A household whose erasing came upon a fault is not left half erased until the next start."""

from __future__ import annotations

from typing import Final

from wardrobe.background import Rounds
from wardrobe.erasing import Erasing

ROUND: Final = 60.0
"""Seconds between tries."""
PATIENCE: Final = 10.0
"""Seconds that stopping waits: the next start goes on."""


class ErasingRounds(Rounds):
    """A thread that goes on with what is marked; mostly there is nothing."""

    def __init__(self, erasing: Erasing) -> None:
        super().__init__("erasing", ROUND, "Erasing a household goes on", PATIENCE)
        self._erasing = erasing

    def round(self) -> None:
        """Go on where nobody else is at it. Raises ``StorageError``."""
        self._erasing.finish()
