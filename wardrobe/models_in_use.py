"""Which models look at pictures here, how large they are, and whether they are in memory just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.compatibility.model import Compatibility
from embeddings.encoders import OnnxEncoder
from embeddings.runtime import OnnxModel
from wardrobe.models import Models

Task = Literal["garments", "person", "likeness", "outfits"]
NAMED: Final = "_encoder"


@dataclass(frozen=True, slots=True)
class InUse:
    """One model."""

    task: Task
    model_id: str
    """Name and version."""
    bytes: int | None
    """Of its files; None where it is not built in, and nobody here knows."""
    loaded: bool


def in_use(models: Models, encoder: str) -> list[InUse]:
    """The models of this process; nothing is loaded for it. ``encoder`` is the setting. Raises ``ModelError``."""
    parser, small = models.parser, models.small_parser
    found = [
        _of("garments", parser.model_id, [parser.model]),
        _of("person", small.model_id, [small.model]),
    ]
    if encoder != "builtin":  # another one is torch's: to ask it for its name would load it
        return [*found, InUse("likeness", encoder, None, loaded=NAMED in vars(models))]
    likeness = models.encoder
    if isinstance(likeness, OnnxEncoder):
        found.append(_of("likeness", likeness.model_id, [likeness.images, likeness.texts]))
    judge = models.compatibility
    if isinstance(judge, Compatibility):
        found.append(_of("outfits", judge.model_id, [judge.network]))
    return found


def _of(task: Task, model_id: str, parts: Sequence[OnnxModel]) -> InUse:
    there = [part.path for part in parts if part.path.exists()]
    return InUse(task, model_id, sum(path.stat().st_size for path in there), any(part.is_open for part in parts))
