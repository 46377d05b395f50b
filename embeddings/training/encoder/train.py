"""The training loop: pictures and words into one space.

The text tower first learns words from its teacher alone; then both towers learn together. The number of
steps is given, and each step depends on its number alone, so a training that was stopped goes on to the
same end.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from embeddings.training.encoder.knowledge import Knowledge
from embeddings.training.encoder.loss import contrastive, if_known, one_of, twins_together
from embeddings.training.encoder.lots import TWINS, Lot, Lots
from embeddings.training.encoder.network import FROZEN, Learner, encode_texts
from embeddings.training.progress import Training

log = logging.getLogger(__name__)

QUEUE: Final = 8192
TEXTS: Final = 256
"""Texts of a step in which the text tower learns alone."""
KEEP: Final = 60
"""Patches of 144 that a step looks at."""
WHOLE: Final = 0.06
"""Share of the steps, the last ones, that look at all patches, as serving does."""
WARM: Final = 0.04
DECAY: Final = 0.998
"""Of the moving average that is exported."""
RATES: Final = {"blocks": 2e-4, "rest": 5e-4}
CONTINUED: Final = 0.6
"""Rates of a training that starts from an encoder, as a share of those from DINOv2 on."""
DEEPER: Final = 0.85
"""Each block learns at this share of the rate of the one above it."""
WEIGHTS: Final = {
    "match": 1.0,
    "taught": 1.0,
    "twins": 0.5,
    "kind": 0.5,
    "source_label": 0.5,
    "family": 0.4,
    "pattern": 0.2,
    "sleeve": 0.1,
    "length": 0.1,
    "scales": 0.1,
    "lab": 1.0,
    "say": 2.0,
    "agree": 1.0,
}
"""What each part of the loss counts."""
CHECKPOINT_SECONDS: Final = 240


@dataclass(frozen=True)
class Plan:
    """How long and from what it learns."""

    words_first: int
    """Steps in which words are learnt alone."""
    steps: int
    """Steps in which pictures and words are."""
    seed: int
    continued: bool = False
    """It starts from an encoder, not from DINOv2."""


def optimizer(learner: Learner, share: float = 1.0) -> torch.optim.Optimizer:
    """AdamW; the blocks slowly, the deeper the slower, no decay of vectors and of the table of words."""
    groups: list[dict[str, Any]] = []
    blocks = learner.image.trunk.blocks[FROZEN:]
    for place, block in enumerate(reversed(blocks)):
        groups.append({"params": list(block.parameters()), "rate": share * RATES["blocks"] * DEEPER**place})
    groups.append({"params": list(learner.image.trunk.norm.parameters()), "rate": share * RATES["blocks"]})
    inside = {id(p) for group in groups for p in group["params"]}
    rest = [p for p in learner.parameters() if p.requires_grad and id(p) not in inside]
    table = learner.text.token_embedding.weight
    matrices = [p for p in rest if p.ndim >= 2 and p is not table]
    others = [p for p in rest if p.ndim < 2 or p is table]
    groups.append({"params": matrices, "rate": share * RATES["rest"]})
    groups.append({"params": others, "rate": share * RATES["rest"], "weight_decay": 0.0})
    return torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.05)


def train(learner: Learner, known: Knowledge, lots: Lots, run: Path, plan: Plan) -> Training[Learner]:
    """Steps of texts alone, then of both; goes on from the checkpoint in ``run``."""
    learner.meet_teacher(torch.from_numpy(known.taught.astype(np.float32)))
    training = Training(learner, optimizer(learner, CONTINUED if plan.continued else 1.0), DECAY, plan.seed)
    checkpoint = run / "checkpoint.pt"
    if checkpoint.is_file():
        training.load(checkpoint)
    saved = logged = time.monotonic()
    learner.train()
    while training.step < plan.words_first + plan.steps:
        since = time.monotonic()
        training.begin_step()
        done = training.step - plan.words_first
        share = training.step / plan.words_first if done < 0 else done / plan.steps
        _set_rate(training.optimizer, share)
        with torch.autocast("cpu", torch.bfloat16):
            if done < 0:
                rng = np.random.default_rng([plan.seed, 7, training.step])
                parts = _say(learner, known, rng.integers(len(known.tokens), size=TEXTS))
            else:
                parts = step(learner, known, lots.draw(training.step), None if share > 1 - WHOLE else KEEP)
        loss = sum((WEIGHTS[name] * part for name, part in parts.items()), torch.zeros(()))
        training.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for g in training.optimizer.param_groups for p in g["params"]], 1.0)
        training.optimizer.step()
        with torch.no_grad():
            learner.text.logit_scale.clamp_(0, np.log(100))
        training.end_step()
        now = time.monotonic()
        training.seconds += now - since
        last = training.step == plan.words_first + plan.steps
        if now - logged > 30 or last:
            logged = now
            losses = "  ".join(f"{name} {float(part.detach()):.3f}" for name, part in parts.items())
            log.info("step %d  %.0f s  %s", training.step, training.seconds, losses)
        if now - saved > CHECKPOINT_SECONDS or last:
            saved = now
            training.save(checkpoint)
    return training


def step(learner: Learner, known: Knowledge, lot: Lot, keep: int | None) -> dict[str, Tensor]:
    """The parts of the loss over one lot."""
    raw, features = learner.image(lot.images, keep)
    images = F.normalize(raw.float(), dim=-1)
    told = np.flatnonzero(lot.texts >= 0)
    unique, back = np.unique(lot.texts[told], return_inverse=True)
    texts = F.normalize(encode_texts(learner.text, torch.from_numpy(known.tokens[unique])), dim=-1)[back]
    meaning = known.meaning[lot.texts[told]]
    wanted = torch.from_numpy(known.taught[meaning].astype(np.float32))
    taught = learner.taught(wanted).float()
    garment = torch.from_numpy(lot.garment)
    who = torch.stack([garment[told], torch.from_numpy(meaning)], 1)
    scale, seen, queue_who = learner.text.logit_scale.exp(), learner.seen, learner.who
    shown = images[told]
    parts = {
        "match": contrastive(shown, texts, scale, who, seen[:, :2], queue_who),
        "taught": contrastive(shown, taught, scale, who, seen[:, ::2], queue_who),
        "twins": twins_together(images, TWINS, garment, seen[:, 0], queue_who[:, 0]),
        "say": (1 - (learner.said(texts) * wanted).sum(1)).mean(),
        "agree": (1 - (texts * taught.detach()).sum(1)).mean(),
        **_asked(learner, known, features.float(), lot),
    }
    truth = torch.from_numpy(known.lab[lot.items]) / 30
    there = ~truth[:, 0].isnan() & ~torch.from_numpy(lot.recoloured)
    off = F.smooth_l1_loss(learner.lab(images * 16), truth.nan_to_num(), beta=0.3, reduction="none").mean(1)
    parts["lab"] = if_known(off, there)
    learner.remember(torch.stack([shown, texts, taught], 1), who)
    return parts


def _asked(learner: Learner, known: Knowledge, features: Tensor, lot: Lot) -> dict[str, Tensor]:
    """What the heads answer, against what is known."""
    targets, rows = known.targets, lot.items
    parts = {
        name: one_of(learner.heads[name](features), torch.from_numpy(allowed[rows]))
        for name, allowed in targets.aspects.items()
    }
    for name, column in (("family", targets.family), ("source_label", targets.source_label)):
        truth = torch.from_numpy(np.where(lot.recoloured & (name == "family"), -1, column[rows]))
        loss = F.cross_entropy(learner.heads[name](features).float(), truth.clamp(min=0), reduction="none")
        parts[name] = if_known(loss, truth >= 0)
    soft = torch.zeros(())
    for name, values in targets.scales.items():
        wanted = torch.from_numpy(values[rows])
        answer = learner.scales[name](features)[:, 0].float()
        loss = F.binary_cross_entropy_with_logits(answer, wanted.nan_to_num(), reduction="none")
        soft = soft + if_known(loss, ~wanted.isnan())
    return parts | {"scales": soft}


def _say(learner: Learner, known: Knowledge, rows: NDArray[np.int64]) -> dict[str, Tensor]:
    """How far the text tower is from saying what the teacher says."""
    texts = F.normalize(encode_texts(learner.text, torch.from_numpy(known.tokens[rows])), dim=-1)
    wanted = torch.from_numpy(known.taught[known.meaning[rows]].astype(np.float32))
    return {"say": (1 - (learner.said(texts) * wanted).sum(1)).mean()}


def _set_rate(optimizer: torch.optim.Optimizer, share: float) -> None:
    """A short rise, then half a cosine down to nothing."""
    factor = min(share / WARM + 1e-3, 0.5 * (1 + np.cos(np.pi * min(1.0, share))))
    for group in optimizer.param_groups:
        group["lr"] = float(group["rate"] * factor)
