"""What every judge of outfits offers, and the types of garments that it tells apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

TYPE_OF_CATEGORY: Final = {
    "upper-clothes": "top",
    "outerwear": "outerwear",
    "dress": "dress",
    "skirt": "skirt",
    "pants": "pants",
    "shoes": "shoes",
    "bag": "bag",
    "hat": "hat",
    "scarf": "scarf",
    "belt": "belt",
    "sunglasses": "sunglasses",
    "socks": "socks",
}
"""By the parser's category."""
TYPE_OF_KIND: Final = {"jewellery": "jewellery", "gloves": "scarf", "hair accessory": "hat"}
"""By a kind that the parser does not look for."""
TYPES: Final = (*TYPE_OF_CATEGORY.values(), "jewellery", "other")


def type_of(category: str | None, kind: str | None = None) -> str:
    """One of ``TYPES`` by the parser's category, else by the kind."""
    return TYPE_OF_CATEGORY.get(category or "") or TYPE_OF_KIND.get(kind or "", "other")


class Scorer(Protocol):
    """Says how well garments go together, from one vector of each: its style.

    A score is the log-odds that a stylist would have chosen these garments together rather than with one
    of them changed for another of its family: 0 is a coin's toss. ``better`` and
    ``better_by_one`` say what a difference of two scores is worth.
    """

    @property
    def model_id(self) -> str:
        """Kept beside every style: styles of different models are never compared."""
        ...

    @property
    def dim(self) -> int:
        """Numbers in a style."""
        ...

    def styles(self, embeddings: Vectors, histograms: Vectors, types: Sequence[str]) -> Vectors:
        """N×dim styles, by the encoder's N×E unit rows, N×``COLOUR_BINS`` colour histograms and types."""
        ...

    def score(self, styles: Vectors, types: Sequence[str], outfits: NDArray[np.int64]) -> Vectors:
        """M scores of outfits, each a row of ``outfits`` (M×K places in ``styles``; −1 where there is none)."""
        ...

    def fit(self, styles: Vectors, types: Sequence[str], known: NDArray[np.int64], new: NDArray[np.int64]) -> Vectors:
        """M scores of one garment more: how well ``new`` (M places) goes with ``known`` (M×K places, −1 none)."""
        ...

    def pairs(self, one: Vectors, one_types: Sequence[str], other: Vectors, other_types: Sequence[str]) -> Vectors:
        """A×B scores of each two garments."""
        ...

    def queries(self, styles: Vectors, types: Sequence[str], wanted: str) -> Vectors:
        """N×dim: the dot product with the style of a garment of type ``wanted`` ranks as their pair's score does."""
        ...

    def better(self, one: float, other: float) -> float:
        """The calibrated probability, 0 to 1, that of any two outfits the first, with this score, is the better."""
        ...

    def better_by_one(self, one: float, other: float) -> float:
        """The same of two outfits that differ in one garment: what they share says nothing, so less is enough."""
        ...
