"""The models of one process: read from disk when they are first needed, shared by every thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from embeddings.compatibility.likeness import Likeness
from embeddings.compatibility.model import Compatibility
from embeddings.compatibility.model import read_card as read_judge
from embeddings.encoders import Encoder, OnnxEncoder, load_encoder
from embeddings.encoders.onnx_encoder import read_card
from embeddings.errors import ModelError
from embeddings.parsing import Parser
from embeddings.parsing.small import SmallParser
from embeddings.turning import Turn, built_in, watch
from embeddings.video import Frame
from wardrobe.attributes import Guesses, families, guesses
from wardrobe.recognition import Calibration, Thresholds
from wardrobe.settings import Settings

CAUTIOUS = Thresholds(same=0.95, ask=0.85)
"""For an encoder that nobody has measured on pairs of garments: rather ask."""

log = logging.getLogger(__name__)


class Models:
    """Parser and encoder as the settings want them; the built-in ones are closed when idle, opened when needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._others: dict[str, Self | None] = {}

    def of(self, model_id: str) -> Self | None:
        """These models with the encoder that made the vectors of ``model_id``; None where it cannot be run here.

        A built-in encoder of another version is no more; any other open_clip model is, where it can be
        loaded. What could not be loaded once is not tried again.
        """
        if model_id == self.encoder.model_id:
            return self
        with self._lock:
            if model_id not in self._others:
                self._others[model_id] = self._with_encoder(model_id)
            return self._others[model_id]

    def let_go(self) -> None:
        """Free the encoders before the one in use."""
        with self._lock:
            self._others.clear()

    def _with_encoder(self, model_id: str) -> Self | None:
        name = "builtin" if model_id == read_card()["model_id"] else model_id
        other = type(self)(self._settings.model_copy(update={"encoder": name}))
        try:
            if other.encoder.model_id != model_id:
                return None
            other.encoder.encode_texts([""])  # files are opened at the first use
        except ModelError as error:
            log.info("%s The vectors that it made are compared with each other only.", error.message)
            return None
        return other

    @property
    def parser(self) -> Parser:
        """Raises ``ModelError``."""
        with self._lock:
            return self._parser

    @property
    def small_parser(self) -> SmallParser:
        """Sees fast whether there is somebody. Raises ``ModelError``."""
        with self._lock:
            return self._small_parser

    def turn(self, frames: Iterable[Frame]) -> Turn:
        """Which way somebody faces in each frame of a video. Raises ``ModelError``, ``VideoError``."""
        return watch(frames, self.parser, self.small_parser, built_in())

    @property
    def encoder(self) -> Encoder:
        """Raises ``ModelError``."""
        with self._lock:
            return self._encoder

    @property
    def compatibility(self) -> Scorer:
        """Judges outfits: the built-in one by the built-in encoder's vectors, plain likeness by any other's.

        Raises ``ModelError``.
        """
        with self._lock:
            return self._compatibility

    def look(
        self, images: Sequence[NDArray[np.uint8]], categories: Sequence[str | None]
    ) -> tuple[NDArray[np.float32], list[Guesses | None]]:
        """N×dim unit vectors of garments on neutral ground, and what is guessed of each.

        ``categories`` are the parser's, None where it is not known. There is no guess (None) where the
        encoder is not the built-in one: heads belong to one model's features. Raises ``ModelError``.
        """
        encoder = self.encoder
        if not isinstance(encoder, OnnxEncoder):
            return encoder.encode_images(images), [None] * len(images)
        vectors, features = encoder.look(images)
        return vectors, [*guesses(features, categories)]

    def on_sale(
        self, images: Sequence[NDArray[np.uint8]], categories: Sequence[str | None]
    ) -> tuple[NDArray[np.float32], list[Guesses | None], list[str | None]]:
        """As ``look``, of shops' photos: beside it the colour family that shops would name, where it is probable."""
        encoder = self.encoder
        if not isinstance(encoder, OnnxEncoder):
            return *self.look(images, categories), [None] * len(images)
        vectors, features = encoder.look(images)
        return vectors, [*guesses(features, categories)], families(features)

    @property
    def thresholds(self) -> Thresholds:
        """The settings', else those measured with the encoder."""
        own = self._measured()
        same, ask = self._settings.same_threshold, self._settings.ask_threshold
        chosen = own.same if same is None else same
        return Thresholds(same=chosen, ask=min(chosen, own.ask if ask is None else ask))

    @property
    def calibration(self) -> Calibration:
        """What likeness is worth: as measured with the encoder, or through thresholds that are set or guessed."""
        settings = self._settings
        measured = read_card().get("recognition") if settings.encoder == "builtin" else None
        if measured is None or settings.same_threshold is not None or settings.ask_threshold is not None:
            return Calibration.through(self.thresholds)
        return Calibration.from_card(measured)

    @cached_property
    def _parser(self) -> Parser:
        return Parser(threads=self._settings.threads, idle=self._settings.model_idle)

    @cached_property
    def _small_parser(self) -> SmallParser:
        return SmallParser(threads=1, idle=self._settings.model_idle)

    @cached_property
    def _encoder(self) -> Encoder:
        return load_encoder(self._settings.encoder, self._settings.threads, self._settings.model_idle)

    @cached_property
    def _compatibility(self) -> Scorer:
        if self.encoder.model_id == read_judge()["encoder_id"]:
            return Compatibility(threads=self._settings.threads, idle=self._settings.model_idle)
        return Likeness(self.encoder.dim)

    def _measured(self) -> Thresholds:
        if self._settings.encoder != "builtin":
            return CAUTIOUS
        measured: dict[str, float] = read_card().get("thresholds", {})
        return Thresholds(same=measured.get("same", CAUTIOUS.same), ask=measured.get("ask", CAUTIOUS.ask))
