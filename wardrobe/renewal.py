"""The change to a new encoder, in the background: beside the intake, and only while that has nothing to do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from embeddings.errors import OtjangError
from wardrobe.reembedding import drop_stale, finish, steps
from wardrobe.tools import Tools

log = logging.getLogger(__name__)

ROUND: Final = 60.0
"""Seconds between looks for what lacks vectors, and until a fault is tried again."""
GIVE_WAY: Final = 0.5
"""Seconds between looks whether the intake is done."""
REST: Final = 0.5
"""Of the time that a look took, it is rested so much: pages and searches come first."""


class Renewal:
    """A thread that gives every sighting vectors of the encoder in use. What it has not done, the next start does."""

    def __init__(self, tools: Tools, busy: Callable[[], bool]) -> None:
        self._tools = tools
        self._busy = busy
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._began = False

    def start(self) -> None:
        """Work in a thread of this process until ``stop``."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="renewal", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread after the look it is at; does nothing when there is none."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None

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

    def _run(self) -> None:
        told = ""
        while not self._stop.is_set():
            try:
                self._give_way()
                self.work()
                told = ""
            except OtjangError as error:
                if str(error) != told:
                    log.warning("%s Vectors are made in a while.", error)
                told = str(error)
            except Exception:
                log.exception("vectors are made in a while")
            self._stop.wait(ROUND)
