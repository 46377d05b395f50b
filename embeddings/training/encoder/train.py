"""The training loop: pictures and words into one space, on a budget of minutes.

The text tower first learns words from its teacher alone; then both towers learn together. Each step
takes single garments and twins (two views or two photos of one garment).
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from embeddings.colour import FAMILIES
from embeddings.ontology import KINDS
from embeddings.training.encoder.captions import PATTERNS
from embeddings.training.encoder.knowledge import Knowledge
from embeddings.training.encoder.loss import contrastive, one_of, twins_together
from embeddings.training.encoder.network import Heads, Tail, build, encode_text
from embeddings.training.encoder.tokens import Tokens

log = logging.getLogger(__name__)

SINGLES, TWINS, WORDS = 48, 40, 160
"""Garments of a step with one view, with two, and texts that the teacher explains."""
KEEP = 96
"""Patches of 256 that a step looks at."""
WORDS_FIRST = 0.08
"""Share of the time in which the text tower learns alone."""
TEXTS = 512
"""Texts of a step in that time."""
WARM = 0.03
CHECKPOINT_SECONDS = 120
RATES = {"blocks": 2e-4, "rest": 1e-3}


class Trainer:
    """The networks, their optimiser and how far they are."""

    def __init__(self, start: dict[str, Tensor], words: Any, device: str, seed: int) -> None:
        torch.manual_seed(seed)
        self.device = device
        self.tail = Tail(start).to(device)
        self.model = build().to(device)
        with torch.no_grad():
            self.model.token_embedding.weight.copy_(torch.from_numpy(words))
        self.heads = Heads(len(KINDS), len(FAMILIES), len(PATTERNS)).to(device)
        text = [p for name, p in self.model.named_parameters() if not name.startswith("visual.")]
        matrices = [p for p in [*text, *self.heads.parameters(), self.tail.proj] if p.ndim == 2]
        table = self.model.token_embedding.weight
        groups = [
            {"params": [*self.tail.blocks.parameters(), *self.tail.norm.parameters()], "rate": RATES["blocks"]},
            {"params": [p for p in matrices if p is not table], "rate": RATES["rest"]},
            {
                "params": [p for p in [*text, *self.heads.parameters()] if p.ndim < 2],
                "rate": RATES["rest"],
                "weight_decay": 0.0,
            },
            {"params": [table], "rate": RATES["rest"], "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.05)
        self.rng = np.random.default_rng(seed)
        self.elapsed = 0.0
        self.steps = 0

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        parts = {name: getattr(self, name).state_dict() for name in ("tail", "model", "heads", "optimiser")}
        return {**parts, "elapsed": self.elapsed, "steps": self.steps, "rng": self.rng.bit_generator.state}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from ``state``."""
        for name in ("tail", "model", "heads", "optimiser"):
            getattr(self, name).load_state_dict(state[name])
        self.elapsed, self.steps = state["elapsed"], state["steps"]
        self.rng.bit_generator.state = state["rng"]

    def set_rate(self, share: float) -> None:
        """Learning rates at ``share`` of the budget: a short rise, then half a cosine down to nothing."""
        factor = min(share / WARM, 0.5 * (1 + np.cos(np.pi * min(1.0, share))))
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * factor

    def apply(self, loss: Tensor) -> None:
        """One step down the gradient."""
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimiser.step()
        with torch.no_grad():
            self.model.logit_scale.clamp_(0, np.log(100))
        self.steps += 1


class Lots:
    """Draws the garments of each step."""

    def __init__(self, known: Knowledge, plain: Tokens, changed: Tokens, changed_count: int) -> None:
        self.known, self.plain, self.changed, self.changed_count = known, plain, changed, changed_count
        order = np.argsort(known.garment, kind="stable")
        same = known.garment[order][1:] == known.garment[order][:-1]
        pairs = np.stack([order[:-1][same], order[1:][same]], 1)
        apart = np.linalg.norm(known.lab[pairs[:, 0]] - known.lab[pairs[:, 1]], axis=1)
        self.pairs = pairs[apart < 25]
        """Two photos of one garment; those whose colours differ show another variant than they say."""

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray[Any, Any], Tensor]:
        """Item numbers of all rows (singles, first twins, second twins) and their tokens."""
        count = len(self.known.garment)
        singles = rng.integers(count, size=SINGLES)
        photos = TWINS // 4 if len(self.pairs) else 0
        pairs = self.pairs[rng.integers(len(self.pairs), size=photos)] if photos else np.zeros((0, 2), np.int64)
        turned = rng.choice(self.changed_count, TWINS - photos, replace=False)
        rows = np.concatenate([singles, pairs[:, 0], turned, pairs[:, 1], turned])
        tokens = torch.cat([self.plain.read(rows[: -len(turned)]), self.changed.read(turned)])
        return rows, tokens


def train(
    start: dict[str, Tensor],
    words: Any,
    known: Knowledge,
    views: tuple[Tokens, Tokens],
    run: Path,
    minutes: float,
    device: str,
    seed: int,
) -> Trainer:
    """Train for ``minutes`` in all, over any number of calls; the checkpoint in ``run`` holds how far it is."""
    trainer = Trainer(start, words, device, seed)
    checkpoint = run / "checkpoint.pt"
    if checkpoint.is_file():
        trainer.load(torch.load(checkpoint, map_location=device, weights_only=False))
    lots = Lots(known, views[0], views[1], views[1].done)
    budget = minutes * 60
    saved = logged = time.monotonic()
    while trainer.elapsed < budget:
        since = time.monotonic()
        share = trainer.elapsed / budget
        trainer.set_rate(share)
        with torch.autocast(device, torch.bfloat16):
            parts = {"words": _words(trainer, known, TEXTS)} if share < WORDS_FIRST else _step(trainer, lots)
        trainer.apply(sum(parts.values(), torch.zeros((), device=device)))
        now = time.monotonic()
        trainer.elapsed += now - since
        if now - logged > 30 or trainer.elapsed >= budget:
            logged = now
            losses = "  ".join(f"{name} {float(part):.3f}" for name, part in parts.items())
            log.info("step %d  %.0f s  %s", trainer.steps, trainer.elapsed, losses)
        if now - saved > CHECKPOINT_SECONDS or trainer.elapsed >= budget:
            saved = now
            partial = checkpoint.with_suffix(".part")
            torch.save(trainer.state(), partial)
            partial.replace(checkpoint)
    return trainer


def _words(trainer: Trainer, known: Knowledge, count: int) -> Tensor:
    """How far the text tower's vectors are from saying what the teacher says."""
    rows = trainer.rng.integers(len(known.tokens), size=count)
    texts = F.normalize(encode_text(trainer.model, torch.from_numpy(known.tokens[rows]).to(trainer.device)), dim=-1)
    wanted = torch.from_numpy(known.taught[rows].astype(np.float32)).to(trainer.device)
    return 4 * (1 - (trainer.heads.taught(texts) * wanted).sum(1)).mean()


def _step(trainer: Trainer, lots: Lots) -> dict[str, Tensor]:
    known, device = lots.known, trainer.device
    rows, tokens = lots.draw(trainer.rng)
    said = np.array([trainer.rng.choice(known.captions[row]) for row in rows])
    unique, which = np.unique(said, return_inverse=True)
    images = F.normalize(trainer.tail(tokens.to(device), KEEP), dim=-1)
    texts = F.normalize(encode_text(trainer.model, torch.from_numpy(known.tokens[unique]).to(device)), dim=-1)[which]
    garment = torch.from_numpy(known.garment[rows]).to(device)
    caption = torch.from_numpy(said).to(device)
    kind, family, pattern, lab = trainer.heads(images)
    truth = torch.from_numpy(known.lab[rows]).to(device) / 30
    seen = ~truth[:, 0].isnan()
    return {
        "match": contrastive(images, texts, trainer.model.logit_scale.exp(), garment, caption),
        "kind": 0.5 * one_of(kind, torch.from_numpy(known.kinds[rows]).to(device)),
        "family": 0.4 * _if_known(family, torch.from_numpy(known.family[rows]).to(device)),
        "pattern": 0.2 * _if_known(pattern, torch.from_numpy(known.pattern[rows]).to(device)),
        "lab": 1.0 * F.smooth_l1_loss(lab[seen], truth[seen], beta=0.3),
        "twins": 0.4 * twins_together(images, SINGLES, TWINS, garment),
        "words": 0.5 * _words(trainer, known, WORDS),
    }


def _if_known(logits: Tensor, target: Tensor) -> Tensor:
    return F.cross_entropy(logits, target, ignore_index=-1) if bool((target >= 0).any()) else logits.sum() * 0
