"""What a garment is: guesses of its sightings together, and the person's word above them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings import attributes as heads
from embeddings.attributes import Attributes, Guess
from embeddings.ontology import ASPECTS, KINDS, KINDS_OF, SCALES
from embeddings.parsing import GARMENT_CATEGORIES
from wardrobe.attributes import (
    KEPT,
    LEVELS,
    Guesses,
    choices,
    guesses,
    in_words,
    level,
    named_kind,
    of_sighting,
    together,
)

STRIPED: Guesses = {"pattern": {"striped": 0.9, "plain": 0.1}, "kind": {"shirt": 0.6, "blouse": 0.3}, "warmth": 0.2}
PLAIN: Guesses = {"pattern": {"plain": 0.6, "striped": 0.4}, "kind": {"blouse": 0.5, "shirt": 0.1}, "warmth": 0.8}


def test_probabilities_are_means_by_what_each_sighting_counts() -> None:
    found = together([(STRIPED, "upper-clothes", 3.0), (PLAIN, "upper-clothes", 1.0)], "upper-clothes", {})
    assert found.pattern == Guess("striped", pytest.approx((3 * 0.9 + 0.4) / 4))
    assert found.warmth == pytest.approx((3 * 0.2 + 0.8) / 4)
    turned = together([(STRIPED, "upper-clothes", 1.0), (PLAIN, "upper-clothes", 9.0)], "upper-clothes", {})
    assert turned.pattern is not None and turned.pattern.value == "plain"


def test_the_order_of_sightings_does_not_matter_and_one_without_guesses_counts_nothing() -> None:
    seen = [(STRIPED, "upper-clothes", 3.0), (None, "upper-clothes", 99.0), (PLAIN, "upper-clothes", 1.0)]
    assert together(seen, "upper-clothes", {}) == together(seen[::-1], "upper-clothes", {})
    assert together([(None, "upper-clothes", 1.0)], "upper-clothes", {}) == Attributes()
    assert together([], "upper-clothes", {}) == Attributes()


def test_a_kind_is_one_that_the_category_allows() -> None:
    coat = {"kind": {"sweater": 0.6, "cardigan": 0.2, "coat": 0.1}}
    own = together([(coat, "outerwear", 1.0)], "outerwear", {})
    assert own.kind == Guess("cardigan", pytest.approx(2 / 3))
    corrected = together([(coat, "upper-clothes", 1.0)], "outerwear", {})
    assert corrected.kind == Guess("cardigan", pytest.approx(0.2)), "the parser saw another category: not so sure"
    assert together([(coat, "upper-clothes", 1.0)], "skirt", {}).kind is None


@pytest.mark.parametrize("category", [None, "upper-clothes"])
def test_a_kind_is_no_surer_where_the_parser_saw_no_category(category: str | None) -> None:
    weak = {"kind": {"shirt": 0.3, "dress": 0.25, "coat": 0.2}}
    assert together([(weak, None, 1.0)], category, {}).kind == Guess("shirt", pytest.approx(0.3))
    assert named_kind(weak, None) is None


@pytest.mark.parametrize(
    ("category", "lacking"),
    [
        ("bag", {"sleeve", "length", "warmth"}),
        ("pants", {"sleeve"}),
        ("shoes", {"pattern", "sleeve", "length"}),
        ("upper-clothes", set()),
        (None, set()),
    ],
)
def test_only_aspects_that_a_category_has_are_known(category: str | None, lacking: set[str]) -> None:
    every = {aspect: {values[0]: 1.0} for aspect, values in ASPECTS.items()} | dict.fromkeys(SCALES, 0.5)
    every["kind"] = dict.fromkeys(KINDS, 0.02)
    found = of_sighting(every, category)
    assert {name for name in (*ASPECTS, *SCALES) if getattr(found, name) is None} == lacking
    assert set(choices(category)) == {*ASPECTS, *SCALES} - lacking


def test_the_persons_word_is_certain_and_a_word_that_cannot_be_is_passed_over() -> None:
    said = {"pattern": "dotted", "kind": "coat", "warmth": "winter", "formality": "smart"}
    found = together([(STRIPED, "upper-clothes", 1.0)], "upper-clothes", said)
    assert found.pattern == Guess("dotted", 1.0)
    assert found.kind == Guess("shirt", pytest.approx(2 / 3)), "no upper clothes are a coat"
    assert (found.warmth, found.formality) == (1.0, 0.5)
    assert in_words(found)[-1] == ("warmth", "winter", 1.0)
    smart = "formality", "smart", pytest.approx(0.5)
    assert in_words(found)[-2] == smart, "the middle of a scale is told as any other score"


@pytest.mark.parametrize(
    ("score", "word", "sure"),
    [
        (0.0, "casual", True),
        (0.1, "casual", True),
        (0.3, "casual", False),
        (0.5, "smart", False),
        (0.95, "formal", True),
    ],
)
def test_a_scale_is_told_in_thirds_and_only_its_ends_are_sure(score: float, word: str, sure: bool) -> None:
    found = level("formality", score)
    assert found.value == word
    assert (found.probability >= 0.7) == sure


@pytest.mark.parametrize("name", LEVELS)
def test_a_level_is_the_likeliest_of_three_at_every_score(name: str) -> None:
    for score in np.linspace(0, 1, 41):
        assert 1 / 3 <= level(name, float(score)).probability <= 1


def test_every_category_has_kinds_and_every_choice_can_be_told() -> None:
    for category in GARMENT_CATEGORIES:
        assert choices(category)["kind"] == KINDS_OF[category]


@pytest.fixture
def drawn_heads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads of one feature each value: the features are the logits."""
    widths = [len(values) for values in ASPECTS.values()] + [1] * len(SCALES)
    stored: dict[str, np.ndarray] = {"kinds": np.array(KINDS)}
    start = 0
    for name, width in zip((*ASPECTS, *SCALES), widths, strict=True):
        weight = np.zeros((sum(widths), width), np.float32)
        weight[start : start + width] = np.eye(width)
        stored |= {f"{name}.weight": weight, f"{name}.bias": np.zeros(width, np.float32)}
        start += width
    np.savez(tmp_path / "attributes.npz", **stored)  # type: ignore[arg-type]
    read = heads._heads
    monkeypatch.setattr(heads, "_heads", lambda _path: read(tmp_path / "attributes.npz"))


@pytest.mark.usefixtures("drawn_heads")
def test_of_each_sighting_the_best_values_are_kept_and_the_best_kinds_of_its_category() -> None:
    features = np.zeros((1, sum(map(len, ASPECTS.values())) + len(SCALES)), np.float32)
    for kind, logit in (("dress", 5), ("skirt", 4), ("coat", 3), ("jeans", 2), ("leggings", 1)):
        features[0, KINDS.index(kind)] = logit
    features[0, -1] = 2
    (found,) = guesses(features, ["pants"])
    assert list(found["kind"])[:3] == ["dress", "skirt", "coat"]
    assert {"jeans", "leggings"} < set(found["kind"])
    assert len(found["kind"]) == 2 * KEPT
    assert len(found["pattern"]) == KEPT
    assert found["warmth"] == pytest.approx(0.881) and found["formality"] == 0.5
    assert named_kind(found, "pants") == "jeans"
    assert named_kind(found, "outerwear") == "coat"
    (anything,) = guesses(features, [None])
    assert named_kind(anything, None) == "dress"


def test_a_kind_that_is_hardly_probable_is_not_named() -> None:
    assert named_kind({"kind": {"jeans": 0.3, "trousers": 0.29, "shorts": 0.28}}, "pants") is None
    assert named_kind(None, "pants") is None
