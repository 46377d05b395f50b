"""Thresholds for recognition: chosen for precision, stated by cross-validation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.evaluation.reid import KEPT, PRECISION, Trial, Views, crossed, decisions, ranks, thresholds, trials
from embeddings.evaluation.wilson import wilson

some_trials = st.lists(
    st.builds(
        Trial,
        product=st.sampled_from("abcdefgh"),
        owned=st.booleans(),
        score=st.integers(-100, 100).map(lambda number: number / 100),
        right=st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


@given(found=some_trials)
def test_what_is_taken_as_the_same_is_right_often_enough(found):
    distinct = [Trial(t.product, t.owned, t.score + i * 1e-6, t.right) for i, t in enumerate(found)]
    same, ask = thresholds(distinct)
    assert ask <= same
    sure = [trial for trial in distinct if trial.score >= same]
    assert not sure or same == 1.0 or np.mean([trial.right for trial in sure]) >= PRECISION


@given(found=some_trials)
def test_every_trial_has_one_of_three_answers(found):
    same, ask = thresholds(found)
    answers = decisions(found, same, ask)
    for group, count in (("owned", sum(t.owned for t in found)), ("not_owned", sum(not t.owned for t in found))):
        if count:
            assert sum(answers[group][name]["value"] for name in ("same", "ask", "new")) == pytest.approx(1)


def test_well_separated_scores_are_cut_between():
    owned = [Trial(f"p{i}", True, 0.9 + i / 1000, True) for i in range(50)]
    others = [Trial(f"p{i}", False, 0.5 + i / 1000, False) for i in range(50)]
    same, ask = thresholds(owned + others)
    assert 0.54 < same <= 0.9
    assert 0.54 < ask <= same
    answers = decisions(owned + others, same, ask)
    assert answers["owned"]["same"]["value"] >= KEPT
    assert answers["not_owned"]["new"]["value"] == 1


def test_no_product_is_measured_with_thresholds_that_saw_it():
    found = [Trial(f"p{i % 10}", bool(i % 2), i / 100, bool(i % 2)) for i in range(60)]
    parts = crossed(found)
    assert sorted(trial for own, _, _ in parts for trial in map(str, own)) == sorted(map(str, found))
    products = [{trial.product for trial in own} for own, _, _ in parts]
    assert sum(map(len, products)) == len(set().union(*products)) == 10


@pytest.fixture
def views() -> Views:
    """Two products; the first in two colours, each with a main view and another."""
    garment = np.array(["a-red", "a-red", "a-blue", "b-red"])
    vectors = np.array([[1, 0, 0], [0.9, 0.1, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32)
    return Views(
        names=list("0123"),
        garment=garment,
        product=np.array(["a", "a", "a", "b"]),
        main=np.array([True, False, True, True]),
        category=np.array(["dress"] * 4),
        embedding=vectors,
        histogram=vectors,
        lab=np.zeros((4, 3), np.float32),
        parsed=4,
    )


def test_the_right_answer_is_ranked_among_all_main_views(views):
    assert ranks(views.embedding, views, [(1, 0)]).tolist() == [1]
    worse = views.embedding.copy()
    worse[0] = (0, 1, 0)
    assert ranks(worse, views, [(1, 0)]).tolist() == [2]


def test_each_question_is_asked_with_and_without_the_garment(views):
    owned, missing = trials(views.embedding, views, [(1, 0)])
    assert owned.owned and owned.right
    assert not missing.owned and not missing.right
    assert missing.score == pytest.approx(0)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)]
)
def test_wilson_intervals_are_those_of_the_tables(hits, count, low, high):
    found = wilson(hits, count)
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))
