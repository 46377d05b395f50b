"""The head for kinds, fitted to the finished vectors of all training pictures.

The head that learns along sees moving vectors of half-hidden pictures; a logistic regression on the
final vectors is more exact, and its probabilities can be taken at their word.
"""

from __future__ import annotations

import logging

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from embeddings.training.encoder.loss import one_of
from embeddings.training.encoder.network import Tail
from embeddings.training.encoder.tokens import Tokens

log = logging.getLogger(__name__)

DECAYS = (1e-5, 1e-4, 1e-3)
"""Weights of the L2 penalty that are tried."""
HELD_BACK = 0.15
"""Share of the training pictures by which one is chosen."""
BATCH = 64


def vectors(tail: Tail, tokens: Tokens, device: str) -> Tensor:
    """N×256 unit vectors of every picture in the cache, all patches seen."""
    tail.eval()
    rows = []
    with torch.inference_mode(), torch.autocast(device, torch.bfloat16):
        for start in range(0, tokens.done, BATCH):
            batch = tokens.read(np.arange(start, min(start + BATCH, tokens.done)))
            rows.append(F.normalize(tail(batch.to(device)).float(), dim=-1).cpu())
            if start % (BATCH * 40) == 0:
                log.info("vectors: %d of %d", start, tokens.done)
    return torch.cat(rows)


def fit(found: Tensor, allowed: NDArray[np.bool_], seed: int) -> tuple[Tensor, Tensor]:
    """Weight D×K and bias K of the logistic regression; ``allowed`` N×K as ``loss.one_of`` has it."""
    known = torch.from_numpy(allowed.any(1))
    found, targets = found[known].clone(), torch.from_numpy(allowed)[known]
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(found)))
    back, rest = order[: int(HELD_BACK * len(found))], order[int(HELD_BACK * len(found)) :]
    tried = {}
    for decay in DECAYS:
        weight, bias = _regress(found[rest], targets[rest], decay)
        tried[decay] = float(one_of(found[back] @ weight + bias, targets[back]))
        log.info("kinds: decay %g  loss %.4f on %d pictures held back", decay, tried[decay], len(back))
    return _regress(found, targets, min(tried, key=lambda decay: tried[decay]))


def _regress(found: Tensor, targets: Tensor, decay: float, steps: int = 150) -> tuple[Tensor, Tensor]:
    weight = torch.zeros(found.shape[1], targets.shape[1], requires_grad=True)
    bias = torch.zeros(targets.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=steps, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = one_of(found @ weight + bias, targets) + decay * weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return weight.detach(), bias.detach()
