"""The training loop: a budget of minutes, checkpoints to resume from, averaged weights at the end.

The schedule follows the share of the budget that is used up, so that a slower machine trains less
but still ends with a small learning rate. Progress counts training seconds alone; labelling and
evaluation come on top.
"""

from __future__ import annotations

import copy
import json
import logging
import math
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from embeddings.evaluation.confusion import SCORED, class_iou, confusion, scores
from embeddings.parsing.labels import CLASS_ID, CLASSES
from embeddings.training.data import Example, parsing_examples, read_labels, read_rgb
from embeddings.training.parser.augment import PAIR_ODDS, draw_canvas, load, training_picture
from embeddings.training.parser.labelling import label_photos, labelled, probabilities_of
from embeddings.training.parser.loss import parsing_loss
from embeddings.training.parser.network import ParserNetwork

log = logging.getLogger(__name__)

BATCH = 8
DECODER_RATE, BACKBONE_RATE, LAYER_DECAY = 1e-3, 1.2e-4, 0.8
FROZEN_BLOCKS = 6
"""The first blocks, like the patch and position embeddings, stay as DINOv2 made them."""
WARM_UP = 0.06
"""Until this share of the budget the whole backbone stays frozen."""
SMALL_UNTIL = 0.7
"""Until this share of the budget canvases have half the patches, which takes less than half the time."""
LABEL_AT = (0.45,)
"""Shares of the budget at which photos without label maps get theirs."""
TAGGED_ODDS, UNWORN_ODDS = 0.2, 0.05
"""Shares of the pictures that come from those photos from then on."""
AVERAGE = 0.995
"""Decay of the weights' moving average, which is what is exported."""
RARITY = 0.4
"""Classes weigh (all pixels / own pixels) to this power."""
USUAL = 0.4
"""A class in fewer than this share of the photos makes its photos be drawn more often."""
CHECKPOINT_SECONDS = 240.0


class Training:
    """Everything that a checkpoint holds."""

    def __init__(self, start: dict[str, Tensor], device: str) -> None:
        self.network = ParserNetwork()
        self.network.vit.load_state_dict(start)
        self.network.to(device)
        self.network.decoder.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.network).requires_grad_(False).eval()
        self.optimizer = _optimizer(self.network)
        self.seconds = 0.0
        self.step = 0

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        partial = path.with_suffix(".part")
        state = {key: getattr(self, key).state_dict() for key in ("network", "average", "optimizer")}
        torch.save(state | {"seconds": self.seconds, "step": self.step}, partial)
        partial.replace(path)

    def load(self, path: Path) -> None:
        """Go on where a checkpoint was written."""
        state = torch.load(path, weights_only=True)
        for key in ("network", "average", "optimizer"):
            getattr(self, key).load_state_dict(state[key])
        self.seconds, self.step = state["seconds"], state["step"]

    def follow(self) -> None:
        """Move the averaged weights towards the current ones; faster at the start."""
        keep = min(AVERAGE, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            current = self.network.state_dict()
            for name, value in self.average.state_dict().items():
                if value.is_floating_point():
                    value.lerp_(current[name], 1 - keep)
                else:
                    value.copy_(current[name])


def train(
    data: Path, run: Path, start: dict[str, Tensor], minutes: float, threads: int, device: str, seed: int
) -> Path:
    """Train for ``minutes`` of training time and give the file of the averaged weights.

    Beside it, ``training.json`` says what the model card tells of the training.
    """
    result = run / "weights.pt"
    if result.is_file():
        return result
    torch.manual_seed(seed)
    training, checkpoint = Training(start, device), run / "checkpoint.pt"
    if checkpoint.is_file():
        training.load(checkpoint)
        log.info("resumed at step %d, %.0f s", training.step, training.seconds)
    examples, held_out = parsing_examples(data, "train"), parsing_examples(data, "val")
    weights = class_weights(examples).to(device)
    rounds = [(share, run / f"labels-{index}") for index, share in enumerate(LABEL_AT, 1)]
    budget, extra = minutes * 60, labelled(data, rounds[-1][1])
    while training.seconds < budget:
        due = [folder for share, folder in rounds if training.seconds >= share * budget]
        for folder in due[-1:]:
            if not folder.is_dir():
                training.save(checkpoint)
                label_photos(training.average, data, folder, device, seed)
                report(training, held_out, device)
        extra = labelled(data, due[-1]) if due else ([], [])
        after = [share for share, _ in rounds if share * budget > training.seconds]
        until = min([budget, *(share * budget for share in after)])
        _train_until(training, (repeated(examples), *extra), weights, until, budget, checkpoint, device, seed)
    facts = {
        "steps": training.step,
        "minutes": round(training.seconds / 60),
        "threads": threads,
        "device": device,
        "seed": seed,
        "train": len(examples),
        "tagged": len(extra[0]),
        "unworn": len(extra[1]),
        "remarks": "",
    }
    (run / "training.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    partial = result.with_suffix(".part")
    torch.save(training.average.state_dict(), partial)
    partial.replace(result)
    return result


def _train_until(
    training: Training,
    sources: tuple[list[Example], ...],
    weights: Tensor,
    until: float,
    budget: float,
    checkpoint: Path,
    device: str,
    seed: int,
) -> None:
    network, optimizer = training.network, training.optimizer
    network.train()
    saved, losses = training.seconds, []
    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(draw_batch, sources, seed, training.step, training.seconds < SMALL_UNTIL * budget)
        began = time.monotonic()
        while training.seconds < until:
            images, labels = (each.to(device) for each in ahead.result())
            done = training.seconds / budget
            ahead = reader.submit(draw_batch, sources, seed, training.step + 1, done < SMALL_UNTIL)
            _set_rates(optimizer, done)
            network.vit.requires_grad_(False)
            if done >= WARM_UP:
                network.vit.blocks[FROZEN_BLOCKS:].requires_grad_(True)
                network.vit.norm.requires_grad_(True)
            with torch.autocast(device, torch.bfloat16):
                logits, coarse = network(images.contiguous(memory_format=torch.channels_last))
            loss = parsing_loss(logits, coarse, labels, weights)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 3.0)
            optimizer.step()
            training.step += 1
            training.follow()
            losses.append(float(loss.detach()))
            now = time.monotonic()
            training.seconds, began = training.seconds + now - began, now
            if training.step % 25 == 0:
                log.info("step %d  %.0f s  loss %.3f", training.step, training.seconds, np.mean(losses[-25:]))
            if training.seconds - saved > CHECKPOINT_SECONDS:
                training.save(checkpoint)
                saved = training.seconds


def draw_batch(sources: tuple[list[Example], ...], seed: int, step: int, small: bool) -> tuple[Tensor, Tensor]:
    """Batch number ``step``: B×3×H×W images and B×H×W labels; the same for the same seed."""
    rng = np.random.default_rng((seed, step))
    odds = np.array([1.0, TAGGED_ODDS, UNWORN_ODDS]) * [bool(source) for source in sources]
    odds[0] -= odds[1:].sum()
    size = draw_canvas(rng, small)
    pictures = []
    for _ in range(BATCH):
        together = 2 if size[0] > size[1] and rng.random() < PAIR_ODDS else 1
        chosen = [sources[rng.choice(len(sources), p=odds)] for _ in range(together)]
        parts = [load(source[rng.integers(len(source))]) for source in chosen]
        pictures.append(training_picture(parts, size, rng))
    images, labels = (np.stack(each) for each in zip(*pictures, strict=True))
    return torch.from_numpy(images), torch.from_numpy(labels)


def repeated(examples: list[Example]) -> list[Example]:
    """Examples in numbers that follow their rarest class: about √(usual share / its share) times as many.

    Source: repeat factor sampling, Gupta et al. 2019 (LVIS).
    """
    counts = Counter(tag for example in examples for tag in example.tags)
    factors = {tag: max(1.0, (USUAL * len(examples) / count) ** 0.5) for tag, count in counts.items()}
    return [
        example
        for example in examples
        for _ in range(round(2 * max((factors[tag] for tag in example.tags), default=1.0)))
    ]


def class_weights(examples: list[Example]) -> Tensor:
    """Weight of each class by rarity, upper clothes = 1."""
    counts = np.zeros(256)
    for example in examples[::3]:
        assert example.labels is not None
        counts += np.bincount(read_labels(example.labels)[::4, ::4].ravel(), minlength=256)
    rarity = (counts.sum() / counts[: len(CLASSES)].clip(1)) ** RARITY
    return torch.tensor(rarity / rarity[CLASS_ID["upper-clothes"]], dtype=torch.float32)


def validate(network: ParserNetwork, examples: list[Example], device: str) -> NDArray[np.int64]:
    """Confusion counts on the photos' own grids, before any post-processing."""
    network.eval()
    counts = np.zeros((len(SCORED), len(SCORED)), np.int64)
    for example in examples:
        assert example.labels is not None
        found = probabilities_of(network, read_rgb(example.photo), device).argmax(0)
        counts += confusion(read_labels(example.labels), found.astype(np.uint8))
    return counts


def report(training: Training, examples: list[Example], device: str) -> None:
    """Log the averaged weights' scores on held-out photos."""
    counts = validate(training.average, examples, device)
    log.info("step %d  %s  %s", training.step, _short(scores(counts)), _short(class_iou(counts)))


def _short(numbers: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in numbers.items()}


def _parameters(network: ParserNetwork) -> Iterator[tuple[float, nn.Parameter]]:
    """Each parameter with its learning rate: the deeper in the backbone, the smaller."""
    depth = len(network.vit.blocks)
    for name, parameter in network.named_parameters():
        if not name.startswith("vit."):
            yield DECODER_RATE, parameter
        elif name.startswith("vit.blocks."):
            yield BACKBONE_RATE * LAYER_DECAY ** (depth - 1 - int(name.split(".")[2])), parameter
        elif name.startswith("vit.norm."):
            yield BACKBONE_RATE, parameter


def _optimizer(network: ParserNetwork) -> torch.optim.AdamW:
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for rate, parameter in _parameters(network):
        decay = 0.05 if parameter.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": rate, "rate": rate, "weight_decay": decay}
            for (rate, decay), parameters in groups.items()
        ],
        fused=True,
    )


def _set_rates(optimizer: torch.optim.AdamW, done: float) -> None:
    """Linear rise over the first 2 % of the budget, then half a cosine down to 1 %."""
    level = min(1.0, done / 0.02 + 0.05) * (0.495 * (1 + math.cos(math.pi * min(1.0, done))) + 0.01)
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * level
