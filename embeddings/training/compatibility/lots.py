"""Questions drawn from stylists' outfits: which garment was there, among others of its family?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from embeddings.training.compatibility.items import Items

CANDIDATES = 96
"""Wrong answers kept ready for each garment."""
TONE = 2.0
"""CIELAB distance of backgrounds that are alike."""
FEWEST = 8
"""Where fewer garments are like it in season and background, any of its family is a wrong answer."""
FORGOTTEN = 0.15
"""Share of an outfit's garments that are left out of a question."""
EVENNESS = 0.5
"""Garments that stylists used often are asked for less often than they were used: by this power."""
LONGEST = 10


@dataclass(frozen=True, slots=True)
class Lot:
    """B questions."""

    others: Tensor
    """B×n rows of items, −1 for none."""
    answers: Tensor
    """B×K rows of items, the right one first."""
    fair: Tensor
    """B×(K−1) bool: false where a wrong answer is one of the outfit after all."""


class Lots:
    """Draws questions. Wrong answers are of the family, the season and the background's tone of the right one, of
    another model, and drawn about as often as stylists used them: nothing else gives it away."""

    def __init__(self, items: Items, outfits: Sequence[Sequence[int]], tones: NDArray[np.float32], seed: int) -> None:
        rng = np.random.default_rng(seed)
        used = np.bincount([row for outfit in outfits for row in outfit], minlength=len(items.ids))
        self.used = np.flatnonzero(used)
        by_family: dict[str, NDArray[np.int64]] = {}
        for family in np.unique(items.family):
            by_family[str(family)] = self.used[items.family[self.used] == family]
        ready = np.full((len(items.ids), CANDIDATES), -1)
        for row in self.used:
            others = by_family[str(items.family[row])]
            others = others[items.model[others] != items.model[row]]
            alike = others[items.season[others] == items.season[row]]
            alike = alike[np.linalg.norm(tones[alike] - tones[row], axis=1) < TONE]
            chosen = alike if len(alike) >= FEWEST else others
            if len(chosen):
                share = np.sqrt(used[chosen])
                ready[row] = rng.choice(chosen, CANDIDATES, p=share / share.sum())
        table = np.full((len(outfits), LONGEST), -1)
        for place, outfit in enumerate(outfits):
            kept = list(outfit)[:LONGEST]
            table[place, : len(kept)] = kept
        self._outfits, self._ready = torch.from_numpy(table), torch.from_numpy(ready)
        self._rarity = torch.from_numpy(np.maximum(used, 1) ** EVENNESS).float()

    def draw(self, count: int, wrong: int, generator: torch.Generator) -> Lot:
        """Up to ``count`` questions with ``wrong`` wrong answers each."""
        outfits = self._outfits[torch.randint(len(self._outfits), (count,), generator=generator)]
        rows = outfits.clamp(min=0)
        can = (outfits >= 0) & (self._ready[rows, 0] >= 0)
        luck = torch.rand(outfits.shape, generator=generator) ** self._rarity[rows] * can
        place = luck.argmax(1, keepdim=True)
        right = rows.gather(1, place)
        others = outfits.scatter(1, place, -1)
        forgotten = (torch.rand(outfits.shape, generator=generator) < FORGOTTEN) & (others >= 0)
        fewer = others.masked_fill(forgotten, -1)
        others = torch.where((fewer >= 0).any(1, keepdim=True), fewer, others)
        drawn = torch.randint(CANDIDATES, (count, wrong), generator=generator)
        answers = self._ready[right[:, 0]].gather(1, drawn)
        fair = ~(answers[:, :, None] == outfits[:, None]).any(2) & (answers >= 0)
        usable = (luck.max(1).values > 0) & (others >= 0).any(1)
        return Lot(others[usable], torch.cat([right, answers.clamp(min=0)], 1)[usable], fair[usable])
