"""Questions about outfits: read and checked, scored as the protocol says, by drawn garments."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.compatibility.likeness import Likeness
from embeddings.errors import ModelError
from embeddings.evaluation.compatibility import area, blanks, calibrated, chosen, completed, measure
from embeddings.evaluation.outfit_baselines import category_pairs, harmony, main_colours
from embeddings.evaluation.outfits import Choices, Completions, padded, read_choices
from embeddings.training.compatibility.calibrate import logistic
from embeddings.training.compatibility.items import cut, read_items
from tests.conftest import encode

COLOURS = {"01": (190, 30, 30), "02": (30, 50, 170), "03": (30, 140, 60), "04": (120, 70, 150)}
FAMILIES = {"10": "Shirt", "20": "Trousers", "30": "Footwear"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shirts, trousers and shoes in four colours; what is of one colour was worn together."""
    data = tmp_path_factory.mktemp("data")
    (data / "outfits").mkdir()
    (data / "garments" / "mango").mkdir(parents=True)
    items = {}
    for number, family in FAMILIES.items():
        for colour, rgb in COLOURS.items():
            name = f"41{number}5800-{colour}"
            pixels = np.full((120, 90, 3), 244, np.uint8)
            pixels[20:100, 20 : 40 + int(number)] = rgb
            (data / "garments" / "mango" / f"{name}.png").write_bytes(encode(pixels, "PNG"))
            items[name] = {"image": f"mango/{name}.png", "family": family, "type": family, "part": "val"}
    shirts, trousers, shoes = ([name for name in items if name[2:4] == number] for number in FAMILIES)
    _write(data / "outfits" / "mango_items.json", items)
    fitb = [
        {"question": [shirts[i], trousers[i]], "answers": shoes, "correct": i, "family": "Footwear"} for i in range(4)
    ]
    compat = [
        {"items": [shirts[i], trousers[i], shoes[j]], "new": shoes[j], "label": int(i == j)}
        for i in range(4)
        for j in (i, (i + 1) % 4)
    ]
    _write(data / "outfits" / "mango_fitb_val.json", fitb)
    _write(data / "outfits" / "mango_compat_val.json", compat)
    _write(data / "outfits" / "mango_outfits.json", [{"id": 1, "items": [shirts[0], trousers[0]]}])
    return data


def _write(path: Path, rows: object) -> None:
    path.write_text(json.dumps(rows), encoding="utf-8")


class ByColour(Likeness):
    """Knows that one colour goes with itself: styles are the colour histograms."""

    model_id = "by-colour"

    def styles(
        self, embeddings: NDArray[np.float32], histograms: NDArray[np.float32], types: Sequence[str]
    ) -> NDArray[np.float32]:
        return histograms


def test_a_judge_who_knows_the_rule_is_always_right(folder: Path) -> None:
    found = measure(folder, "val", scorer=ByColour())
    assert found["fitb"]["accuracy"] == 1.0
    assert (found["fitb"]["n"], found["fitb"]["answers"]) == (4, 4)
    assert found["compatibility"]["auc"] == 1.0
    assert found["compatibility"]["n"] == 8
    assert found["retrieval"]["recall_at_10"] == 1.0
    assert 0 <= found["calibration"]["ece"] <= 1
    assert found["baselines"]["colour closeness"]["accuracy"] == 1.0
    assert found["baselines"]["category co-occurrence"]["accuracy"] == pytest.approx(0.25)
    assert found["artefacts"]["background tone"]["accuracy"] == pytest.approx(0.25)
    assert found["artefacts"]["item popularity"]["accuracy"] == pytest.approx(0.25)
    json.dumps(found)


def test_the_outfits_folder_alone_will_do_with_pictures_elsewhere(folder: Path) -> None:
    found = measure(folder / "outfits", "val", folder / "garments", ByColour())
    assert found["fitb"]["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": None}, "question"),
        ({"answers": ["99999999-01"] * 4}, "99999999-01"),
    ],
)
def test_a_fault_in_the_questions_is_named(folder: Path, tmp_path: Path, change: dict[str, object], said: str) -> None:
    rows = json.loads((folder / "outfits" / "mango_fitb_val.json").read_text("utf-8"))
    rows[2] = {name: value for name, value in {**rows[2], **change}.items() if value is not None}
    _write(tmp_path / "mango_fitb_val.json", rows)
    with pytest.raises(ModelError, match=said):
        read_choices(tmp_path, "val", read_items(folder / "outfits", folder / "garments"))


def test_a_split_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(ModelError, match="mango_fitb_other"):
        read_choices(folder / "outfits", "other", read_items(folder / "outfits", folder / "garments"))


def test_equal_scores_count_as_chance() -> None:
    scores = np.array([[0.0, 0, 0, 0], [3.0, 1, 2, 3], [1.0, 2, 0, 0]])
    assert chosen(scores, np.array([2, 0, 0])).tolist() == [0.25, 0.5, 0.0]


def test_the_mean_over_answers_weighs_each_answer_once() -> None:
    choices = Choices(np.zeros((4, 1), np.int64), np.array([[1, 2]] * 3 + [[2, 1]]), np.zeros(4, np.int64))
    found = blanks(choices, lambda known, answers: (answers == 1).astype(float))
    assert found["accuracy"] == 0.5
    assert found["over_questions"]["value"] == 0.75


@pytest.mark.parametrize(
    ("scores", "label", "expected"),
    [([1, 2, 3, 4], [0, 0, 1, 1], 1.0), ([1, 1, 1, 1], [0, 1, 0, 1], 0.5), ([4, 3], [0, 1], 0.0)],
)
def test_the_area_under_the_curve(scores: list[float], label: list[int], expected: float) -> None:
    assert area(np.array(scores, float), np.array(label, bool)) == expected


def test_of_one_label_alone_there_is_no_area() -> None:
    assert math.isnan(area(np.array([1.0, 2.0]), np.array([True, True])))


def test_a_judge_that_knows_nothing_is_told_so_by_its_calibration() -> None:
    rng = np.random.default_rng(0)
    known = np.zeros((400, 1), np.int64)
    completions = Completions(known, np.arange(400), rng.random(400) < 0.5)
    choices = Choices(known, np.tile(np.arange(4), (400, 1)), rng.integers(4, size=400))

    class Sure(Likeness):
        def better(self, one: float, other: float) -> float:
            return 0.99 if one > other else 0.01

        better_by_one = better

    def guess(known: NDArray[np.int64], answers: NDArray[np.int64]) -> NDArray[np.float64]:
        return rng.normal(0, 5, answers.shape)

    sure = calibrated(Sure(), choices, completions, guess, guess)
    assert sure["ece"] > 0.25
    assert sure["style_check"]["ece"] > 0.4
    assert sure["one_garment_changed"]["ece"] > 0.4
    joined = completed(completions, guess)
    assert joined["low"] < 0.5 < joined["high"]


def test_a_logistic_line_is_found_again() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(0, 2, 20_000)
    label = rng.random(20_000) < 1 / (1 + np.exp(-(1.5 * scores - 0.7)))
    slope, start = logistic(scores, label)
    assert slope == pytest.approx(1.5, abs=0.08)
    assert start == pytest.approx(-0.7, abs=0.06)


def test_colours_of_histograms_and_their_harmony(folder: Path) -> None:
    items = read_items(folder / "outfits", folder / "garments")
    histograms = np.stack([cut(picture)[1] for picture in items.pictures[:2]])
    red, blue = main_colours(histograms)
    assert red[1] > 30
    assert blue[2] < -30
    grey = np.array([60.0, 0, 0])
    assert harmony(red, red) == 1
    assert harmony(red, grey) == 1
    assert harmony(red, blue) < 0.5


def test_pairs_of_categories_that_are_seen_together_score_higher(folder: Path) -> None:
    items = read_items(folder / "outfits", folder / "garments")
    shirt, trousers, shoes = (items.type[i] for i in (0, 4, 8))
    together = category_pairs(items, [[0, 4], [1, 5]])
    assert together[shirt, trousers] > together[shirt, shoes]


def test_lists_of_any_length_become_rows() -> None:
    assert padded([[3], [], [1, 2]]).tolist() == [[3, -1], [-1, -1], [1, 2]]
