"""Small networks from cues to a distribution over the circle, and how sure they may be."""

from __future__ import annotations

import logging
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from embeddings.training.turning.gather import Rows
from embeddings.turning.facing import BINS

log = logging.getLogger(__name__)

COMPONENTS: Final = 96
"""Principal components of the pooled features that are kept."""
HIDDEN: Final = 96
VOTERS: Final = 5
STEPS: Final = 800
BATCH: Final = 128
DROPOUT: Final = 0.4
NOISE: Final = 0.25
"""Of the numbers, in standard deviations: other people and rooms than those rendered."""


def train(rows: Rows, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """The values that ``turning.facing.Facing`` reads."""
    values = _basis(rows)
    inputs = _inputs(values, rows)
    values |= {"centre": inputs.mean(0), "spread": inputs.std(0) + 1e-3}
    x = torch.from_numpy((inputs - values["centre"]) / values["spread"]).float()
    y = torch.from_numpy(targets(rows.angle, rows.spread)).float()
    for k in range(VOTERS):
        network = _voter(x, y, seed + k)
        for layer, name in ((0, "0"), (3, "1")):
            linear = network[layer]
            assert isinstance(linear, torch.nn.Linear)
            values[f"w{name}_{k}"] = linear.weight.detach().numpy().T
            values[f"b{name}_{k}"] = linear.bias.detach().numpy()
        log.info("voter %d of %d", k + 1, VOTERS)
    return {name: np.ascontiguousarray(value, np.float32) for name, value in values.items()}


def targets(angles: NDArray[Any], spread: NDArray[Any]) -> NDArray[np.float64]:
    """N×BINS: the right angle, spread round the circle by so many degrees."""
    centres = np.arange(BINS) * 360 / BINS
    off = (angles[:, None] - centres[None] + 180) % 360 - 180
    soft = np.exp(-0.5 * (off / spread[:, None]) ** 2)
    return np.asarray(soft / soft.sum(1, keepdims=True))


def temperature(chances: NDArray[np.float32], rows: Rows) -> float:
    """By what logits are divided so that probabilities keep their word, chosen on frames of other people."""
    logs, right = np.log(np.maximum(chances, 1e-9)), targets(rows.angle, rows.spread)

    def loss(divisor: float) -> float:
        scaled = logs / divisor
        scaled = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        return float(-(right * scaled).sum(1).mean())

    return min((float(each) for each in np.geomspace(0.5, 4, 40)), key=loss)


def _basis(rows: Rows) -> dict[str, NDArray[Any]]:
    mean = rows.features.mean(0)
    _, _, basis = np.linalg.svd(rows.features - mean, full_matrices=False)
    return {"mean": mean, "basis": basis[:COMPONENTS].T}


def _inputs(values: dict[str, NDArray[Any]], rows: Rows) -> NDArray[Any]:
    return np.hstack([(rows.features - values["mean"]) @ values["basis"], rows.shape])


def _voter(x: torch.Tensor, y: torch.Tensor, seed: int) -> torch.nn.Sequential:
    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(DROPOUT), torch.nn.Linear(HIDDEN, BINS)
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=STEPS)
    for _ in range(STEPS):
        lot = torch.randint(len(x), (BATCH,))
        noisy = x[lot] + NOISE * torch.randn(BATCH, x.shape[1])
        loss = torch.nn.functional.cross_entropy(network(noisy), y[lot])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return network.eval()
