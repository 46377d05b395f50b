"""The built-in judge of outfits: styles by ONNX Runtime, scores by products of matrices. No torch."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from embeddings.colour import COLOUR_BINS
from embeddings.compatibility.base import TYPES, Vectors
from embeddings.encoders.onnx_encoder import read_checked
from embeddings.errors import ModelError
from embeddings.runtime import REINSTALL, OnnxModel

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights" / "compatibility"
STYLE, PAIRS, CARD = "style.onnx", "pairs.npz", "model.json"
BLOCK: Final = 1024
"""Outfits scored at once: memory stays small, however many are asked for."""
Affinities = NDArray[np.float32]


class Compatibility:
    """See ``Scorer``. A style is the voters' unit vectors side by side (``training.compatibility.network``).

    What garment i says of garment j is each voter's cosine of i's vector, masked for the two types, with
    j's. An outfit's score is the mean over its garments of what the others say of each, weighed by
    attention; then a line makes log-odds of it. Raises ``ModelError`` when a file is missing or damaged.
    """

    def __init__(self, weights: Path = WEIGHTS, threads: int = 0, idle: float | None = None) -> None:
        self._folder = weights
        card = read_card(weights)
        self.model_id: str = card["model_id"]
        self.encoder_id: str = card["encoder_id"]
        """Whose embeddings it was trained on; those of others mean nothing to it."""
        self.dim: int = card["dim"]
        self._sums: dict[str, str] = {name: entry["sha256"] for name, entry in card["files"].items()}
        self._lines: dict[str, list[float]] = card["calibration"]
        probe = {
            "embedding": np.zeros((1, card["embedding"]), np.float32),
            "histogram": np.zeros((1, COLOUR_BINS), np.float32),
            "type": np.zeros(1, np.int64),
        }
        self.network = OnnxModel(weights / STYLE, self._sums[STYLE], threads, probe, idle)

    def styles(self, embeddings: Vectors, histograms: Vectors, types: Sequence[str]) -> Vectors:
        """N×dim styles."""
        if not len(embeddings):
            return np.zeros((0, self.dim), np.float32)
        codes = _codes(types)
        found = []
        for start in range(0, len(codes), BLOCK):
            part = slice(start, start + BLOCK)
            inputs = {"embedding": embeddings[part], "histogram": histograms[part]}
            arrays: dict[str, NDArray[Any]] = {name: rows.astype(np.float32) for name, rows in inputs.items()}
            found.append(self.network.run(**arrays, type=codes[part])[0])
        return np.asarray(np.concatenate(found), np.float32)

    def score(self, styles: Vectors, types: Sequence[str], outfits: NDArray[np.int64]) -> Vectors:
        """M log-odds; 0 for fewer than two garments, of which nothing can be said."""
        if not outfits.size or not len(styles):
            return np.zeros(len(outfits), np.float32)
        codes = _codes(types)
        used, rows = np.unique(np.maximum(outfits, 0), return_inverse=True)
        rows = rows.reshape(outfits.shape)
        own = codes[used]
        styles = styles[used]
        # Every pair once, unless the outfits have fewer pairs than that: a few garments beside thousands.
        every = len(used) ** 2 <= outfits.size * outfits.shape[1]
        affinity = self._affinities(styles, own, styles, own) if every else None
        blocks = []
        for start in range(0, len(outfits), BLOCK):
            part = rows[start : start + BLOCK]
            said = self._said(styles, own, part) if affinity is None else affinity[:, part[:, :, None], part[:, None]]
            weight = self._voters["weight"][:, own[part][:, :, None], own[part][:, None]]
            blocks.append(_mean_affinity(said, weight, outfits[start : start + BLOCK] >= 0))
        told = self._line("outfit", np.concatenate(blocks))
        return np.where((outfits >= 0).sum(1) > 1, told, 0).astype(np.float32)

    def fit(self, styles: Vectors, types: Sequence[str], known: NDArray[np.int64], new: NDArray[np.int64]) -> Vectors:
        """M log-odds by what the known garments say of the new one; 0 where there is none."""
        if not len(new) or not len(styles):
            return np.zeros(len(new), np.float32)
        codes = _codes(types)
        blocks = []
        for start in range(0, len(new), BLOCK):
            part = slice(start, start + BLOCK)
            rows, asked, there = np.maximum(known[part], 0), new[part], known[part] >= 0
            queries = self._masked(styles, rows, self._voters["mask"][:, codes[rows], codes[asked][:, None]])
            said = np.einsum("hmkd,hmd->hmk", queries, self._split(styles)[:, asked])
            weight = self._voters["weight"][:, codes[rows], codes[asked][:, None]]
            blocks.append(_weighed(said, weight, there, axis=2).sum(0))
        told = self._line("fit", np.concatenate(blocks))
        return np.where((known >= 0).any(1), told, 0).astype(np.float32)

    def pairs(self, one: Vectors, one_types: Sequence[str], other: Vectors, other_types: Sequence[str]) -> Vectors:
        """A×B log-odds: what each says of the other, both ways."""
        if not len(one) or not len(other):
            return np.zeros((len(one), len(other)), np.float32)
        own, theirs = _codes(one_types), _codes(other_types)
        there = self._affinities(one, own, other, theirs).sum(0)
        back = self._affinities(other, theirs, one, own).sum(0).T
        return self._line("fit", (there + back) / 2)

    def queries(self, styles: Vectors, types: Sequence[str], wanted: str) -> Vectors:
        """N×dim; the dot product is what the garments say of one of type ``wanted``, one way."""
        queries = self._queries(styles, _codes(types), TYPES.index(wanted))
        return np.asarray(queries.transpose(1, 0, 2).reshape(len(styles), self.dim), np.float32)

    def better(self, one: float, other: float) -> float:
        """The probability that the first is the better one of any two outfits; a half for equals."""
        return self._first("better", one - other)

    def better_by_one(self, one: float, other: float) -> float:
        """The same where they differ in one garment."""
        return self._first("better_by_one", one - other)

    def _first(self, name: str, apart: float) -> float:
        (slope,) = self._lines[name]
        return float(1 / (1 + np.exp(np.clip(-slope * apart, -30, 30))))

    def _affinities(
        self, one: Vectors, own: NDArray[np.int64], other: Vectors, theirs: NDArray[np.int64]
    ) -> Affinities:
        """H×A×B: what each of one says of each of the other, by voter."""
        split = self._split(other)
        found = np.zeros((len(split), len(one), len(other)), np.float32)
        for wanted in np.unique(theirs):
            asked = theirs == wanted
            found[:, :, asked] = self._queries(one, own, int(wanted)) @ split[:, asked].transpose(0, 2, 1)
        return found

    def _said(self, styles: Vectors, types: NDArray[np.int64], rows: NDArray[np.int64]) -> Affinities:
        """H×M×K×K: what each garment of an outfit (M×K rows of ``styles``) says of each other."""
        own = types[rows]
        mask = self._voters["mask"][:, own[:, :, None], own[:, None]]
        queries = self._masked(styles, rows[:, :, None], mask)
        return np.asarray(np.einsum("hmitd,hmtd->hmit", queries, self._split(styles)[:, rows]), np.float32)

    def _queries(self, styles: Vectors, types: NDArray[np.int64], wanted: int) -> Affinities:
        """H×N×d: what each garment looks for in one of type ``wanted``."""
        return self._masked(styles, np.arange(len(styles)), self._voters["mask"][:, types, wanted])

    def _masked(self, styles: Vectors, rows: NDArray[np.int64], mask: Affinities) -> Affinities:
        """H×…×d: rows of styles seen through a mask H×…×d, of length 1 times the voter's scale."""
        seen = self._split(styles)[:, rows] * mask
        length = np.maximum(np.linalg.norm(seen, axis=-1, keepdims=True), 1e-9)
        scale = self._voters["scale"].reshape(-1, *(1,) * (seen.ndim - 1))
        return np.asarray(seen / length * scale, np.float32)

    def _split(self, styles: Vectors) -> Affinities:
        """H×N×d: styles by voter."""
        return styles.reshape(len(styles), len(self._voters["scale"]), -1).transpose(1, 0, 2)

    def _line(self, name: str, raw: NDArray[np.floating[Any]]) -> Vectors:
        slope, start = self._lines[name]
        return np.asarray(slope * raw + start, np.float32)

    @cached_property
    def _voters(self) -> dict[str, NDArray[np.float32]]:
        """``mask`` H×T×T×d, ``weight`` H×T×T, ``scale`` H; the mean of the voters is theirs all."""
        path = self._folder / PAIRS
        data = read_checked(path, self._sums[PAIRS])
        try:
            with np.load(io.BytesIO(data)) as stored:
                return {name: np.asarray(stored[name], np.float32) for name in ("mask", "weight", "scale")}
        except (ValueError, KeyError, EOFError, BadZipFile) as error:
            raise ModelError("{path} is missing or damaged.", path=path, remedy=REINSTALL) from error


def read_card(weights: Path = WEIGHTS) -> dict[str, Any]:
    """``model.json`` of a judge's folder. Raises ``ModelError`` when it is missing or damaged."""
    path = weights / CARD
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if tuple(card["types"]) != TYPES or not {"model_id", "dim", "files", "calibration"} <= card.keys():
            raise ValueError("other types")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("The model card {path} is missing or damaged.", path=path, remedy=REINSTALL) from error
    return card


def _codes(types: Sequence[str]) -> NDArray[np.int64]:
    return np.array([TYPES.index(name) for name in types], np.int64)


def _mean_affinity(said: Affinities, weight: Affinities, there: NDArray[np.bool_]) -> NDArray[np.float32]:
    """M means, over the garments of each outfit, of what its others say of them (voters summed).

    ``said`` and ``weight`` H×M×K×K, by who says it and of whom; ``there`` M×K.
    """
    others = (there[:, :, None] & there[:, None]) & ~np.eye(there.shape[1], dtype=bool)
    of_each = _weighed(said, weight, others, axis=2).sum(0)
    return np.asarray(np.where(there, of_each, 0).sum(1) / np.maximum(there.sum(1), 1), np.float32)


def _weighed(said: Affinities, weight: Affinities, counted: NDArray[np.bool_], axis: int) -> Affinities:
    """The mean along ``axis`` by attention: softmax of the weights of what is ``counted``."""
    logits = np.where(counted, weight, -1e4)
    grown = np.exp(logits - logits.max(axis, keepdims=True)) * counted
    return np.asarray((grown * said).sum(axis) / np.maximum(grown.sum(axis), 1e-9), np.float32)
