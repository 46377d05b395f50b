"""The losses by which vectors come to mean something."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

SHARPNESS = 20.0
"""Inverse temperature of the loss over twins."""


def contrastive(images: Tensor, texts: Tensor, scale: Tensor, who: Tensor, queue: Tensor, queue_who: Tensor) -> Tensor:
    """CLIP's loss over B image and B text unit vectors, both ways, with Q earlier ones as more wrong answers.

    ``who`` B×2: garment and caption. Pictures of one garment and equal captions all count as right, in equal
    parts; in the ``queue`` (Q×2×D: picture, text; ``queue_who`` Q×2, −1 for none) they are left out.
    Source: Radford et al. 2021; the soft targets as UniCL (Yang et al. 2022), the queue as XBM (Wang et al. 2020).
    """
    right = alike(who, who)
    target = right.float() / right.sum(1, keepdim=True)
    target = torch.cat([target, target.new_zeros(len(who), len(queue))], 1)
    left_out = alike(who, queue_who) | (queue_who[:, 0] < 0)[None]

    def one_way(asking: Tensor, answers: Tensor, earlier: Tensor) -> Tensor:
        far = (scale * asking @ earlier.T).masked_fill(left_out, -1e4)
        return F.cross_entropy(torch.cat([scale * asking @ answers.T, far], 1), target)

    images, texts = images.float(), texts.float()
    return 0.5 * (one_way(images, texts, queue[:, 1]) + one_way(texts, images, queue[:, 0]))


def alike(one: Tensor, other: Tensor) -> Tensor:
    """B×C bool: the same garment or the same caption."""
    return (one[:, None, 0] == other[None, :, 0]) | (one[:, None, 1] == other[None, :, 1])


def one_of(logits: Tensor, allowed: Tensor) -> Tensor:
    """−log of the probability that the class is one of those allowed (B×K bool); rows with none are left out."""
    some = allowed.any(1)
    if not bool(some.any()):
        return logits.sum() * 0
    logits, allowed = logits[some].float(), allowed[some]
    inside = logits.masked_fill(~allowed, -torch.inf).logsumexp(1)
    return (logits.logsumexp(1) - inside).mean()


def twins_together(images: Tensor, twins: int, garment: Tensor, queue: Tensor, queue_garment: Tensor) -> Tensor:
    """Each of the last 2×``twins`` rows finds its twin among all B rows and Q earlier ones.

    InfoNCE (van den Oord et al. 2018); other pictures of the same garment are no wrong answers.
    """
    second = torch.arange(len(images) - twins, len(images), device=images.device)
    asking, answer = torch.cat([second - twins, second]), torch.cat([second, second - twins])
    everything = torch.cat([images, queue]).float()
    same = garment[asking][:, None] == torch.cat([garment, queue_garment])[None]
    same[:, len(images) :] |= (queue_garment < 0)[None]
    same[torch.arange(len(asking), device=images.device), answer] = False
    logits = SHARPNESS * images[asking].float() @ everything.T
    return F.cross_entropy(logits.masked_fill(same, -torch.inf), answer)


def if_known(loss: Tensor, known: Tensor) -> Tensor:
    """Mean of B losses over the rows that are ``known``; 0 where none is."""
    return (loss * known).sum() / known.sum().clamp(min=1)
