"""The same vectors as ``SpeechEmbedding`` gives, of a whole recording at once: several times as fast.

The network behind them is convolutions without padding, so that a longer input gives what the stream gives block by
block. The one before it is fed piece by piece as in the stream, since it cuts off what is 80 dB below a piece's loudest
part. The tests hold the two together.
"""

from __future__ import annotations

import ctypes
import importlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.voice.base import BLOCK
from camera_device.voice.embedding import SIZE

DELAY: Final = 11
"""Vector k is what the stream gives when block k + 10 has been fed: ``at = (k + DELAY) * HOP``."""
PIECE: Final = 1_760
"""Samples that ``STEP`` columns of the mel spectrogram are made of."""
MELS: Final = 32
WINDOW: Final = 76
STEP: Final = 8
PART: Final = 750
"""Vectors of a part, a minute, that is computed in one piece."""
_ZERO: Final = ctypes.c_int32(0)


class WholeEmbedding:
    """Vectors of whole recordings."""

    def __init__(self) -> None:
        library: Any = importlib.import_module("pyopen_wakeword")
        self._features = library.OpenWakeWordFeatures.from_builtin()
        self._lib = self._features.lib

    def __call__(self, sound: NDArray[np.int16]) -> NDArray[np.float32]:
        """Of ``sound`` at 16 kHz, n×96; none where it is shorter than 0.9 s."""
        count = len(sound) // BLOCK - DELAY + 1
        if count <= 0:
            return np.zeros((0, SIZE), np.float32)
        return np.concatenate([self._part(sound, start, min(PART, count - start)) for start in range(0, count, PART)])

    def _part(self, sound: NDArray[np.int16], start: int, count: int) -> NDArray[np.float32]:
        columns = WINDOW + STEP * (count - 1)
        pieces = -(-columns // STEP)
        mels = np.concatenate([self._mels(sound, start + piece) for piece in range(pieces)])[:columns]
        interpreter = self._features.emb_interpreter
        shape = (1, columns, MELS, 1)
        self._lib.TfLiteInterpreterResizeInputTensor(
            interpreter, _ZERO, (ctypes.c_int32 * 4)(*shape), ctypes.c_int32(4)
        )
        self._lib.TfLiteInterpreterAllocateTensors(interpreter)
        return self._run(interpreter, mels.reshape(shape)).reshape(-1, SIZE)

    def _mels(self, sound: NDArray[np.int16], piece: int) -> NDArray[np.float32]:
        samples = sound[piece * BLOCK : piece * BLOCK + PIECE].astype(np.float32)
        columns = self._run(self._features.mel_interpreter, samples).reshape(-1, MELS)[:STEP]
        return columns / np.float32(10) + np.float32(2)

    def _run(self, interpreter: Any, given: NDArray[np.float32]) -> NDArray[np.float32]:
        lib = self._lib
        data = np.ascontiguousarray(given, np.float32)
        source = lib.TfLiteInterpreterGetInputTensor(interpreter, _ZERO)
        lib.TfLiteTensorCopyFromBuffer(source, data.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(data.nbytes))
        if lib.TfLiteInterpreterInvoke(interpreter):
            raise RuntimeError("the speech embedding failed")
        target = lib.TfLiteInterpreterGetOutputTensor(interpreter, _ZERO)
        out = np.empty(lib.TfLiteTensorByteSize(target) // 4, np.float32)
        lib.TfLiteTensorCopyToBuffer(target, out.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(out.nbytes))
        return out
