"""The list of sound cards, which PortAudio makes once: to find what was plugged in later it has to begin anew.

That would end every stream there is, so whoever has one open says so here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final


class SoundCards:
    """Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """While a stream is open, and while one is being opened."""
        with self._lock:
            self._streams += 1
        try:
            yield
        finally:
            with self._lock:
                self._streams -= 1

    def look_again(self) -> bool:
        """Have the list made anew; False where that cannot be, because a stream is open."""
        with self._lock:
            if self._streams:
                return False
            try:
                import sounddevice

                with suppress(sounddevice.PortAudioError):  # an attempt before this one failed half-way
                    sounddevice._terminate()
                sounddevice._initialize()
            except (ImportError, OSError, AttributeError):  # missing, or without what it does not promise to keep
                return False
            except sounddevice.PortAudioError:
                return False
        return True


cards: Final = SoundCards()
"""Those of this process."""
