"""Loss of the small parser: cross-entropy with the soft targets, Lovász for the overlap that is scored."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

from embeddings.parsing.labels import IGNORE
from embeddings.training.parser.loss import lovasz_softmax

WEIGHTS: Final = (1.0, 1.2, 1.0, 1.0, 1.2)
"""Of background, head, torso, legs and feet: the small ones weigh more, but feet that weigh double grow too large."""
OVERLAP: Final = 0.5
KNOWN: Final = 0.5
"""A pixel of which less is known has no label."""


def body_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """``logits`` B×5×h×w against ``targets`` B×5×h×w, probabilities that sum to what is known of the pixel."""
    weighted = targets * targets.new_tensor(WEIGHTS)[:, None, None]
    pixels = -(weighted * logits.log_softmax(1)).sum() / weighted.sum().clamp(min=1)
    sparse, truth = logits[:, :, ::2, ::2], targets[:, :, ::2, ::2]  # overlap is a matter of areas
    labels = torch.where(truth.sum(1) >= KNOWN, truth.argmax(1), IGNORE)
    overlap = lovasz_softmax(sparse.movedim(1, -1).reshape(-1, logits.shape[1]).softmax(1), labels.reshape(-1))
    return pixels + OVERLAP * overlap
