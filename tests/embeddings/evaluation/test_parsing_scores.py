"""Scores of label maps, worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from embeddings.evaluation import parsing
from embeddings.evaluation.bootstrap import intervals
from embeddings.evaluation.confusion import SCORED, class_iou, confusion, group_iou, scores
from embeddings.parsing.labels import CLASS_ID, IGNORE


def maps(*names: str) -> np.ndarray:
    """A one-row label map; ``ignore`` is 255."""
    return np.array([[IGNORE if name == "ignore" else CLASS_ID[name] for name in names]], np.uint8)


def test_perfect_maps_score_one_whatever_the_classes() -> None:
    truth = np.arange(17, dtype=np.uint8)[None]
    counts = confusion(truth, truth)
    assert counts.sum() == 17
    assert set(scores(counts).values()) == {1.0}
    assert set(class_iou(counts)) == set(SCORED)


def test_intersection_over_union_of_each_class() -> None:
    counts = confusion(maps("dress", "dress", "skirt", "background"), maps("dress", "skirt", "skirt", "skirt"))
    iou = class_iou(counts)
    assert iou["dress"] == pytest.approx(1 / 2)
    assert iou["skirt"] == pytest.approx(1 / 3)
    assert iou["background"] == 0
    assert scores(counts)["pixel_accuracy"] == pytest.approx(2 / 4)


def test_face_arms_and_legs_are_one_class_and_ignored_pixels_do_not_count() -> None:
    counts = confusion(maps("face", "arms", "ignore", "legs"), maps("legs", "face", "dress", "arms"))
    assert counts.sum() == 3
    assert class_iou(counts) == {"skin": 1.0}


def test_all_garments_are_one_whatever_their_names_and_skin_and_hair_are_none() -> None:
    truth = maps("dress", "bag", "shoes", "face", "hair", "background")
    found = maps("skirt", "hat", "legs", "pants", "hair", "background")
    # dress and bag are found under other names, the shoes are not found, and the face is taken for pants
    assert scores(confusion(truth, found))["garments_iou"] == pytest.approx(2 / 4)


def test_where_nothing_is_known_nothing_is_scored() -> None:
    figures = scores(confusion(maps("ignore"), maps("dress")))
    assert all(np.isnan(value) for value in figures.values())


def test_groups_forgive_the_kind_but_not_the_place() -> None:
    truth, found = maps("dress", "skirt", "pants", "hair"), maps("skirt", "skirt", "hair", "dress")
    assert group_iou(confusion(truth, found), ("dress", "skirt", "pants")) == pytest.approx(2 / 4)


def test_an_interval_holds_the_figure_and_shrinks_with_more_photos() -> None:
    rng = np.random.default_rng(0)

    def share(sums: np.ndarray) -> float:
        return float(sums[0] / sums.sum())

    widths = []
    for count in (20, 500):
        right = rng.integers(40, 90, count)
        values = np.stack([right, 100 - right], 1)
        low, high = intervals(values, lambda sums: {"share": share(sums)})["share"]
        assert low < share(values.sum(0)) < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 3


def test_the_same_photos_have_the_same_intervals_and_another_seed_has_others() -> None:
    values = np.random.default_rng(1).random((30, 2))

    def both(sums: np.ndarray) -> dict[str, float]:
        return {"share": float(sums[0] / sums.sum()), "never": float("nan")}

    once, again = intervals(values, both), intervals(values, both)
    assert once["share"] == again["share"] != intervals(values, both, seed=1)["share"]
    assert np.isnan(once["never"]).all()


def test_one_photo_has_an_interval_of_no_width() -> None:
    found = intervals(np.array([[3.0, 1.0]]), lambda sums: {"share": float(sums[0] / sums.sum())})
    assert found == {"share": (0.75, 0.75)}


def test_the_built_in_parser_sees_nobody_on_a_grey_wall(tmp_path: Path) -> None:
    folder = tmp_path / "parsing"
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True)
    for photo in ("a", "b"):
        Image.fromarray(np.full((96, 64, 3), 128, np.uint8)).save(folder / f"images/{photo}.jpg")
        labels = np.zeros((96, 64), np.uint8)
        labels[:48] = CLASS_ID["dress"]
        Image.fromarray(labels).save(folder / f"labels/{photo}.png")
    (folder / "split.csv").write_text("id,split,classes\na,val,dress\nb,val,dress\n")
    out = tmp_path / "out" / "figures.json"
    parsing.main(["--data", str(tmp_path), "--json", str(out), "--threads", "1"])
    figures = json.loads(out.read_text())
    assert figures["n"] == 2
    assert figures["iou"] == {"background": 0.5, "dress": 0.0}
    assert figures["miou"] == 0.25
    assert figures["person_iou"] == 0.0
    assert figures["garments"]["dress"] == {"n": 2, "precision": 0.0, "recall": 0.0}
