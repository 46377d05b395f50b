"""The heads for attributes, fitted to the finished features of training pictures as they are.

The heads that learn along see moving features of half-hidden, changed pictures; a logistic regression on the
final features is more exact, and its probabilities can be taken at their word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from embeddings.encoders.ground import network_input
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.knowledge import Targets
from embeddings.training.encoder.loss import one_of
from embeddings.training.encoder.network import HEADS, ImageTower
from embeddings.training.encoder.views import plain

log = logging.getLogger(__name__)

DECAYS: Final = (3e-4, 1e-3, 3e-3, 1e-2)
"""Weights of the L2 penalty that are tried."""
HELD_BACK: Final = 0.15
"""Share of the pictures by which one is chosen."""
BATCH: Final = 64
Head = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Weight F×K and bias K."""


def features(tower: ImageTower, found: Sequence[Item]) -> Tensor:
    """N×F of every picture as it is, all patches seen."""
    tower.eval()
    rows = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(found), BATCH):
            squares = [network_input(plain(item.load())) for item in found[start : start + BATCH]]
            rows.append(tower(torch.from_numpy(np.stack(squares)))[1].float())
            if start % (BATCH * 20) == 0:
                log.info("features: %d of %d", start, len(found))
    return torch.cat(rows).clone()


def fit(found: Tensor, targets: Targets, seed: int) -> dict[str, Head]:
    """A head for each aspect, scale, colour family and label of people's own clothes."""
    heads = {name: _classes(name, found, allowed, seed) for name, allowed in targets.aspects.items()}
    for name, column in (("family", targets.family), ("source_label", targets.source_label)):
        heads[name] = _classes(name, found, np.eye(HEADS[name], dtype=bool)[column] & (column >= 0)[:, None], seed)
    for name, values in targets.scales.items():
        known = torch.from_numpy(~np.isnan(values))
        wanted = torch.from_numpy(values)[known]

        def loss(logits: Tensor, truth: Tensor) -> Tensor:
            return F.binary_cross_entropy_with_logits(logits[:, 0], truth)

        heads[name] = _chosen(name, found[known], wanted, 1, loss, seed)
    return heads


def _classes(name: str, found: Tensor, allowed: NDArray[np.bool_], seed: int) -> Head:
    known = torch.from_numpy(allowed.any(1))
    return _chosen(name, found[known], torch.from_numpy(allowed)[known], allowed.shape[1], one_of, seed)


def _chosen(
    name: str, found: Tensor, truth: Tensor, count: int, loss: Callable[[Tensor, Tensor], Tensor], seed: int
) -> Head:
    """The regression with the penalty that serves pictures held back best, fitted again to all."""
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(found)))
    back, rest = order[: int(HELD_BACK * len(found))], order[int(HELD_BACK * len(found)) :]
    centre, spread = found.mean(0), found.std(0) + 1e-4
    even = (found - centre) / spread
    tried = {}
    for decay in DECAYS:
        weight, bias = _regress(even[rest], truth[rest], count, decay, loss)
        tried[decay] = float(loss(even[back] @ weight + bias, truth[back]))
    best = min(tried, key=lambda decay: tried[decay])
    log.info("%s: decay %g  loss %.4f on %d pictures held back", name, best, tried[best], len(back))
    weight, bias = _regress(even, truth, count, best, loss)
    weight = weight / spread[:, None]
    return weight.numpy(), (bias - centre @ weight).numpy()


def _regress(
    found: Tensor, truth: Tensor, count: int, decay: float, loss: Callable[[Tensor, Tensor], Tensor], steps: int = 120
) -> tuple[Tensor, Tensor]:
    weight = torch.zeros(found.shape[1], count, requires_grad=True)
    bias = torch.zeros(count, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=steps, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        total = loss(found @ weight + bias, truth) + decay * weight.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return weight.detach(), bias.detach()
