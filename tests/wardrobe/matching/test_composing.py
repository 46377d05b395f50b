"""Outfits out of garments: templates, scores, locks, chances, and what can be said where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.compatibility import TYPES
from embeddings.compatibility.likeness import Likeness
from wardrobe.matching.composing import Composed, compose, why_none

Styles = NDArray[np.float32]
CORE = ["top", "top", "pants", "skirt", "dress", "outerwear", "shoes", "shoes"]


def styles(count: int, seed: int = 0) -> Styles:
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def composed(types: Sequence[str], seed: int = 0, **options: object) -> list[Composed]:
    random = np.random.default_rng(seed)
    return compose(Likeness(8), types, styles(len(types)), random=random, **options)  # type: ignore[arg-type]


def kinds(types: Sequence[str], found: Sequence[Composed]) -> set[tuple[str, ...]]:
    return {tuple(types[place] for place in one.places) for one in found}


def test_every_combination_of_few_garments_is_there_once() -> None:
    found = composed(CORE, layer=False)
    assert len(found) == (2 * 2 + 1) * 2
    assert len({one.places for one in found}) == len(found)
    assert kinds(CORE, found) == {("top", "pants", "shoes"), ("top", "skirt", "shoes"), ("dress", "shoes")}


def test_the_best_comes_first() -> None:
    scores = [one.score for one in composed(CORE)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("layer", "expected"), [(True, {1}), (False, {0}), (None, {0, 1})])
def test_a_layer_is_worn_as_it_is_wanted(layer: bool | None, expected: set[int]) -> None:
    found = composed(CORE, layer=layer)
    assert {sum(CORE[place] == "outerwear" for place in one.places) for one in found} == expected


def test_a_layer_that_is_wanted_but_not_owned_is_no_hurdle() -> None:
    assert kinds(["top", "pants"], composed(["top", "pants"], layer=True)) == {("top", "pants")}


@pytest.mark.parametrize(
    ("must", "every"),
    [
        ((0,), {"top"}),
        ((4,), {"dress"}),
        ((4, 2), {"dress", "pants"}),
        ((0, 1), {"top"}),
        ((5, 6, 7), {"outerwear", "shoes"}),
    ],
)
def test_locked_garments_are_in_every_outfit_and_nothing_more_of_their_type(
    must: tuple[int, ...], every: set[str]
) -> None:
    found = composed(CORE, must=must)
    assert found
    for one in found:
        assert {*must} <= {*one.places}
        counts = Counter(CORE[place] for place in one.places)
        assert all(counts[type_] == sum(CORE[place] == type_ for place in must) for type_ in every)


def test_only_allowed_garments_are_used_and_locked_ones_always() -> None:
    found = composed(CORE, must=(1,), allowed=(0, 2, 6))
    assert {one.places for one in found} == {(1, 2, 6)}


def test_accessories_are_worn_where_they_do_not_lower_the_score() -> None:
    types = ["top", "pants", "bag", "bag", "scarf"]
    rows = np.zeros((5, 8), np.float32)
    rows[[0, 1, 2], 0] = 1
    rows[3, 1] = rows[4, 2] = 1  # nothing like the rest
    found = compose(Likeness(8), types, rows, random=np.random.default_rng(0))
    assert [one.places for one in found] == [(0, 1, 2)]
    assert found[0].score == pytest.approx(1)


def test_many_garments_are_sampled_and_each_gets_its_chance() -> None:
    types = ["top"] * 60 + ["pants"] * 40 + ["skirt"] * 10 + ["dress"] * 15 + ["outerwear"] * 12 + ["shoes"] * 20
    found = composed(types, most=1_000)
    assert len(found) <= 1_000
    seen = Counter(place for one in found for place in one.places)
    assert set(seen) == set(range(len(types)))
    tops = [seen[place] for place in range(60)]
    assert max(tops) - min(tops) <= 3  # a few draws are the same twice


def test_the_same_chance_gives_the_same_outfits_and_another_gives_others() -> None:
    types = ["top"] * 40 + ["pants"] * 40 + ["shoes"] * 10
    assert composed(types, 1, most=300) == composed(types, 1, most=300)
    assert composed(types, 1, most=300) != composed(types, 2, most=300)


def test_five_hundred_garments_give_ten_thousand_candidates() -> None:
    types = ["top"] * 250 + ["pants"] * 120 + ["dress"] * 40 + ["outerwear"] * 30 + ["shoes"] * 50 + ["bag"] * 10
    assert len(composed(types)) > 9_000


@pytest.mark.parametrize(
    ("types", "must", "said"),
    [
        ((), (), "The wardrobe is still empty."),
        (("shoes",), (), "There are only shoes here: add a top and trousers, or a dress."),
        (("shoes", "bag"), (), "There are only shoes and bags here: add a top and trousers, or a dress."),
        (("top",), (), "There is nothing here to wear below a top: add trousers or a skirt."),
        (("top", "shoes"), (), "There is nothing here to wear below a top: add trousers or a skirt."),
        (("pants",), (), "There is nothing here to wear above trousers or a skirt: add a top."),
        (("dress",), (), None),
        (("top", "skirt"), (), None),
        (("top", "dress"), (), None),
        (("top", "dress"), (0,), "There is nothing here to wear below a top: add trousers or a skirt."),
        (("pants", "dress"), (0,), "There is nothing here to wear above trousers or a skirt: add a top."),
        (("pants", "dress"), (0, 1), None),
    ],
)
def test_what_can_and_cannot_be_said_is_said(types: Sequence[str], must: Sequence[int], said: str | None) -> None:
    why = why_none(types, must)
    assert (None if why is None else why.said()) == said
    assert bool(composed(types, must=must)) == (said is None)


def test_what_is_locked_is_worn_also_as_the_last_garment_of_the_last_type() -> None:
    found = composed(["top", "dress", "other"], must=(0, 1, 2))
    assert found and all({*one.places} == {0, 1, 2} for one in found)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TYPES), max_size=14), st.data())
def test_whatever_there_is_an_outfit_is_one_or_it_is_said_why_not(types: list[str], data: st.DataObject) -> None:
    must = data.draw(st.lists(st.integers(0, len(types) - 1), max_size=3, unique=True)) if types else []
    found = composed(types, must=must, most=50)
    assert bool(found) == (why_none(types, must) is None)
    for one in found:
        worn = [types[place] for place in one.places]
        assert "dress" in worn or ("top" in worn and {"pants", "skirt"} & {*worn})
        assert len({*one.places}) == len(one.places) and {*must} <= {*one.places}
