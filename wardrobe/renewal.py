"""The change to a new encoder, in the background: beside the intake, and only while that has nothing to do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from wardrobe.background import Rounds
from wardrobe.reembedding import drop_stale, finish, steps
from wardrobe.tools import Tools

log = logging.getLogger(__name__)

ROUND: Final = 60.0
"""Seconds between looks for what lacks vectors, and until a fault is tried again."""
GIVE_WAY: Final = 0.5
"""Seconds between looks whether the intake is done."""
REST: Final = 0.5
"""Of the time that a look took, it is rested so much: pages and searches come first."""


class Renewal(Rounds):
    """A thread that gives every sighting vectors of the encoder in use. What it has not done, the next start does."""

    def __init__(self, tools: Tools, busy: Callable[[], bool]) -> None:
        super().__init__("renewal", ROUND, "Vectors are made")
        self._tools = tools
        self._busy = busy
        self._began = False

    def round(self) -> None:
        """Give way to the intake, then work."""
        self._give_way()
        self.work()

    def work(self) -> int:
        """One round; gives how many sightings got vectors."""
        if not self._began and (changed := drop_stale(self._tools)):  # nothing changes a picture while Otjang runs
            log.info("%d vectors of pictures that have changed were removed.", changed)
        self._began = True
        made, began = 0, time.monotonic()
        for step in steps(self._tools, stop=self._stop):
            made += step
            self._stop.wait(REST * (time.monotonic() - began))
            self._give_way()
            began = time.monotonic()
        if not self._stop.is_set() and finish(self._tools) and made:
            log.info("%d garments have vectors of %s now.", made, self._tools.vectors.model_id)
        return made

    def _give_way(self) -> None:
        while self._busy() and not self._stop.wait(GIVE_WAY):
            pass
