"""What is taught about turns: where the answers lie, that it learns, and what it keeps for measuring."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from embeddings.training.turning import train as training
from embeddings.training.turning.gather import rows_of, together
from embeddings.training.turning.photos import labelled
from embeddings.training.turning.publish import publish
from embeddings.turning.facing import BINS, Facing


def test_the_right_answer_lies_round_the_circle_at_its_angle() -> None:
    found = training.targets(np.array([0.0, 355.0, 180.0]), np.array([9.0, 9.0, 35.0]))
    assert found.sum(1) == pytest.approx([1, 1, 1])
    assert found.argmax(1).tolist() == [0, 0, 18] or found.argmax(1).tolist() == [0, 35, 18]
    assert found[0, 1] == pytest.approx(found[0, 35])
    assert found[2].max() < found[0].max()


def test_what_is_learned_is_published_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "STEPS", 60)
    random = np.random.default_rng(0)
    angles = random.uniform(0, 360, 400).astype(np.float32)
    told = np.column_stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))])
    features = (told @ random.normal(size=(2, 120)) + random.normal(0, 0.1, (400, 120))).astype(np.float32)
    rows = rows_of(features, random.normal(size=(400, 5)).astype(np.float32), angles, 9.0)
    values = training.train(together([rows, rows]))
    facing = Facing.of(values, training.VOTERS)
    chances = facing.vote(facing.reduced(rows.features, rows.shape))
    publish(values, training.temperature(chances, rows), "parser", {"turns": 1}, tmp_path)
    again = Facing(tmp_path / "model")
    found = again.vote(again.reduced(rows.features, rows.shape))
    assert found.shape == (400, BINS) and found.sum(1) == pytest.approx(np.ones(400), abs=1e-3)
    off = np.abs((found.argmax(1) * 10 - angles + 180) % 360 - 180)
    assert np.median(off) < 10


def test_photos_of_one_product_are_either_taught_or_measured(tmp_path: Path) -> None:
    (tmp_path / "pairs").mkdir()
    (tmp_path / "parsing" / "images").mkdir(parents=True)
    with (tmp_path / "pairs" / "pairs.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["image", "product", "view"])
        for product in range(20):
            out.writerows(
                [[f"{product}-{n}.webp", f"p{product}", view] for n, view in enumerate(("main", "back", "alt"))]
            )
    found = list(labelled(tmp_path))
    assert {photo.view for photo in found} == {"main", "back"}
    assert {photo.angle for photo in found if photo.view == "back"} == {180.0}
    sides: dict[str, set[bool]] = {}
    for photo in found:
        sides.setdefault(photo.path.name.split("-")[0], set()).add(photo.held_out)
    assert all(len(held) == 1 for held in sides.values()) and {*map(tuple, sides.values())} == {(True,), (False,)}
