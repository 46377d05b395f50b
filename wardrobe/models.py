"""The models of one process: read from disk when they are first needed, shared by every thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders import Encoder, kinds, load_encoder
from embeddings.encoders.onnx_encoder import read_card
from embeddings.parsing import Parser
from wardrobe.recognition import Thresholds
from wardrobe.settings import Settings

CAUTIOUS = Thresholds(same=0.95, ask=0.85)
"""For an encoder that nobody has measured on pairs of garments: rather ask."""


class Models:
    """Parser and encoder as the settings want them; the built-in ones are closed when idle, opened when needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()

    @property
    def parser(self) -> Parser:
        """Raises ``ModelError``."""
        with self._lock:
            return self._parser

    @property
    def encoder(self) -> Encoder:
        """Raises ``ModelError``."""
        with self._lock:
            return self._encoder

    def kinds(self, vectors: NDArray[np.float32], categories: Sequence[str]) -> list[tuple[str, float]] | None:
        """The finer kind of each garment and its probability; None when the encoder has no head for kinds."""
        if self._settings.encoder != "builtin":
            return None
        return kinds(vectors, categories)

    @property
    def thresholds(self) -> Thresholds:
        """The settings', else those measured with the encoder."""
        own = self._measured()
        same, ask = self._settings.same_threshold, self._settings.ask_threshold
        chosen = own.same if same is None else same
        return Thresholds(same=chosen, ask=min(chosen, own.ask if ask is None else ask), margin=own.margin)

    @cached_property
    def _parser(self) -> Parser:
        return Parser(threads=self._settings.threads, idle=self._settings.model_idle)

    @cached_property
    def _encoder(self) -> Encoder:
        return load_encoder(self._settings.encoder, self._settings.threads, self._settings.model_idle)

    def _measured(self) -> Thresholds:
        if self._settings.encoder != "builtin":
            return CAUTIOUS
        measured: dict[str, float] = read_card().get("thresholds", {})
        return Thresholds(same=measured.get("same", CAUTIOUS.same), ask=measured.get("ask", CAUTIOUS.ask))
