"""Outfits out of garments: which combinations there are, and how well each goes together. Knows no database.

An outfit is a top with trousers or a skirt, or a dress; with shoes where there are any, with a layer where
it is wanted. These pieces come first, all in one call of the scorer; the best get accessories after that,
one of a type at most, and only where one does not lower the score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from wardrobe.search.reasons import EMPTY, Reason
from wardrobe.words import N_

Places = NDArray[np.int64]

BOTTOMS: Final = ("pants", "skirt")
ACCESSORIES: Final = ("bag", "scarf", "hat", "belt", "jewellery", "sunglasses")
"""In the order in which they are tried. Socks and what has no type are only worn where they are locked."""
ORDER: Final = (
    *("hat", "sunglasses", "jewellery", "scarf", "outerwear", "top", "dress"),
    *("belt", "pants", "skirt", "socks", "shoes", "bag", "other"),
)
"""From head to toe, as an outfit is listed."""
FINISHED: Final = 50
"""So many of the best get accessories."""
TRIED: Final = 12
"""So many accessories of a type are tried, drawn anew each time."""
MOST_ACCESSORIES: Final = 2

ONLY: Final = N_("There are only {things} here: add a top and trousers, or a dress.")
NO_BOTTOM: Final = N_("There is nothing here to wear below a top: add trousers or a skirt.")
NO_TOP: Final = N_("There is nothing here to wear above trousers or a skirt: add a top.")
MANY: Final[dict[str, str]] = {
    "top": N_("tops"),
    "pants": N_("trousers"),
    "skirt": N_("skirts"),
    "dress": N_("dresses"),
    "outerwear": N_("jackets and coats"),
    "shoes": N_("shoes"),
    "bag": N_("bags"),
    "hat": N_("hats"),
    "scarf": N_("scarves"),
    "belt": N_("belts"),
    "sunglasses": N_("sunglasses"),
    "socks": N_("socks"),
    "jewellery": N_("jewellery"),
    "other": N_("accessories"),
}
"""What several of a type are called."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A candidate."""

    places: tuple[int, ...]
    """Of its garments, from head to toe."""
    score: float
    """Log-odds, see ``Scorer``."""


def compose(
    scorer: Scorer,
    types: Sequence[str],
    styles: NDArray[np.float32],
    *,
    must: Sequence[int] = (),
    allowed: Sequence[int] | None = None,
    layer: bool | None = None,
    most: int = 10_000,
    finished: int = FINISHED,
    random: np.random.Generator,
) -> list[Composed]:
    """Outfits of N garments, given by ``types`` and N×D ``styles``, the best first; empty: see ``why_none``.

    Garments of ``must`` are in every outfit, also several of a type; nothing further of their types is
    added. The rest comes from ``allowed`` (None: from all). ``layer``: True puts outerwear on where there is
    some, False leaves it off, None tries both. Where there are more than ``most`` combinations, so many are
    drawn, in which every garment is as often as any other of its type. The same ``random`` gives the same outfits.
    """
    own = sorted(set(must))
    pools = _pools(types, own, range(len(types)) if allowed is None else allowed)
    core = np.concatenate(
        [np.zeros((0, 4), np.int64), *_combinations(_templates(types, own, pools, layer), most, random)]
    )
    if not len(core):
        return []
    rows = np.hstack([core, np.tile(np.array(own, np.int64), (len(core), 1))])
    scores = scorer.score(styles, types, rows)
    order = np.argsort(-scores, kind="stable")
    found = [Composed(*one) for one in zip(_listed(rows[order], types), scores[order].tolist(), strict=True)]
    best = finish(scorer, types, styles, found[:finished], allowed=allowed, random=random)
    return sorted([*best, *found[finished:]], key=lambda one: -one.score)


def finish(
    scorer: Scorer,
    types: Sequence[str],
    styles: NDArray[np.float32],
    outfits: Sequence[Composed],
    *,
    allowed: Sequence[int] | None = None,
    random: np.random.Generator,
) -> list[Composed]:
    """The same outfits, each with the accessories that do not lower its score, in the same order.

    At most ``MOST_ACCESSORIES`` each, and none of a type that it has already.
    """
    places = range(len(types)) if allowed is None else allowed
    done = list(outfits)
    for type_ in ACCESSORIES:
        pool = [place for place in places if types[place] == type_]
        open_ = [i for i, one in enumerate(done) if _may_have(one, type_, types)]
        if not pool or not open_:
            continue
        tried = random.permutation(pool)[:TRIED]
        width = max(len(done[i].places) for i in open_)
        rows = np.full((len(open_), len(tried), width + 1), -1, np.int64)
        for row, i in enumerate(open_):
            rows[row, :, : len(done[i].places)] = done[i].places
        rows[:, :, -1] = tried
        scores = scorer.score(styles, types, rows.reshape(-1, width + 1)).reshape(len(open_), len(tried))
        for row, i in enumerate(open_):
            best = int(scores[row].argmax())
            if scores[row, best] >= done[i].score:
                done[i] = Composed(_listed(rows[row, best : best + 1], types)[0], float(scores[row, best]))
    return done


def why_none(types: Sequence[str], must: Sequence[int] = ()) -> Reason | None:
    """Why ``compose`` finds nothing among garments of these types, and what would help; None where it does."""
    if not types:
        return Reason("wardrobe", EMPTY)
    locked, there = {types[place] for place in must}, set(types)
    top, bottom, dress = "top" in there, bool(there & {*BOTTOMS}), "dress" in there
    if "dress" in locked or (top and bottom):
        return None
    if "top" in locked or (top and not dress):
        return Reason("bottom", NO_BOTTOM)
    if locked & {*BOTTOMS} or (bottom and not dress):
        return Reason("top", NO_TOP)
    if dress:
        return None
    return Reason("base", ONLY, {"things": [MANY[one] for one in ORDER if one in there]})


def _pools(types: Sequence[str], must: Sequence[int], allowed: Iterable[int]) -> dict[str, list[int]]:
    pools: dict[str, list[int]] = {type_: [] for type_ in ORDER}
    for place in dict.fromkeys(allowed):
        if place not in must:
            pools[types[place]].append(place)
    return pools


def _templates(
    types: Sequence[str], must: Sequence[int], pools: dict[str, list[int]], layer: bool | None
) -> list[list[list[int]]]:
    """Each four choices: above, below, over it, on the feet; −1 is nothing."""
    locked = {types[place] for place in must}
    nothing = [-1]
    tops, bottoms, dresses = pools["top"], [one for type_ in BOTTOMS for one in pools[type_]], pools["dress"]
    over = nothing
    if "outerwear" not in locked and layer is not False:
        over = pools["outerwear"] or nothing
        if layer is None and pools["outerwear"]:
            over = [-1, *over]
    feet = nothing if "shoes" in locked else pools["shoes"] or nothing
    above, below = "top" in locked, bool(locked & {*BOTTOMS})
    if "dress" in locked or (above and below):
        return [[nothing, nothing, over, feet]]
    if above:
        return [[nothing, bottoms, over, feet]]
    if below:
        return [[tops, nothing, over, feet]]
    return [[tops, bottoms, over, feet], [dresses, nothing, over, feet]]


def _combinations(templates: list[list[list[int]]], most: int, random: np.random.Generator) -> Iterable[Places]:
    """K×4 places of each template: all, or a share of ``most``, by how many garments there are to be seen."""
    sizes = [float(np.prod([len(choice) for choice in template], dtype=float)) for template in templates]
    if sum(sizes) <= most:
        for template in templates:
            grid = np.meshgrid(*(np.array(choice, np.int64) for choice in template), indexing="ij")
            yield np.stack([part.ravel() for part in grid], axis=1)
        return
    widest = [
        max(len(choice) for choice in template[:2]) if size else 0
        for template, size in zip(templates, sizes, strict=True)
    ]
    for template, size, wide in zip(templates, sizes, widest, strict=True):
        count = int(min(size, most * wide / sum(widest)))
        if count:
            yield np.unique(np.stack([_spread(choice, count, random) for choice in template], axis=1), axis=0)


def _spread(choice: Sequence[int], count: int, random: np.random.Generator) -> Places:
    """``count`` draws in a random order, each choice as often as any other, give or take one."""
    rounds = [random.permutation(choice) for _ in range(-(-count // len(choice)))]
    return random.permutation(np.concatenate(rounds)[:count]).astype(np.int64)


def _may_have(outfit: Composed, type_: str, types: Sequence[str]) -> bool:
    worn = [types[place] for place in outfit.places]
    return type_ not in worn and sum(one in ACCESSORIES for one in worn) < MOST_ACCESSORIES


def _listed(rows: Places, types: Sequence[str]) -> list[tuple[int, ...]]:
    """The places in each row, from head to toe."""
    heights = np.array([*(ORDER.index(type_) for type_ in types), len(ORDER)])[rows]  # −1 comes last
    order = np.argsort(heights * (len(types) + 1) + rows, axis=1, kind="stable")
    counts = (rows >= 0).sum(1).tolist()
    listed = np.take_along_axis(rows, order, axis=1).tolist()
    return [tuple(row[:count]) for row, count in zip(listed, counts, strict=True)]
