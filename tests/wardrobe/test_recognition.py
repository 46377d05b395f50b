"""From odds to decisions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wardrobe.recognition import Calibration, Decision, decide

NO = -np.inf
SURE, LIKELY, HARDLY = 6.0, 1.0, -4.0
ODDS = st.tuples(st.integers(0, 4), st.integers(0, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-8, 8) | st.just(NO))
)
LIMITS = Calibration(offset=0, slope=1, same=0.97, ask=0.15)


def told(decisions: list[Decision]) -> list[tuple[str, int | None]]:
    return [(one.decision, one.garment_id) for one in decisions]


@settings(deadline=None)
@given(ODDS)
def test_no_garment_is_certainly_two_sightings(odds: np.ndarray) -> None:
    decisions = decide(odds, list(range(odds.shape[1])), LIMITS)
    certain = [one.garment_id for one in decisions if one.decision == "same"]
    assert len(decisions) == len(odds) and len(certain) == len(set(certain))


@settings(deadline=None)
@given(ODDS, st.randoms(use_true_random=False))
def test_the_order_of_garments_does_not_matter(odds: np.ndarray, order: object) -> None:
    if len(np.unique(odds)) != odds.size:
        return
    ids = list(range(100, 100 + odds.shape[1]))
    shuffled = list(range(odds.shape[1]))
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    again = decide(odds[:, shuffled], [ids[place] for place in shuffled], LIMITS)
    plain = decide(odds, ids, LIMITS)
    assert [one.decision for one in again] == [one.decision for one in plain]
    assert [one.probability for one in again] == pytest.approx([one.probability for one in plain], nan_ok=True)


@pytest.mark.parametrize(
    ("odds", "expected"),
    [
        ([[SURE]], [("same", 7)]),
        ([[LIKELY]], [("ask", 7)]),
        ([[HARDLY]], [("new", None)]),
        ([[NO]], [("new", None)]),
        ([[4.0, SURE]], [("ask", 8)]),  # two garments may be meant: the lead is not enough
        ([[HARDLY, SURE]], [("same", 8)]),
        ([[SURE, SURE]], [("ask", 7)]),  # it is one of two: nobody but the person can tell
        ([[9.0], [2.0]], [("same", 7), ("new", None)]),  # one coat, two sightings: it is worn once
        ([[SURE], [SURE]], [("ask", 7), ("ask", 7)]),  # either of the two is the coat
        ([[9.0, LIKELY], [4.0, LIKELY]], [("same", 7), ("ask", 8)]),
        ([[HARDLY, HARDLY], [HARDLY, HARDLY]], [("new", None), ("new", None)]),
        ([[-1.5, -1.5]], [("ask", 7)]),  # neither is likely, but one of them may well be
    ],
)
def test_sure_of_one_ask_about_one_or_new(odds: list[list[float]], expected: list[tuple[str, int | None]]) -> None:
    assert told(decide(np.array(odds), [7, 8][: len(odds[0])], LIMITS)) == expected


def test_with_an_empty_wardrobe_everything_is_new() -> None:
    assert decide(np.zeros((2, 0)), [], LIMITS) == [Decision("new", None, None)] * 2


def test_the_probability_that_was_not_enough_is_kept() -> None:
    (decision,) = decide(np.array([[-6.0, HARDLY]]), [7, 8], LIMITS)
    assert decision.decision == "new"
    assert decision.probability == pytest.approx(np.exp(HARDLY), rel=0.05)


def test_a_garment_of_a_neighbouring_category_is_at_most_asked_about() -> None:
    odds, doubtful = np.array([[SURE]]), np.array([[True]])
    assert told(decide(odds, [7], LIMITS, doubtful=doubtful)) == [("ask", 7)]
    assert told(decide(odds, [7], LIMITS, doubtful=~doubtful)) == [("same", 7)]


@pytest.mark.parametrize(("against", "decision"), [(NO, "same"), (0.0, "same"), (SURE, "ask"), (12.0, "new")])
def test_what_is_like_a_sighting_that_was_denied_is_at_most_asked_about(against: float, decision: str) -> None:
    assert decide(np.array([[SURE]]), [7], LIMITS, otherwise=np.array([against]))[0].decision == decision


@pytest.mark.parametrize(
    ("rival", "lead", "decision"),
    [(1.0, 0.0, "same"), (1.0, 2.0, "ask"), (1.0, None, "same"), (-3.0, 2.0, "same"), (NO, 9.0, "same")],
)
def test_garments_that_were_told_apart_need_a_lead_that_was_never_wrong(
    rival: float, lead: float | None, decision: str
) -> None:
    leads = {} if lead is None else {frozenset((7, 8)): lead}
    decided = decide(np.array([[SURE, rival]]), [7, 8], LIMITS, leads=leads)
    assert told(decided) == [(decision, 7)]


def test_a_lead_between_other_garments_changes_nothing() -> None:
    decided = decide(np.array([[SURE, HARDLY]]), [7, 8], LIMITS, leads={frozenset((8, 9)): 5.0})
    assert told(decided) == [("same", 7)]
