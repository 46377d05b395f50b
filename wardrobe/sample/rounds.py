"""The sample goes on in the background: a look after the other, then what its people say."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from wardrobe.background import Rounds
from wardrobe.catalogue.alone import alone
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.sample.sample import Sample

ROUND: Final = 20.0
"""Seconds between looks for a sample that another process has added, or left unfinished."""
WAIT: Final = 0.3
"""Seconds between looks whether the intake is done with a look."""
PATIENCE: Final = 10.0
"""Seconds that stopping waits: whatever is under way may be done again."""


class SampleRounds(Rounds):
    """A thread that hands the sample's looks on, while another thread, or process, works on them."""

    def __init__(self, sample: Sample, folder: Path) -> None:
        super().__init__("sample", ROUND, "The sample household goes on", PATIENCE)
        self._sample = sample
        self._folder = folder
        sample.wake = self.wake

    def round(self) -> None:
        """Go on until no sample is unfinished, or until it is stopped."""
        while not self._stop.is_set() and self._sample.unfinished():
            if not self.once():
                self._stop.wait(WAIT)

    def once(self) -> bool:
        """Do what is next for each sample; False where looks are in work, or another process does it."""
        busy = ChangeError("Another process works on the sample household.")
        # Not found: it was taken away a moment ago.
        with suppress(ChangeError, NotFoundError), alone(self._folder, "sample", busy):
            return any([self._sample.step(household_id) for household_id in self._sample.unfinished()])
        return False
