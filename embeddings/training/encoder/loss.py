"""The losses by which vectors come to mean something."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

SHARPNESS = 20.0
"""Inverse temperature of the loss over twins."""


def contrastive(images: Tensor, texts: Tensor, scale: Tensor, garment: Tensor, caption: Tensor) -> Tensor:
    """CLIP's loss over B image and B text unit vectors, both ways.

    Pictures of one garment and equal captions all count as right, in equal parts.
    Source: Radford et al. 2021; the soft targets as UniCL (Yang et al. 2022).
    """
    right = (garment[:, None] == garment[None]) | (caption[:, None] == caption[None])
    target = right.float() / right.sum(1, keepdim=True)
    logits = scale * images.float() @ texts.float().T
    return 0.5 * (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target))


def one_of(logits: Tensor, allowed: Tensor) -> Tensor:
    """−log of the probability that the class is one of those allowed (B×K bool); rows with none are left out."""
    some = allowed.any(1)
    logits, allowed = logits[some].float(), allowed[some]
    inside = logits.masked_fill(~allowed, -torch.inf).logsumexp(1)
    return (logits.logsumexp(1) - inside).mean()


def twins_together(images: Tensor, singles: int, twins: int, garment: Tensor) -> Tensor:
    """Each twin finds the other among all B rows (singles, first twins, second twins).

    InfoNCE (van den Oord et al. 2018); other pictures of the same garment are no wrong answers.
    """
    count = len(images)
    first = torch.arange(singles, singles + twins, device=images.device)
    asking = torch.cat([first, first + twins])
    answer = torch.cat([first + twins, first])
    logits = SHARPNESS * images[asking].float() @ images.float().T
    same = garment[asking][:, None] == garment[None]
    same[torch.arange(len(asking), device=images.device), answer] = False
    assert count == singles + 2 * twins
    return F.cross_entropy(logits.masked_fill(same, -torch.inf), answer)
