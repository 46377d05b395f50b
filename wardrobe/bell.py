"""Waiting on an event loop for what happens in another thread or loop, without holding a thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator


class Bell:
    """Wakes everybody who listens, on whichever loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listening: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def ring(self) -> None:
        """Wake them all; from any thread."""
        with self._lock:
            listening = list(self._listening.items())
        for event, loop in listening:
            with contextlib.suppress(RuntimeError):  # its loop has ended, and so has whoever listened
                loop.call_soon_threadsafe(event.set)

    @contextlib.contextmanager
    def listen(self) -> Iterator[asyncio.Event]:
        """Begin before looking whether there is something: what happens in between is heard by ``within``."""
        event = asyncio.Event()
        with self._lock:
            self._listening[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            with self._lock:
                self._listening.pop(event, None)


async def within(event: asyncio.Event, seconds: float) -> None:
    """Wait for it, but no longer than so many seconds."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), max(0.0, seconds))
