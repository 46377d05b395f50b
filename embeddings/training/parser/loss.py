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
    """Soft dice over the batch, mean over the classes present. B×C×H×W and B×H×W."""
    known = labels != IGNORE
    truth = F.one_hot(labels.where(known, 0), probabilities.shape[1]).movedim(-1, 1).to(probabilities.dtype)
    truth = truth * known[:, None]
    probabilities = probabilities * known[:, None]
    overlap = (probabilities * truth).sum((0, 2, 3))
    areas = probabilities.sum((0, 2, 3)) + truth.sum((0, 2, 3))
    return (1 - (2 * overlap + 1) / (areas + 1))[truth.amax((0, 2, 3)) > 0].mean()


def parsing_loss(logits: Tensor, coarse: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """``logits`` at 1/2 and ``coarse`` at 1/14 against full-size ``labels`` B×H×W (255 = ignore)."""
    logits, coarse = logits.float(), coarse.float()
    halved = labels[:, ::2, ::2]
    probabilities = logits.softmax(1)
    sparse = probabilities[:, :, ::3, ::3].movedim(1, -1).reshape(-1, probabilities.shape[1])
    pixels = F.cross_entropy(logits, halved, weight=weights, ignore_index=IGNORE)
    patches = F.cross_entropy(coarse, labels[:, 7::14, 7::14], weight=weights, ignore_index=IGNORE)
    overlap = lovasz_softmax(sparse, halved[:, ::3, ::3].reshape(-1))
    return pixels + 0.3 * patches + 0.5 * overlap + 0.3 * dice(probabilities, halved)
