"""The training loop: a number of steps, checkpoints to resume from, averaged weights at the end.

The same seed and number of steps draw the same pictures in the same order on any machine; a run
that was stopped goes on with the step after its last checkpoint.
"""

from __future__ import annotations

import json
import logging
import math
import time
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from embeddings.training.progress import Training, save_whole
from embeddings.training.small_parser.loss import body_loss
from embeddings.training.small_parser.network import SmallNetwork
from embeddings.training.small_parser.pictures import BATCH, Sources, draw_batch

log = logging.getLogger(__name__)

DECODER_RATE, BACKBONE_RATE = 3e-3, 1e-3
WARM_UP: Final = 0.04
"""Share of the steps in which the rates rise."""
SMALL_UNTIL: Final = 0.5
"""Until this share of the steps canvases have less than half the pixels, which takes half the time."""
AVERAGE: Final = 0.99
"""Decay of the weights' moving average, which is what is exported."""
CHECKPOINT_STEPS = 50


def train(photos: Sources, run: Path, start: dict[str, Tensor], steps: int, seed: int) -> Path:
    """Train from ImageNet's weights and give the file of the averaged weights.

    Beside it, ``training.json`` says what the model card tells of the training.
    """
    result = run / "weights.pt"
    if result.is_file():
        return result
    torch.manual_seed(seed)
    network = SmallNetwork()
    network.start(start)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    training, checkpoint = Training(network, _optimizer(network), AVERAGE, seed), run / "checkpoint.pt"
    if checkpoint.is_file():
        training.load(checkpoint)
        log.info("resumed at step %d, %.0f s", training.step, training.seconds)
    network.train()
    losses: list[float] = []
    began = time.monotonic()
    while training.step < steps:
        _set_rates(training.optimizer, training.step / steps)
        images, targets = draw_batch(photos, seed, training.step, training.step < SMALL_UNTIL * steps)
        losses.append(_learn(training, images, targets))
        now = time.monotonic()
        training.seconds, began = training.seconds + now - began, now
        if training.step % 20 == 0:
            log.info("step %d  %.0f s  loss %.3f", training.step, training.seconds, np.mean(losses[-20:]))
        if training.step % CHECKPOINT_STEPS == 0:
            training.save(checkpoint)
    facts = {
        "steps": training.step,
        "batch": BATCH,
        "minutes": round(training.seconds / 60),
        "threads": torch.get_num_threads(),
        "seed": seed,
        "photos": {kind: len(examples) for kind, examples in photos.photos.items()},
    }
    (run / "training.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    save_whole(training.average.state_dict(), result)
    return result


def _learn(training: Training[SmallNetwork], images: Tensor, targets: Tensor) -> float:
    """One step; gives its loss."""
    training.begin_step()
    with torch.autocast("cpu", torch.bfloat16):
        logits = training.network(images.contiguous(memory_format=torch.channels_last))
    loss = body_loss(logits.float(), targets)
    training.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(training.network.parameters(), 5.0)
    training.optimizer.step()
    training.end_step()
    return float(loss.detach())


def _optimizer(network: SmallNetwork) -> torch.optim.AdamW:
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        rate = BACKBONE_RATE if name.startswith("features.") else DECODER_RATE
        groups.setdefault((rate, 0.02 if parameter.dim() > 1 else 0.0), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": rate, "rate": rate, "weight_decay": decay}
            for (rate, decay), parameters in groups.items()
        ]
    )


def _set_rates(optimizer: torch.optim.Optimizer, done: float) -> None:
    """Linear rise at the start, then half a cosine down to 1 %."""
    level = min(1.0, done / WARM_UP + 0.02) * (0.495 * (1 + math.cos(math.pi * min(1.0, done))) + 0.01)
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * level
