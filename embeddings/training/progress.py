"""A training that can be stopped and gone on with: network, moving average, optimizer, step."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


def save_whole(state: Any, path: Path) -> None:
    """``torch.save``, whole or not at all."""
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


class Training(Generic[Network]):
    """Everything that a checkpoint holds. ``decay`` is the moving average's, which is what is exported."""

    def __init__(self, network: Network, optimizer: torch.optim.Optimizer, decay: float, seed: int) -> None:
        self.network = network
        self.average = copy.deepcopy(network).requires_grad_(False).eval()
        self.optimizer = optimizer
        self.seconds = 0.0
        self.step = 0
        self._decay = decay
        self._seed = seed

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {key: getattr(self, key).state_dict() for key in ("network", "average", "optimizer")}
        save_whole(state | {"seconds": self.seconds, "step": self.step}, path)

    def load(self, path: Path) -> None:
        """Go on where a checkpoint was written."""
        state = torch.load(path, weights_only=True)
        for key in ("network", "average", "optimizer"):
            getattr(self, key).load_state_dict(state[key])
        self.seconds, self.step = state["seconds"], state["step"]

    def begin_step(self) -> None:
        """Draw this step's dropout by its number, so that a training that was stopped goes on as if it had not been."""
        torch.manual_seed(self._seed * 1_000_003 + self.step)

    def end_step(self) -> None:
        """Count the step and move the averaged weights towards the current ones; faster at the start."""
        self.step += 1
        keep = min(self._decay, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            current = self.network.state_dict()
            for name, value in self.average.state_dict().items():
                if value.is_floating_point():
                    value.lerp_(current[name], 1 - keep)
                else:
                    value.copy_(current[name])
