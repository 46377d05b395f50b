"""Attributes: probabilities of what a garment is, among what its category allows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from embeddings.attributes import HEADS, LONG, PATTERNED, SLEEVED, probabilities, scale
from embeddings.encoders import OnnxEncoder
from embeddings.errors import ModelError
from embeddings.ontology import ASPECTS, FASHIONPEDIA, KINDS, KINDS_OF, SCALES

WIDTH = 4


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    """Heads that read one number each: a kind out of the first, sleeve and warmth out of the second."""
    arrays: dict[str, np.ndarray] = {"kinds": np.array(KINDS)}
    for name, count in {
        **{aspect: len(values) for aspect, values in ASPECTS.items()},
        **dict.fromkeys(SCALES, 1),
    }.items():
        arrays[f"{name}.weight"] = np.zeros((WIDTH, count), np.float32)
        arrays[f"{name}.bias"] = np.zeros(count, np.float32)
    arrays["kind.weight"][0, KINDS.index("jeans")] = 5
    arrays["kind.weight"][0, KINDS.index("shirt")] = 4
    arrays["sleeve.weight"][1, 2] = 5
    arrays["warmth.weight"][1, 0] = 5
    file = tmp_path / "attributes.npz"
    np.savez(file, **arrays)
    return file


def test_a_head_gives_its_own_values(heads: Path) -> None:
    features = np.array([[1, 0, 0, 0], [0, 1, 0, 0]], np.float32)
    assert [KINDS[place] for place in probabilities(features[:1], "kind", heads)[0].argsort()[-2:]] == [
        "shirt",
        "jeans",
    ]
    assert ASPECTS["sleeve"][probabilities(features, "sleeve", heads)[1].argmax()] == "long"
    assert scale(features, "warmth", heads)[1] > 0.95
    assert scale(features, "formality", heads)[1] == 0.5


def test_probabilities_sum_to_one_and_scales_stay_between_nought_and_one(heads: Path) -> None:
    features = np.random.default_rng(0).normal(0, 50, (20, WIDTH)).astype(np.float32)
    for aspect in ASPECTS:
        np.testing.assert_allclose(probabilities(features, aspect, heads).sum(1), 1, rtol=1e-5)
    scores = scale(features, "warmth", heads)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_features_of_another_model_are_refused_with_both_sizes(heads: Path) -> None:
    with pytest.raises(ModelError, match="features of 4 numbers, not 7"):
        probabilities(np.zeros((1, 7), np.float32), "kind", heads)


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_missing_or_damaged_heads_are_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "attributes.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ModelError, match=r"attributes\.npz"):
        probabilities(np.zeros((1, WIDTH), np.float32), "kind", file)


def test_heads_that_are_not_finite_are_refused(heads: Path) -> None:
    with np.load(heads) as stored:
        arrays = dict(stored)
    arrays["kind.bias"][0] = np.nan
    np.savez(heads, **arrays)
    with pytest.raises(ModelError, match="not finite"):
        probabilities(np.zeros((1, WIDTH), np.float32), "kind", heads)


def test_the_built_in_heads_fit_the_built_in_encoder() -> None:
    encoder = OnnxEncoder(threads=1)
    _, features = encoder.look([np.full((120, 90, 3), 120, np.uint8)])
    for aspect, values in ASPECTS.items():
        assert probabilities(features, aspect, HEADS).shape == (1, len(values))


def test_heads_that_are_not_those_of_the_card_are_refused(heads: Path) -> None:
    card = {"model_id": "x", "dim": 4, "context_length": 8, "files": {heads.name: {"sha256": "0" * 64}}}
    (heads.parent / "model.json").write_text(json.dumps(card))
    with pytest.raises(ModelError, match=r"attributes\.npz is missing or damaged.*reinstall"):
        probabilities(np.zeros((1, WIDTH), np.float32), "kind", heads)
    card["files"] = {heads.name: {"sha256": hashlib.sha256(heads.read_bytes()).hexdigest()}}
    (heads.parent / "model.json").write_text(json.dumps(card))
    assert probabilities(np.zeros((1, WIDTH), np.float32), "kind", heads).shape == (1, len(KINDS))


def test_the_ontology_covers_every_kind_once() -> None:
    assert set(FASHIONPEDIA) == set(KINDS)
    assert {*SLEEVED, *LONG, *PATTERNED} <= set(KINDS_OF)


def test_fashionpedias_numbers_are_those_of_its_file(data_folder: Path) -> None:
    file = data_folder / "taxonomy" / "fashionpedia_ontology.json"
    names = {each["id"]: each["name"] for each in json.loads(file.read_text())["categories"]}
    for entry in FASHIONPEDIA.values():
        assert entry is None or names[entry[0]] == entry[1]
