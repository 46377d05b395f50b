"""Draws the garments of each training step: by the step's number, so that a training can be gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from embeddings.encoders.ground import network_input
from embeddings.foreground import foreground
from embeddings.training.encoder.items import COLOUR_GAP, Item
from embeddings.training.encoder.knowledge import Knowledge
from embeddings.training.encoder.views import changed, plain, recoloured

SINGLES: Final = {"hm": 36, "clothing": 20, "mango": 10, "tagged": 7, "worn": 5}
"""Garments of a step, by source."""
TWINS: Final = 10
"""Garments of a step that come twice: half two photos of one product, half one photo changed twice.

Each comes a third time in another colour, as a wrong answer; for every second one it is the twins that are
recoloured and the third that is real, so that a drawn colour gives nothing away.
"""
OFFERED: Final = 8
"""Colours of other garments; the first that is another one becomes the new colour, the last where none is."""
PLAIN: Final = 0.3
"""Share of the singles that come as they are."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One step's pictures and texts; twins stand at the end, the second ones last."""

    items: NDArray[np.int64]
    garment: NDArray[np.int64]
    """B: equal for pictures of one garment; a recoloured one is a garment of its own."""
    recoloured: NDArray[np.bool_]
    images: Tensor
    """B×3×``SIDE``×``SIDE``."""
    texts: NDArray[np.int64]
    """B rows of ``Knowledge.tokens``, −1 for a garment that no words tell of."""


class Lots:
    """Draws, and prepares the next lot while the network learns from the last."""

    def __init__(self, found: Sequence[Item], known: Knowledge, seed: int) -> None:
        self._found, self._known, self._seed = found, known, seed
        self._pictures: dict[int, tuple[NDArray[np.uint8], NDArray[np.bool_]]] = {}
        source = np.array([item.source for item in found])
        self._of = {name: np.flatnonzero(source == name) for name in SINGLES}
        order = np.argsort(known.garment, kind="stable")
        same = known.garment[order][1:] == known.garment[order][:-1]
        pairs = np.stack([order[:-1][same], order[1:][same]], 1)
        apart = np.linalg.norm(known.lab[pairs[:, 0]] - known.lab[pairs[:, 1]], axis=1)
        self._pairs = pairs[apart < COLOUR_GAP]
        self._on_plain = np.flatnonzero(~np.isnan(known.lab[:, 0]))
        self._ahead = ThreadPoolExecutor(1)
        self._next = {}  # type: ignore[var-annotated]

    def draw(self, step: int) -> Lot:
        """The lot of a step; the next one is begun."""
        ready = self._next.pop(step, None)
        lot: Lot = ready.result() if ready is not None else self._draw(step)
        self._next = {step + 1: self._ahead.submit(self._draw, step + 1)}
        return lot

    def _draw(self, step: int) -> Lot:
        rng = np.random.default_rng([self._seed, step])
        singles = np.concatenate([rng.choice(rows, SINGLES[name]) for name, rows in self._of.items() if len(rows)])
        photos = TWINS // 2 if len(self._pairs) else 0
        pairs = self._pairs[rng.integers(len(self._pairs), size=photos)] if photos else np.zeros((0, 2), np.int64)
        twice = rng.choice(self._on_plain, TWINS - photos, replace=False)
        firsts, seconds = np.concatenate([pairs[:, 0], twice]), np.concatenate([pairs[:, 1], twice])
        items = np.concatenate([singles, firsts, firsts, seconds])
        swapped = rng.random(TWINS) < 0.5
        new = np.concatenate([np.zeros(len(singles), np.bool_), ~swapped, swapped, swapped])
        offered = self._known.lab[rng.choice(self._on_plain, (TWINS, OFFERED))]
        another = np.linalg.norm(offered - self._known.lab[firsts, None], axis=-1) >= COLOUR_GAP
        colours = offered[np.arange(TWINS), np.where(another.any(1), another.argmax(1), -1)]
        views = []
        for place, row in enumerate(items):
            pixels, mask = self._picture(row)
            if new[place]:
                pixels = recoloured(pixels, mask, colours[(place - len(singles)) % TWINS])
            as_it_is = place < len(singles) and rng.random() < PLAIN
            views.append(plain(pixels) if as_it_is else changed(pixels, mask, rng))
        # Numbers beyond all real ones: the same for recoloured twins, others for each pair.
        garment = self._known.garment[items]
        garment[new] = self._known.garment.max() + 1 + (np.flatnonzero(new) - len(singles)) % TWINS
        texts = np.array([-1 if drawn else self._caption(row, rng) for row, drawn in zip(items, new, strict=True)])
        images = torch.from_numpy(np.stack([network_input(view) for view in views]))
        return Lot(items, garment, new, images, texts)

    def _caption(self, row: int, rng: np.random.Generator) -> int:
        captions = self._known.captions[row]
        return int(rng.choice(captions, p=self._known.weights[row])) if len(captions) else -1

    def _picture(self, row: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        if row not in self._pictures:
            pixels = self._found[row].load()
            self._pictures[row] = pixels, foreground(pixels)
        return self._pictures[row]
