"""The one place that opens ONNX models: checked, lazily, once, shared by threads.

What a model computes is apart from what runs it: callers give arrays by name and get arrays back.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from embeddings.errors import ModelError

REINSTALL = "Run `otjang doctor` to see every model, then reinstall Otjang to get its models back."


class OnnxModel:
    """A model file that is checked and opened at its first use.

    ``sha256`` is what the file must hash to (None: not checked). ``threads`` 0 leaves the number to
    ONNX Runtime. ``probe`` names small inputs for a self-test at opening: its outputs must be finite.
    """

    def __init__(
        self,
        path: Path,
        sha256: str | None,
        threads: int = 0,
        probe: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        self.path = path
        self.sha256 = sha256
        self.threads = threads
        self._probe = dict(probe or {})
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None

    @property
    def is_open(self) -> bool:
        """Whether the model is in memory."""
        return self._session is not None

    def run(self, **inputs: NDArray[Any]) -> list[NDArray[Any]]:
        """All outputs in the model's order. Any number of threads may call at once.

        Raises ``ModelError`` when the file is missing, damaged or fails its self-test.
        """
        outputs: list[NDArray[Any]] = self._opened().run(None, inputs)
        return outputs

    def close(self) -> None:
        """Give the memory back; the next ``run`` opens the file again. Runs under way finish."""
        with self._lock:
            self._session = None

    def check(self) -> None:
        """Raise ``ModelError`` unless the file is there, whole, and passes its self-test."""
        self._opened()

    def _opened(self) -> onnxruntime.InferenceSession:
        session = self._session
        if session is None:
            with self._lock:
                session = self._session or self._open()
                self._session = session
        return session

    def _open(self) -> onnxruntime.InferenceSession:
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise ModelError(
                "The model file {path} cannot be read: {reason}.",
                path=self.path,
                reason=error.strerror or error,
                remedy=REINSTALL,
            ) from error
        if self.sha256 is not None and hashlib.sha256(data).hexdigest() != self.sha256.lower():
            raise ModelError(
                "The model file {path} is damaged: its checksum is not the one in its card.",
                path=self.path,
                remedy=REINSTALL,
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.enable_mem_pattern = False  # patterns are kept for each input shape, and photos have many
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leave the processor to others
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
            outputs = session.run(None, self._probe) if self._probe else []
        except Exception as error:  # ONNX Runtime's own classes have no common base but this
            raise ModelError(
                "The model file {path} does not run here: {reason}.",
                path=self.path,
                reason=str(error).strip().splitlines()[0],
                remedy=REINSTALL,
            ) from error
        if not all(np.isfinite(output).all() for output in outputs):
            raise ModelError(
                "The model in {path} fails its self-test: its numbers are not finite on this processor.",
                path=self.path,
                remedy="Update onnxruntime (`pip install --upgrade onnxruntime`), then run `otjang doctor` again.",
            )
        return session
