"""A thread that does one thing after the other, so that who asks need not wait."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Final

log = logging.getLogger(__name__)

Job = Callable[[], object]
SIGN: Final = 10.0
"""Seconds between two signs of life while there is nothing to do."""


class Worker:
    """Runs from its making until ``stop``. A job that raises is logged, and the next one is done.

    ``alive`` is called now and then while it waits, and between two jobs: a job that never ends keeps it from that.
    """

    def __init__(self, name: str, alive: Callable[[], None] = lambda: None) -> None:
        self._alive = alive
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Job) -> None:
        """Have it done after all that was asked before. Any thread may call it."""
        self._jobs.put(job)

    def stop(self, patience: float) -> bool:
        """Finish what was asked, for at most ``patience`` seconds; whether all is done."""
        self._jobs.put(None)
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            self._alive()
            try:
                job = self._jobs.get(timeout=SIGN)
            except queue.Empty:
                continue
            if job is None:
                return
            try:
                job()
            except Exception:
                log.exception("A job of the thread %s failed.", threading.current_thread().name)
