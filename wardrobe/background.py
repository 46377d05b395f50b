"""Work that is done in rounds, in a thread of this process, beside what people see."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod

from embeddings.errors import OtjangError

log = logging.getLogger(__name__)


class Rounds(ABC):
    """A thread that does a round, waits, and does the next one, until it is stopped.

    A fault ends a round, not the thread: it is logged, the same one not again and again.
    """

    def __init__(self, name: str, seconds: float, later: str, patience: float | None = None) -> None:
        """``seconds`` lie between rounds; ``later`` says in the log what is done then.

        ``patience`` is how many seconds stopping waits for a round under way; None: until it is over.
        """
        self._name = name
        self._seconds = seconds
        self._later = later
        self._patience = patience
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def round(self) -> None:
        """What is to be done; long work asks ``_stop`` now and then."""

    def start(self) -> None:
        """Work in a thread of this process until ``stop``."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread after what it is at; does nothing when there is none."""
        if self._thread is not None:
            self._stop.set()
            self._wake.set()
            self._thread.join(self._patience)
            self._thread = None

    def wake(self) -> None:
        """There is something to do: do not wait for the next round."""
        self._wake.set()

    def _run(self) -> None:
        told = ""
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.round()
                told = ""
            except OtjangError as error:
                if str(error) != told:
                    log.warning("%s %s in a while.", error, self._later)
                told = str(error)
            except Exception:
                log.exception("%s in a while.", self._later)
            if not self._stop.is_set():
                self._wake.wait(self._seconds)
