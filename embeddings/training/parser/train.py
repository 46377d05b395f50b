"""The training loop: a number of steps, checkpoints to resume from, averaged weights at the end.

The same seed and number of steps draw the same pictures in the same order on any machine; a run
that was stopped goes on with the step after its last checkpoint.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from embeddings.parsing.labels import CLASS_ID, CLASSES
from embeddings.training.data import Example, parsing_examples, read_labels
from embeddings.training.parser.labelling import label_photos, network_probabilities
from embeddings.training.parser.loss import parsing_loss
from embeddings.training.parser.network import ParserNetwork
from embeddings.training.parser.pictures import BATCH, Sources, draw_batch, gather
from embeddings.training.progress import Training, save_whole

log = logging.getLogger(__name__)

DECODER_RATE, BACKBONE_RATE, LAYER_DECAY = 1e-3, 1.2e-4, 0.8
CONTINUED = 0.6
"""Learning rates of a training that starts from a parser, as a share of those from DINOv2 on."""
FROZEN_BLOCKS = 6
"""The first blocks, like the patch and position embeddings, stay as they were."""
WARM_UP = 0.06
"""From DINOv2 the whole backbone stays frozen until this share of the steps."""
SMALL_UNTIL = 0.65
"""Until this share of the steps canvases have half the patches, which takes half the time."""
LABEL_AT = 0.35
"""From DINOv2, the share of the steps at which photos without label maps get theirs; a parser gives them at once."""
AVERAGE = 0.995
"""Decay of the weights' moving average, which is what is exported."""
RARITY = 0.4
"""Classes weigh (all pixels / own pixels) to this power."""
CHECKPOINT_STEPS = 60


@dataclass(frozen=True)
class Plan:
    """What a training is told."""

    steps: int
    seed: int = 0
    device: str = "cpu"
    continued: bool = False
    """It starts from a parser, not from DINOv2."""


def train(data: Path, run: Path, network: ParserNetwork, plan: Plan) -> Path:
    """Train ``network`` and give the file of the averaged weights.

    Beside it, ``training.json`` says what the model card tells of the training.
    """
    result = run / "weights.pt"
    if result.is_file():
        return result
    network.to(plan.device)
    network.decoder.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = _optimizer(network, CONTINUED if plan.continued else 1.0)
    training, checkpoint = Training(network, optimizer, AVERAGE, plan.seed), run / "checkpoint.pt"
    if checkpoint.is_file():
        training.load(checkpoint)
        log.info("resumed at step %d, %.0f s", training.step, training.seconds)
    weights = class_weights(parsing_examples(data, "train")).to(plan.device)
    labels, label_at = run / "labels", 0 if plan.continued else round(LABEL_AT * plan.steps)
    _train_until(training, gather(data, None, plan.seed), weights, label_at, plan, checkpoint)
    if not labels.is_dir():
        training.save(checkpoint)
        label_photos(network_probabilities(training.average, plan.device), data, labels, plan.seed)
    sources = gather(data, labels, plan.seed)
    _train_until(training, sources, weights, plan.steps, plan, checkpoint)
    facts = {
        "steps": training.step,
        "batch": BATCH,
        "minutes": round(training.seconds / 60),
        "threads": torch.get_num_threads(),
        "device": plan.device,
        "seed": plan.seed,
        "continued": plan.continued,
        "photos": {kind: len({example.name for example in photos}) for kind, photos in sources.photos.items()},
        "products": sum(map(len, sources.products.values())),
    }
    (run / "training.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    save_whole(training.average.state_dict(), result)
    return result


def _train_until(
    training: Training[ParserNetwork], sources: Sources, weights: Tensor, until: int, plan: Plan, file: Path
) -> None:
    network, optimizer = training.network, training.optimizer
    network.train()
    losses: list[float] = []

    def draw(step: int) -> tuple[Tensor, Tensor, Tensor, tuple[int, int]]:
        return draw_batch(sources, plan.seed, step, step < SMALL_UNTIL * plan.steps)

    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(draw, training.step)
        began = time.monotonic()
        while training.step < until:
            *tensors, phase = ahead.result()
            images, labels, presence = (each.to(plan.device) for each in tensors)
            ahead = reader.submit(draw, training.step + 1)
            _set_rates(optimizer, training.step / plan.steps)
            network.vit.requires_grad_(False)
            if plan.continued or training.step >= WARM_UP * plan.steps:
                network.vit.blocks[FROZEN_BLOCKS:].requires_grad_(True)
                network.vit.norm.requires_grad_(True)
            training.begin_step()
            with torch.autocast(plan.device, torch.bfloat16):
                parsed = network(images.contiguous(memory_format=torch.channels_last))
            loss = parsing_loss(parsed, labels, presence, weights, phase)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 3.0)
            optimizer.step()
            training.end_step()
            losses.append(float(loss.detach()))
            now = time.monotonic()
            training.seconds, began = training.seconds + now - began, now
            if training.step % 20 == 0:
                log.info("step %d  %.0f s  loss %.3f", training.step, training.seconds, np.mean(losses[-20:]))
            if training.step % CHECKPOINT_STEPS == 0:
                training.save(file)


def class_weights(examples: list[Example]) -> Tensor:
    """Weight of each class by rarity, upper clothes = 1."""
    counts = np.zeros(256)
    for example in examples[::3]:
        assert example.labels is not None
        counts += np.bincount(read_labels(example.labels)[::4, ::4].ravel(), minlength=256)
    rarity = (counts.sum() / counts[: len(CLASSES)].clip(1)) ** RARITY
    return torch.tensor(rarity / rarity[CLASS_ID["upper-clothes"]], dtype=torch.float32)


def _parameters(network: ParserNetwork) -> Iterator[tuple[float, nn.Parameter]]:
    """Each parameter with its learning rate: the deeper in the backbone, the smaller."""
    depth = len(network.vit.blocks)
    for name, parameter in network.named_parameters():
        if name.startswith(("decoder.", "presence.")):
            yield DECODER_RATE, parameter
        elif name.startswith("vit.blocks."):
            yield BACKBONE_RATE * LAYER_DECAY ** (depth - 1 - int(name.split(".")[2])), parameter
        elif name.startswith("vit.norm."):
            yield BACKBONE_RATE, parameter


def _optimizer(network: ParserNetwork, share: float) -> torch.optim.AdamW:
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for rate, parameter in _parameters(network):
        decay = 0.05 if parameter.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": rate, "rate": rate * share, "weight_decay": decay}
            for (rate, decay), parameters in groups.items()
        ],
        fused=True,
    )


def _set_rates(optimizer: torch.optim.Optimizer, done: float) -> None:
    """Linear rise over the first 2 % of the steps, then half a cosine down to 1 %."""
    level = min(1.0, done / 0.02 + 0.05) * (0.495 * (1 + math.cos(math.pi * min(1.0, done))) + 0.01)
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * level
