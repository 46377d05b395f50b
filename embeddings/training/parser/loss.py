"""Loss of the parser: cross-entropy for pixels and presence, Lovász and dice for the overlap that is scored.

Sources: Berman et al. 2018 (Lovász-softmax), Milletari et al. 2016 (soft dice).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from embeddings.parsing.labels import IGNORE
from embeddings.training.parser.network import Parsed

PRESENCE = 0.4
"""Weight of the garments that the whole picture shows."""


def lovasz_softmax(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Mean over the classes present. ``probabilities`` N×C, ``labels`` N (255 = ignore)."""
    known = labels != IGNORE
    probabilities, labels = probabilities[known], labels[known]
    losses = []
    for label in torch.unique(labels).tolist():
        truth = (labels == label).to(probabilities.dtype)
        errors, order = torch.sort((truth - probabilities[:, label]).abs(), descending=True)
        truth = truth[order]
        total = truth.sum()
        jaccard = 1 - (total - truth.cumsum(0)) / (total + (1 - truth).cumsum(0))
        losses.append((errors * jaccard.diff(prepend=jaccard.new_zeros(1))).sum())
    return torch.stack(losses).mean() if losses else probabilities.sum() * 0


def dice(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Soft dice over the batch, mean over the classes present. N×C and N (255 = ignore)."""
    known = labels != IGNORE
    truth = F.one_hot(labels[known], probabilities.shape[1]).to(probabilities.dtype)
    overlap = (probabilities[known] * truth).sum(0)
    areas = probabilities[known].sum(0) + truth.sum(0)
    return (1 - (2 * overlap + 1) / (areas + 1))[truth.sum(0) > 0].mean()


def parsing_loss(
    parsed: Parsed, labels: Tensor, presence: Tensor, weights: Tensor, phase: tuple[int, int] = (0, 0)
) -> Tensor:
    """Loss of a batch against full-size ``labels`` B×H×W (255 = ignore) and ``presence`` B×12 (-1 = ignore).

    A logit stands for 2×2 pixels; ``phase`` says whose label it is held to. Drawing it anew for every
    batch keeps label maps from being shifted by half a pixel.
    """
    logits, coarse = parsed.logits.float(), parsed.coarse.float()
    told = presence >= 0
    garments = F.binary_cross_entropy_with_logits(parsed.presence.float(), presence.clamp(min=0), told.float())
    halved = labels[:, phase[0] :: 2, phase[1] :: 2]
    if not (halved[:, ::3, ::3] != IGNORE).any():
        return logits.sum() * 0 + PRESENCE * garments  # nothing known: nothing to learn, and no mean of nothing
    pixels = F.cross_entropy(logits, halved, weight=weights, ignore_index=IGNORE)
    patches = F.cross_entropy(coarse, labels[:, 7::14, 7::14], weight=weights, ignore_index=IGNORE)
    # Overlap is a matter of areas: one pixel in nine says as much in a ninth of the time.
    sparse = logits[:, :, ::3, ::3].movedim(1, -1).reshape(-1, logits.shape[1]).softmax(1)
    truth = halved[:, ::3, ::3].reshape(-1)
    return pixels + 0.3 * patches + lovasz_softmax(sparse, truth) + 0.3 * dice(sparse, truth) + PRESENCE * garments
