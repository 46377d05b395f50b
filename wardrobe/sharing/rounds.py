"""What is done about shares beside what people see: sweeping, and telling the owner."""

from __future__ import annotations

from typing import Final

from wardrobe.background import Rounds
from wardrobe.sharing.sweeping import Sweeping
from wardrobe.sharing.telling import Telling

ROUND: Final = 20.0
"""Seconds between rounds."""
PATIENCE: Final = 5.0
"""Seconds that stopping waits for a message on its way."""


class SharingRounds(Rounds):
    """A thread that removes what is over and sends what is due."""

    def __init__(self, sweeping: Sweeping, telling: Telling) -> None:
        super().__init__("sharing", ROUND, "Links are looked after", PATIENCE)
        self._sweeping = sweeping
        self._telling = telling

    def round(self) -> None:
        """One sweep, then what is to be told."""
        self._sweeping.sweep()
        self._telling.work(self._stop)
