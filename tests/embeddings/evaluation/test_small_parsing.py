"""The small parser's figures: views of a labelled photo, the truth about them, counts and shares."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from embeddings.evaluation import small_parsing
from embeddings.evaluation.body_views import VIEWS, View, views
from embeddings.evaluation.small_parsing import confusion, evaluate, main, scores
from embeddings.parsing.body import BODY_PARTS, BodyMap
from embeddings.parsing.labels import CLASS_ID, IGNORE
from embeddings.training.data import Example


def dressed(top: int = 20, height: int = 200) -> np.ndarray:
    """Label map 240 × 120 of somebody in a shirt, trousers and shoes."""
    labels = np.zeros((240, 120), np.uint8)
    rows = (
        ("hair", 0, 0.04),
        ("face", 0.04, 0.13),
        ("upper-clothes", 0.13, 0.5),
        ("pants", 0.5, 0.95),
        ("shoes", 0.95, 1),
    )
    for name, begin, end in rows:
        first, last = (max(0, top + round(share * height)) for share in (begin, end))
        labels[first:last, 45:75] = CLASS_ID[name]
    return labels


def shown(labels: np.ndarray) -> dict[str, View]:
    """Views of a photo of which each pixel shows its class's number."""
    return {view.name: view for view in views(np.repeat(labels[..., None], 3, 2), labels)}


class Perfect:
    """Reads the part of the body off the picture's own pixels."""

    model_id = "perfect"

    def parse(self, pixels: np.ndarray) -> BodyMap:
        table = np.array([0, 1, 1, 1, 2, 2, 3, 3, 3, 2, 4, 1, 3, 2, 2, 2, 3], np.uint8)
        labels = table[pixels[..., 0]]
        return BodyMap(labels, (labels > 0).astype(np.float32))


def test_a_whole_photo_has_every_view_with_its_truth() -> None:
    found = shown(dressed())
    assert tuple(found) == VIEWS
    assert {name: view.facts for name, view in found.items()} == {
        "whole": {"head": True, "feet": True, "whole": True},
        "without feet": {"head": True, "feet": False, "whole": False},
        "without legs": {"head": True, "feet": False, "whole": False},
        "without head": {"head": False, "feet": True, "whole": False},
        "far": {"head": True, "feet": True, "whole": True},
        "wide": {"head": True, "feet": True, "whole": True},
    }
    assert all(view.pixels.shape[:2] == view.parts.shape for view in found.values())
    assert abs(found["wide"].parts.shape[1] / found["wide"].parts.shape[0] - 4 / 3) < 0.01
    tall = (found["far"].parts > 0).any(1).mean()
    assert tall == pytest.approx(0.35, abs=0.01)


def test_nobody_says_whether_somebody_at_the_edge_is_whole() -> None:
    found = shown(dressed(top=0))
    assert "whole" not in found["whole"].facts
    assert found["whole"].facts["head"]


def test_without_shoes_nobody_asks_for_feet() -> None:
    labels = dressed()
    labels[labels == CLASS_ID["shoes"]] = CLASS_ID["legs"]
    found = shown(labels)
    assert "without feet" not in found
    assert all("feet" not in view.facts for view in found.values())


@pytest.mark.parametrize("value", [0, IGNORE])
def test_a_photo_of_nobody_has_no_views(value: int) -> None:
    assert shown(np.full((240, 120), value, np.uint8)) == {}


def test_counts_are_true_by_found_and_unknown_pixels_do_not_count() -> None:
    truth = np.array([[0, 1, IGNORE], [2, 2, 4]], np.uint8)
    found = np.array([[0, 2, 3], [2, 2, 0]], np.uint8)
    counts = confusion(truth, found)
    assert counts.sum() == 5
    assert (counts[0, 0], counts[1, 2], counts[2, 2], counts[4, 0]) == (1, 1, 2, 1)
    figures = scores(counts)
    assert figures["torso_iou"] == pytest.approx(2 / 3)
    assert figures["person_iou"] == pytest.approx(3 / 4)
    assert figures["pixel_accuracy"] == pytest.approx(3 / 5)


@pytest.fixture
def examples(tmp_path: Path) -> list[Example]:
    """Three photos that show their classes' numbers."""
    found = []
    for number, top in enumerate((18, 20, 25)):
        labels = dressed(top)
        Image.fromarray(labels).save(tmp_path / f"{number}-labels.png")
        Image.fromarray(np.repeat(labels[..., None], 3, 2)).save(tmp_path / f"{number}.png")
        found.append(Example(str(number), tmp_path / f"{number}.png", tmp_path / f"{number}-labels.png"))
    return found


def test_a_perfect_parser_is_told_so(examples: list[Example]) -> None:
    figures = evaluate(Perfect(), examples)  # type: ignore[arg-type]
    assert figures["n"] == 3
    assert figures["miou"] == figures["person_iou"] == 1
    assert set(figures["interval"]) == {"miou", "person_iou", "pixel_accuracy", *(f"{name}_iou" for name in BODY_PARTS)}
    for fact in ("head", "feet", "whole"):
        assert figures["facts"][fact]["n"] == 18
        assert figures["facts"][fact]["precision"]["value"] == figures["facts"][fact]["recall"]["value"] == 1
    assert figures["facts"]["head"]["recall"]["n"] == 15
    assert all(figures["views"][name]["n"] == 3 for name in VIEWS)
    assert all(view["found"]["value"] == 1 for view in figures["views"].values())


def test_a_blind_parser_finds_nobody(examples: list[Example]) -> None:
    class Blind(Perfect):
        def parse(self, pixels: np.ndarray) -> BodyMap:
            return super().parse(np.zeros_like(pixels))

    figures = evaluate(Blind(), examples)  # type: ignore[arg-type]
    assert figures["person_iou"] == 0
    assert figures["facts"]["head"]["recall"]["value"] == 0
    assert figures["facts"]["head"]["precision"] == {"value": None, "n": 0, "low": 0.0, "high": 1.0}
    assert figures["views"]["whole"]["found"]["value"] == 0


def test_the_command_prints_and_writes_the_figures(
    examples: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(small_parsing, "SmallParser", lambda *_: Perfect())
    monkeypatch.setattr(small_parsing, "parsing_examples", lambda *_: examples)
    monkeypatch.setattr(small_parsing, "clothing_examples", lambda *_: examples)
    main(["--data", str(tmp_path), "--json", str(tmp_path / "out" / "small.json")])
    figures = json.loads((tmp_path / "out" / "small.json").read_text())
    assert figures == json.loads(capsys.readouterr().out)
    assert figures["model_id"] == "perfect"
    assert figures["nobody"]["n"] == 2
