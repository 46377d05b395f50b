"""Loss of the parser: cross-entropy for the pixels, Lovász and dice for the overlap that is scored.

Sources: Berman et al. 2018 (Lovász-softmax), Milletari et al. 2016 (soft dice).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from embeddings.parsing.labels import IGNORE


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


def parsing_loss(logits: Tensor, coarse: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """``logits`` at 1/2 and ``coarse`` at 1/14 against full-size ``labels`` B×H×W (255 = ignore)."""
    logits, coarse = logits.float(), coarse.float()
    if not (labels[:, ::6, ::6] != IGNORE).any():
        return logits.sum() * 0  # nothing known: nothing to learn, and no mean of nothing
    pixels = F.cross_entropy(logits, labels[:, ::2, ::2], weight=weights, ignore_index=IGNORE)
    patches = F.cross_entropy(coarse, labels[:, 7::14, 7::14], weight=weights, ignore_index=IGNORE)
    # Overlap is a matter of areas: one pixel in nine says as much in a ninth of the time.
    sparse = logits[:, :, ::3, ::3].movedim(1, -1).reshape(-1, logits.shape[1]).softmax(1)
    truth = labels[:, ::6, ::6].reshape(-1)
    return pixels + 0.3 * patches + lovasz_softmax(sparse, truth) + 0.3 * dice(sparse, truth)
