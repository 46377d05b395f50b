"""The capsule: few garments that do for most of what is worn."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.compatibility.likeness import Likeness
from tests.wardrobe.matching.insights.made import TODAY, item, rack, worn
from wardrobe.matching.insights.capsule import GOING_WELL, capsule, going, greedy, value
from wardrobe.matching.insights.past import wears
from wardrobe.matching.insights.twins import stand_in

COUNT = 8


@st.composite
def numbers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """stand-ins, how well they go together, weights: of ``COUNT`` garments."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    does, goes = random.random((COUNT, COUNT)), random.random((COUNT, COUNT))
    np.fill_diagonal(does, 1)
    np.fill_diagonal(goes, 0)
    weight = random.random(COUNT)
    return does, goes, weight / weight.sum()


def slow(does: np.ndarray, goes: np.ndarray, weight: np.ndarray, chosen: tuple[int, ...]) -> float:
    """f as it is written down."""
    return sum(
        weight[g] * ((1 - GOING_WELL) * max(does[g][s] for s in chosen) + GOING_WELL * max(goes[g][s] for s in chosen))
        for g in range(len(weight))
    )


@given(numbers(), st.integers(1, 5))
@settings(deadline=None, max_examples=40)
def test_the_greedy_choice_keeps_its_bound_and_each_step_is_the_best_one(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], size: int
) -> None:
    chosen = greedy(*made, np.ones(COUNT, bool), size)
    assert len(set(chosen)) == size
    best = max(slow(*made, each) for each in combinations(range(COUNT), size))
    assert value(*made, chosen) == pytest.approx(slow(*made, tuple(chosen)))
    assert value(*made, chosen) >= (1 - 1 / np.e) * best - 1e-12
    for step in range(size):
        others = [slow(*made, (*chosen[:step], each)) for each in range(COUNT) if each not in chosen[:step]]
        assert slow(*made, tuple(chosen[: step + 1])) == pytest.approx(max(others))


@given(numbers(), st.sets(st.integers(0, COUNT - 2), min_size=1), st.data())
def test_the_value_is_monotone_and_submodular(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], large: set[int], data: st.DataObject
) -> None:
    small = data.draw(st.sets(st.sampled_from(sorted(large)), min_size=1))
    more = COUNT - 1
    gains = [value(*made, [*chosen, more]) - value(*made, [*chosen]) for chosen in (small, large)]
    assert gains[0] >= gains[1] - 1e-12 and gains[1] >= -1e-12


def test_what_is_worn_most_is_chosen_and_what_is_packed_away_is_not() -> None:
    garments = [item(id, colour="blue") for id in (1, 2)]
    garments += [item(3, "pants", "black"), item(4, "shoes", "white"), item(5, "pants", "red", put_away=True)]
    looks = [worn(TODAY - timedelta(days=n), 1, 3, 4) for n in range(12)]
    looks += [worn(TODAY - timedelta(days=20 + n), 2, 5) for n in range(3)]
    times = {id: len(days) for id, days in wears(looks).items()}
    found = capsule(rack(garments), Likeness(4), times, looks, 3)
    assert found is not None
    assert {one.id for one in found.garments} == {1, 3, 4}
    assert (found.looks, found.of_looks, found.of) == (12, 15, 4)
    assert found.wears == pytest.approx(36 / 42)
    assert found.wears <= found.stands_in <= 1


@pytest.mark.parametrize(("looks", "garments"), [(9, 20), (30, 3), (0, 0)])
def test_with_too_little_there_is_no_capsule(looks: int, garments: int) -> None:
    items = [item(id) for id in range(1, garments + 1)]
    taken = [worn(TODAY - timedelta(days=n), 1) for n in range(looks)]
    assert capsule(rack(items), Likeness(4), {1: looks}, taken, 12) is None


def test_a_garment_stands_in_for_its_like_and_never_for_another_type() -> None:
    garments = [
        item(1, kind="t-shirt"),
        item(2, kind="t-shirt"),
        item(3, colour="red", kind="blouse"),
        item(4, "pants"),
    ]
    does = stand_in(rack(garments))
    assert (np.diag(does) == 1).all() and (does == does.T).all()
    assert 1 > does[0, 1] > does[0, 2] > 0 and (does[3, :3] == 0).all()


def test_going_together_does_not_depend_on_the_scorers_numbers() -> None:
    random = np.random.default_rng(0)
    garments = [item(id, ("upper-clothes", "pants", "shoes")[id % 3]) for id in range(9)]
    made = rack(garments, random.normal(size=(9, 4)))

    class Louder(Likeness):
        def pairs(self, *given):  # type: ignore[no-untyped-def]
            return 100 * super().pairs(*given) - 7

    assert (going(made, Likeness(4)) == going(made, Louder(4))).all()
    assert all(going(made, Likeness(4))[a, b] == 0 for a in range(9) for b in range(9) if a % 3 == b % 3)
