"""The one place that opens ONNX models: checked, lazily, once, shared by threads, closed when idle.

What a model computes is apart from what runs it: callers give arrays by name and get arrays back.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.memory import return_memory

log = logging.getLogger(__name__)

REINSTALL = "Run `otjang doctor` to see every model, then reinstall Otjang to get its models back."


class OnnxModel:
    """A model file that is checked and opened at its first use.

    ``sha256`` is what the file must hash to (None: not checked). ``threads`` 0 leaves the number to
    ONNX Runtime. ``probe`` names small inputs for a self-test at opening: its outputs must be finite.
    ``idle`` is after how many seconds without a run the model gives its memory back (None: never).
    """

    def __init__(
        self,
        path: Path,
        sha256: str | None,
        threads: int = 0,
        probe: Mapping[str, NDArray[Any]] | None = None,
        idle: float | None = None,
    ) -> None:
        self.path = path
        self.sha256 = sha256
        self.threads = threads
        self.idle = idle
        self._probe = dict(probe or {})
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None
        self._running = 0
        self._used = 0.0
        self._timer: threading.Timer | None = None

    @property
    def is_open(self) -> bool:
        """Whether the model is in memory."""
        return self._session is not None

    def run(self, **inputs: NDArray[Any]) -> list[NDArray[Any]]:
        """All outputs in the model's order. Any number of threads may call at once.

        Raises ``ModelError`` when the file is missing, damaged or fails its self-test.
        """
        session = self._begin()
        try:
            outputs: list[NDArray[Any]] = session.run(None, inputs)
        finally:
            del session  # so that it is freed here and now if the model was closed meanwhile
            self._end()
        return outputs

    def close(self) -> None:
        """Give the memory back; the next ``run`` opens the file again. Runs under way finish."""
        with self._lock:
            was_open = self.is_open
            self._forget()
        if was_open:
            log.info("%s closed", self._name)
            return_memory()

    def check(self) -> None:
        """Raise ``ModelError`` unless the file is there, whole, and passes its self-test."""
        self._begin()
        self._end()

    @property
    def _name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def _begin(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._session is None:
                start = time.perf_counter()
                self._session = self._open()
                log.info("%s opened in %.0f ms", self._name, 1000 * (time.perf_counter() - start))
                if self.idle is not None:
                    self._look_again(self.idle)
            self._running += 1
            return self._session

    def _end(self) -> None:
        with self._lock:
            self._running -= 1
            self._used = time.monotonic()
            was_closed = self._session is None and not self._running
        if was_closed:
            return_memory()

    def _forget(self) -> None:
        self._session = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_again(self, seconds: float) -> None:
        """Have ``_close_if_idle`` called then. A model that nobody holds any more is not kept for it."""
        this = weakref.ref(self)

        def look() -> None:
            model = this()
            if model is not None:
                model._close_if_idle()

        self._timer = threading.Timer(seconds, look)
        self._timer.name = f"idle {self._name}"
        self._timer.daemon = True
        self._timer.start()

    def _close_if_idle(self) -> None:
        with self._lock:
            if self._timer is not threading.current_thread() or self.idle is None:
                return  # cancelled when it had already rung: whoever opened the model since has set another
            idle = time.monotonic() - self._used
            if self._running or idle < self.idle:
                self._look_again(self.idle if self._running else self.idle - idle)
                return
            self._forget()
        log.info("%s closed after %.0f s idle", self._name, idle)
        return_memory()

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
        # x86 processors without VNNI add pairs of 8-bit products in 16 bits, which is too few: have them take a way
        # that is exact, so that the numbers are the same everywhere. Elsewhere it changes nothing.
        options.add_session_config_entry("session.x64quantprecision", "1")
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
