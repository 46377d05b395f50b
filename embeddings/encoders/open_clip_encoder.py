"""Any open_clip model in torch: larger ones, one setting away."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.encoders.base import BATCH, TEXTS, unit_rows
from embeddings.errors import ModelError

SCHEMAS: Final = ("hf-hub:", "local-dir:")


class OpenClipEncoder:
    """See ``Encoder``. ``name`` is what the setting says:

    ``hf-hub:owner/model`` | ``local-dir:folder`` | ``model name:weights file or tag``.
    The model is loaded at its first use; the hub's ones are downloaded by open_clip then.
    Raises ``ModelError`` when torch or open_clip is missing, or the model cannot be loaded or fails its self-test.
    """

    def __init__(self, name: str, threads: int = 0) -> None:
        self.model_id = name
        self._name, self._threads = name, threads
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any, Any] | None = None

    @property
    def dim(self) -> int:
        """Numbers in a vector; loads the model."""
        return int(self.encode_texts([""]).shape[1])

    def encode_images(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """H×W×3 uint8 RGB pictures to N×dim unit rows."""
        import torch

        model, prepare, _ = self._model()
        rows = []
        with torch.inference_mode():
            for start in range(0, len(images), BATCH):
                batch = torch.stack([prepare(Image.fromarray(image)) for image in images[start : start + BATCH]])
                rows.append(model.encode_image(batch).float().numpy())
        return unit_rows(np.concatenate(rows)) if rows else np.zeros((0, self.dim), np.float32)

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts to N×dim unit rows."""
        import torch

        model, _, tokenizer = self._model()
        given = list(texts) or [""]
        batches = [given[start : start + TEXTS] for start in range(0, len(given), TEXTS)]
        with torch.inference_mode():
            rows = [model.encode_text(tokenizer(batch)).float().numpy() for batch in batches]
        return unit_rows(np.concatenate(rows))[: len(texts)]

    def _model(self) -> tuple[Any, Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._name, self._threads)
        return self._loaded


def split_name(name: str) -> tuple[str, str | None]:
    """Model name and weights of a setting. Raises ``ModelError`` when it names no model."""
    if name.startswith(SCHEMAS) and name not in SCHEMAS:
        return name, None
    model, colon, weights = name.partition(":")
    if not colon or not model or not weights:
        raise ModelError(
            "{name} names no encoder.",
            name=name,
            remedy="Set OTJANG_ENCODER to builtin, hf-hub:owner/model, local-dir:FOLDER or MODEL:WEIGHTS.",
        )
    return model, weights


def _load(name: str, threads: int) -> tuple[Any, Any, Any]:
    """Model, preprocessing and tokenizer, after a self-test: a broken file shows here, not in what is stored."""
    model_name, weights = split_name(name)
    try:
        import torch

        from embeddings import torchvision_cpu  # noqa: F401  (before open_clip)
        import open_clip  # isort: skip
    except ImportError as error:
        raise ModelError(
            "The encoder {name} needs torch and open_clip, and {missing} is not installed.",
            name=name,
            missing=error.name or "one of them",
            remedy="Install them with: pip install otjang[torch]",
        ) from error
    if threads:
        torch.set_num_threads(threads)
    folder = Path(model_name.removeprefix("local-dir:"))
    if model_name.startswith("local-dir:") and not (folder / "open_clip_config.json").is_file():
        raise ModelError(
            "{folder} holds no open_clip model.",
            folder=folder,
            remedy="Give a folder with open_clip_config.json and open_clip_model.safetensors.",
        )
    try:
        model, _, prepare = open_clip.create_model_and_transforms(model_name, pretrained=weights)
        tokenizer = open_clip.get_tokenizer(model_name)
        model.eval()
        with torch.inference_mode():
            tried = (
                model.encode_image(prepare(Image.new("RGB", (64, 64)))[None]),
                model.encode_text(tokenizer(["coat"])),
            )
    except Exception as error:  # open_clip, the hub and safetensors share no base class but this
        raise ModelError(
            "The encoder {name} cannot be loaded: {reason}",
            name=name,
            reason=(str(error).strip().splitlines() or [type(error).__name__])[0],
            remedy="Check the name, the path and, for hub names, the network; then start again.",
        ) from error
    if not all(row.isfinite().all() and row.float().std() > 0 for row in tried):
        raise ModelError(
            "The encoder {name} fails its self-test: its numbers are not finite, or all the same.",
            name=name,
            remedy="Its weights are damaged: get them again, or choose another encoder.",
        )
    return model, prepare, tokenizer
