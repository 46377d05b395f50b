"""Which things on sale are looked at: the nearest to what the garments that are owned ask for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import TYPES, Scorer
from embeddings.encoders.base import unit_rows
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.shelves import Goods, Shelves
from wardrobe.matching.composing import ACCESSORIES
from wardrobe.matching.measure import together
from wardrobe.matching.owned import Owned
from wardrobe.matching.rack import Styles

CENTRES: Final = 3
"""Beside the mean: what one part of a wardrobe asks for, another does not."""
ROUNDS: Final = 5
EACH: Final = 60
"""Items of each query, half of it for accessories and socks."""


def queries(scorer: Scorer, owned: Owned, wanted: str) -> Styles:
    """Q×D: what all garments ask for together, every type of them counting the same, and some parts of them.

    None where nothing that is owned is worn with this type.
    """
    beside = [place for place, own in enumerate(owned.rack.types) if together(own, wanted)]
    if not beside:
        return np.zeros((0, scorer.dim), np.float32)
    some = owned.rack.where(beside)
    asked = scorer.queries(some.styles, some.types, wanted)
    means = [asked[[own == one for own in some.types]].mean(0) for one in dict.fromkeys(some.types)]
    return np.vstack([np.mean(means, axis=0, keepdims=True), _centres(asked)]).astype(np.float32)


def candidates(
    shelves: Shelves,
    scorer: Scorer,
    household_id: int,
    owned: Owned,
    *,
    types: Collection[str] | None = None,
    filters: ItemFilters | None = None,
    each: int = EACH,
) -> dict[str, Goods]:
    """By type, the items that may fit; types of which nothing is on sale are left out. Raises ``ModelError``."""
    counts = shelves.counts(household_id, filters)
    found: dict[str, Goods] = {}
    for wanted in TYPES:
        if wanted == "other" or not counts.get(wanted) or (types is not None and wanted not in types):
            continue
        asked = queries(scorer, owned, wanted)
        if len(asked):
            k = each // 2 if wanted in (*ACCESSORIES, "socks") else each
            ids = np.array(sorted(shelves.near(household_id, wanted, asked, k, filters)), np.int64)
            found[wanted] = shelves.goods(ids)
    return {wanted: goods for wanted, goods in found.items() if len(goods.ids)}


def _centres(rows: NDArray[np.float32]) -> Styles:
    """Spherical k-means: begun with the rows that lie farthest apart, so that it always ends the same."""
    if len(rows) <= CENTRES:
        return rows
    unit = unit_rows(rows)
    chosen = [int((unit @ unit.mean(0)).argmax())]
    while len(chosen) < CENTRES:
        chosen.append(int((unit @ unit[chosen].T).max(1).argmin()))
    centres = unit[chosen]
    for _ in range(ROUNDS):
        nearest = (unit @ centres.T).argmax(1)
        moved = [
            unit[nearest == place].mean(0) if (nearest == place).any() else centres[place] for place in range(CENTRES)
        ]
        centres = unit_rows(np.array(moved))
    return np.array(
        [rows[nearest == place].mean(0) for place in range(CENTRES) if (nearest == place).any()], np.float32
    )
