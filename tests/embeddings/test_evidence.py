"""What likeness is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.evidence import ASK, NEIGHBOURS, SAME, Calibration, Thresholds, logit
from embeddings.parsing import GARMENT_CATEGORIES

COSINES = st.lists(st.floats(-1, 1), min_size=1, max_size=8).map(np.array)
WORTH = Calibration(offset=-20, slope=25)


def sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


@pytest.mark.parametrize(("same", "ask"), [(0.5, 0.6), (1.2, 0.5), (0.5, -1.5)])
def test_thresholds_that_make_no_sense_are_refused(same: float, ask: float) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        Thresholds(same=same, ask=ask)


@pytest.mark.parametrize(
    "wrong",
    [{"slope": 0.0}, {"slope": -2.0}, {"neighbour": 1.0}, {"same": 0.4}, {"same": 1.0}, {"ask": 0.98}, {"ask": 0}],
)
def test_a_calibration_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="calibration"):
        Calibration(**{"offset": -20, "slope": 25} | wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("same", "ask"), [(0.95, 0.85), (0.9, 0.2), (0.9, 0.9), (1.0, -1.0)])
def test_thresholds_become_odds_that_decide_as_they_do(same: float, ask: float) -> None:
    found = Calibration.through(Thresholds(same, ask))
    assert sigmoid(found.log_odds(np.array([same]))) == pytest.approx(SAME)
    if same > ask:
        assert sigmoid(found.log_odds(np.array([ask]))) == pytest.approx(ASK)


@settings(deadline=None)
@given(COSINES)
def test_a_garment_is_as_likely_as_its_best_sighting_at_most(cosines: np.ndarray) -> None:
    best = WORTH.log_odds(cosines[[cosines.argmax()]])
    assert best - np.log(len(cosines)) - 1e-9 <= WORTH.log_odds(cosines) <= best + 1e-9


@settings(deadline=None)
@given(COSINES, st.integers(2, 5))
def test_seeing_a_garment_the_same_way_many_times_says_nothing_new(cosines: np.ndarray, times: int) -> None:
    assert WORTH.log_odds(np.tile(cosines, times)) == pytest.approx(WORTH.log_odds(cosines))


def test_a_garment_seen_from_two_sides_is_known_from_both() -> None:
    front, back = np.array([0.95, 0.4]), np.array([0.4, 0.95])
    assert WORTH.log_odds(front) == WORTH.log_odds(back)
    assert WORTH.log_odds(front) > WORTH.log_odds(np.array([0.4])) + 10


def test_nothing_to_compare_is_no_evidence() -> None:
    assert WORTH.log_odds(np.array([])) == WORTH.denied([]) == -np.inf


def test_the_nearest_denial_counts() -> None:
    assert WORTH.denied([0.2, 0.9]) == WORTH.log_odds(np.array([0.9]))


def test_a_card_with_less_in_it_keeps_the_rest_as_it_is() -> None:
    found = Calibration.from_card({"offset": -9.5, "slope": 12, "ask": 0.2, "written by": "somebody"})
    assert found == Calibration(offset=-9.5, slope=12.0, ask=0.2)


def test_log_odds_are_even_at_one_half() -> None:
    assert logit(0.5) == 0 and logit(0.9) == pytest.approx(-logit(0.1))


def test_neighbours_are_categories_of_the_parser() -> None:
    assert all(len(pair) == 2 and pair <= set(GARMENT_CATEGORIES) for pair in NEIGHBOURS)
