"""The judge of outfits: the same in training and in serving, fast ways like slow ones, damaged files told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.colour import COLOUR_BINS
from embeddings.compatibility import TYPES, type_of
from embeddings.compatibility.likeness import Likeness
from embeddings.compatibility.model import WEIGHTS, Compatibility
from embeddings.encoders.onnx_encoder import read_card as encoder_card
from embeddings.errors import ModelError
from embeddings.training.compatibility.network import Judge, Voter, Whitening
from embeddings.training.compatibility.publish import describe, publish

NAMES = ["top", "pants", "shoes", "bag", "top", "dress", "jewellery"]


@pytest.fixture(scope="module")
def judge() -> Judge:
    torch.manual_seed(0)
    whitening = Whitening(32, 12, COLOUR_BINS, 6)
    whitening.fit(torch.randn(80, 32), torch.rand(80, COLOUR_BINS))
    voters = [Voter(18, 8, 16, 0.1).eval() for _ in range(3)]
    for voter in voters:
        torch.nn.init.normal_(voter.mask)
        torch.nn.init.normal_(voter.weight)
    return Judge(whitening, voters).eval()


@pytest.fixture(scope="module")
def folder(judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("compatibility")
    publish(judge, made)
    return made


@pytest.fixture(scope="module")
def seen() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.normal(size=(7, 32)).astype(np.float32), rng.random((7, COLOUR_BINS)).astype(np.float32)


def test_serving_gives_the_styles_and_scores_of_training(
    judge: Judge, folder: Path, seen: tuple[np.ndarray, np.ndarray]
) -> None:
    embeddings, histograms = seen
    served = Compatibility(folder)
    styles = served.styles(embeddings, histograms, NAMES)
    types = torch.tensor([TYPES.index(name) for name in NAMES])
    with torch.inference_mode():
        trained = judge(torch.from_numpy(embeddings), torch.from_numpy(histograms), types)
    assert styles.shape == (7, served.dim)
    assert np.allclose(styles, trained.numpy(), atol=2e-5)
    outfit = [0, 1, 2, 3]
    said = []
    with torch.inference_mode():
        for place in outfit:
            others = torch.tensor([[row for row in outfit if row != place]])
            parts = trained.split(8, dim=1)
            said.append(
                sum(
                    float(voter.affinity(part, types, others, torch.tensor([[place]])))
                    for voter, part in zip(judge.voters, parts, strict=True)
                )
                / 3
            )
    score = served.score(styles, NAMES, np.array([outfit]))
    assert score[0] == pytest.approx(np.mean(said), abs=2e-2)  # masks are kept in 16 bits


def test_few_outfits_of_many_garments_score_as_many_of_few(folder: Path, seen: tuple[np.ndarray, np.ndarray]) -> None:
    served = Compatibility(folder)
    styles = served.styles(*seen, NAMES)
    outfits = np.array([[0, 1, 2, -1], [5, 2, 3, 6], [4, 1, -1, -1]])
    many = np.tile(outfits, (200, 1))
    few = np.concatenate([served.score(styles, NAMES, row[None]) for row in outfits])
    assert np.allclose(served.score(styles, NAMES, many)[:3], few, atol=1e-5)


def test_the_order_and_the_empty_places_of_an_outfit_do_not_matter(
    folder: Path, seen: tuple[np.ndarray, np.ndarray]
) -> None:
    served = Compatibility(folder)
    styles = served.styles(*seen, NAMES)
    one = served.score(styles, NAMES, np.array([[0, 1, 2]]))
    other = served.score(styles, NAMES, np.array([[-1, 2, -1, 0, 1]]))
    assert np.allclose(one, other, atol=1e-5)


def test_of_one_garment_nothing_can_be_said(folder: Path, seen: tuple[np.ndarray, np.ndarray]) -> None:
    served = Compatibility(folder)
    styles = served.styles(*seen, NAMES)
    assert served.score(styles, NAMES, np.array([[3, -1], [-1, -1]])).tolist() == [0, 0]
    assert served.score(styles, NAMES, np.zeros((0, 4), np.int64)).shape == (0,)
    assert served.pairs(styles, NAMES, styles[:0], []).shape == (7, 0)
    assert served.pairs(styles[:0], [], styles, NAMES).shape == (0, 7)
    assert served.styles(np.zeros((0, 32)), np.zeros((0, COLOUR_BINS)), []).shape == (0, served.dim)


def test_an_outfits_score_is_the_mean_fit_of_its_garments(folder: Path, seen: tuple[np.ndarray, np.ndarray]) -> None:
    served = Compatibility(folder)
    styles = served.styles(*seen, NAMES)
    known = np.array([[1, 2, -1], [0, 2, -1], [0, 1, -1]])
    fits = served.fit(styles, NAMES, known, np.array([0, 1, 2]))
    assert served.score(styles, NAMES, np.array([[0, 1, 2]]))[0] == pytest.approx(fits.mean(), abs=1e-5)
    assert served.fit(styles, NAMES, np.array([[-1, -1]]), np.array([3])).tolist() == [0]
    plain = Likeness(32)
    rows = plain.styles(seen[0], seen[1], NAMES)
    assert plain.fit(rows, NAMES, known, np.array([0, 1, 2]))[0] == pytest.approx(
        (rows[0] @ rows[1] + rows[0] @ rows[2]) / 2, abs=1e-5
    )


def test_queries_are_one_half_of_a_pairs_score(folder: Path, seen: tuple[np.ndarray, np.ndarray]) -> None:
    served = Compatibility(folder)
    styles = served.styles(*seen, NAMES)
    pair = served.pairs(styles[:1], NAMES[:1], styles[1:2], NAMES[1:2])[0, 0]
    there = served.queries(styles[:1], NAMES[:1], NAMES[1])[0] @ styles[1]
    back = served.queries(styles[1:2], NAMES[1:2], NAMES[0])[0] @ styles[0]
    assert pair == pytest.approx((there + back) / 2, abs=1e-4)


def test_calibration_is_a_line_and_better_is_fair_to_both(folder: Path) -> None:
    described = json.loads((folder / "model.json").read_text("utf-8"))
    describe(folder, calibration={"fit": [1.0, 0.0], "outfit": [2.0, -1.0], "better": [0.5], "better_by_one": [2.0]})
    try:
        served = Compatibility(folder)
        assert served.better(3.0, 1.0) == pytest.approx(1 / (1 + np.exp(-1.0)))
        assert served.better(1.0, 3.0) == pytest.approx(1 - served.better(3.0, 1.0))
        assert served.better(2.0, 2.0) == served.better_by_one(2.0, 2.0) == 0.5
        assert served.better_by_one(2.0, 1.0) == pytest.approx(1 / (1 + np.exp(-2.0)))
    finally:
        describe(folder, calibration=described["calibration"])


@pytest.mark.parametrize("name", ["style.onnx", "pairs.npz", "model.json"])
def test_a_damaged_file_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-9] + b"x")
    with pytest.raises(ModelError, match=name):
        served = Compatibility(tmp_path)
        served.styles(np.zeros((1, 32)), np.zeros((1, COLOUR_BINS)), ["top"])
        served.pairs(np.zeros((1, 24)), ["top"], np.zeros((1, 24)), ["bag"])


@pytest.mark.parametrize(
    ("category", "kind", "expected"),
    [("pants", "jeans", "pants"), (None, "jewellery", "jewellery"), (None, None, "other"), ("", "gloves", "scarf")],
)
def test_every_garment_has_a_type(category: str | None, kind: str | None, expected: str) -> None:
    assert type_of(category, kind) == expected


def test_the_built_in_judge_belongs_to_the_built_in_encoder() -> None:
    card = json.loads((WEIGHTS / "model.json").read_text("utf-8"))
    assert card["encoder_id"] == encoder_card()["model_id"]
    assert Compatibility().dim == card["dim"]


def test_likeness_is_the_mean_cosine_of_the_pairs() -> None:
    plain = Likeness(4)
    rows = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    styles = plain.styles(rows, np.zeros((3, 2), np.float32), ["top"] * 3)
    cosines = [styles[i] @ styles[j] for i, j in ((0, 1), (0, 2), (1, 2))]
    assert plain.score(styles, ["top"] * 3, np.array([[0, 1, 2]]))[0] == pytest.approx(np.mean(cosines), abs=1e-6)
    assert plain.score(styles, ["top"] * 3, np.array([[1, -1, -1]]))[0] == 0
