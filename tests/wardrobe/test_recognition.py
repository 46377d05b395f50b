"""From scores to decisions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wardrobe.recognition import Decision, Thresholds, decide, match

NO = -np.inf
SCORES = st.tuples(st.integers(0, 6), st.integers(0, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-1, 1) | st.just(NO))
)
LIMITS = Thresholds(same=0.8, ask=0.6)


@given(SCORES)
def test_every_garment_is_given_to_one_sighting_at_most(scores: np.ndarray) -> None:
    given_columns = [column for column in match(scores) if column is not None]
    assert len(given_columns) == len(set(given_columns))


@given(SCORES)
def test_no_pair_that_is_left_over_would_have_been_better(scores: np.ndarray) -> None:
    columns = match(scores)
    owner = {column: row for row, column in enumerate(columns)}
    for row in range(scores.shape[0]):
        for column in range(scores.shape[1]):
            if scores[row, column] == NO or columns[row] == column:
                continue
            own = columns[row]
            mine = NO if own is None else scores[row, own]
            theirs = NO if column not in owner else scores[owner[column], column]
            assert max(mine, theirs) >= scores[row, column]


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_garments_does_not_matter_where_scores_differ(scores: np.ndarray, order: object) -> None:
    if len(np.unique(scores)) != scores.size:
        return
    ids = list(range(100, 100 + scores.shape[1]))
    shuffled = list(range(scores.shape[1]))
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    again = decide(scores[:, shuffled], [ids[place] for place in shuffled], LIMITS)
    assert again == decide(scores, ids, LIMITS)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([[0.9]], [("same", 7)]),
        ([[0.8]], [("same", 7)]),
        ([[0.79]], [("ask", 7)]),
        ([[0.6]], [("ask", 7)]),
        ([[0.59]], [("new", None)]),
        ([[NO]], [("new", None)]),
        ([[0.7, 0.9]], [("same", 8)]),
        ([[0.95], [0.9]], [("same", 7), ("new", None)]),  # one coat, two sightings: it is worn once
        ([[0.95, 0.7], [0.9, 0.65]], [("same", 7), ("ask", 8)]),
        ([[0.5, 0.1], [0.1, 0.5]], [("new", None), ("new", None)]),
    ],
)
def test_two_thresholds_and_one_to_one(scores: list[list[float]], expected: list[tuple[str, int | None]]) -> None:
    decisions = decide(np.array(scores), [7, 8][: len(scores[0])], LIMITS)
    assert [(one.decision, one.garment_id) for one in decisions] == expected


def test_with_an_empty_wardrobe_everything_is_new() -> None:
    assert decide(np.zeros((2, 0)), [], LIMITS) == [Decision("new", None, None)] * 2


def test_the_score_that_was_not_enough_is_kept() -> None:
    assert decide(np.array([[0.3, 0.5]]), [7, 8], LIMITS) == [Decision("new", None, 0.5)]


@pytest.mark.parametrize(
    ("rival", "told_apart", "decision"), [(0.94, True, "ask"), (0.94, False, "same"), (0.90, True, "same")]
)
def test_between_garments_that_were_told_apart_a_small_lead_is_no_certainty(
    rival: float, told_apart: bool, decision: str
) -> None:
    pairs = {frozenset((7, 8))} if told_apart else set()
    assert decide(np.array([[0.95, rival]]), [7, 8], LIMITS, pairs) == [Decision(decision, 7, 0.95)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("same", "ask"), [(0.5, 0.6), (1.2, 0.5), (0.5, -1.5)])
def test_thresholds_that_make_no_sense_are_refused(same: float, ask: float) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        Thresholds(same=same, ask=ask)
