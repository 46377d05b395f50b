"""The command measures a folder of drawn photos, writes figures and sheets, and names what is at fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from embeddings.evaluation import parsing
from embeddings.evaluation.measured import measure, on_grid
from embeddings.evaluation.parsing import evaluate, report
from embeddings.parsing import LabelMap
from embeddings.parsing.labels import CLASS_ID
from embeddings.training.data import Example
from tests.embeddings.evaluation.drawn_folder import Reader, add, striped

WANTED = {
    *("n", "miou", "upper_iou", "lower_iou", "person_iou", "garments_iou", "garments_iou_mean", "pixel_accuracy"),
    *("boundary_f", "person_boundary_f", "calibration_error", "garment_calibration_error", "iou", "interval", "photos"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """``right`` is found as it is; in ``wrong`` a dress and hair are seen where a skirt and a face are."""
    folder = tmp_path / "data"
    truth = striped("background", "skirt", "face")
    add(folder, "right", truth, source="street")
    add(folder, "wrong", striped("background", "dress", "hair"), truth, source="studio")
    return folder


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader()
    monkeypatch.setattr(parsing, "Parser", lambda weights, threads: reader)
    return reader


def run(data: Path, tmp_path: Path, *more: str) -> dict[str, Any]:
    out = tmp_path / "out" / "figures.json"
    parsing.main(["--data", str(data), "--json", str(out), *more])
    figures: dict[str, Any] = json.loads(out.read_text())
    return figures


def test_the_figures_are_those_worked_out_by_hand(data: Path, tmp_path: Path, reader: Reader) -> None:
    figures = run(data, tmp_path)
    assert set(figures) >= WANTED
    assert figures["n"] == reader.parsed == 2
    assert figures["iou"] == {"background": 1.0, "skirt": 0.5, "skin": 0.5}
    assert figures["miou"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["lower_iou"] == figures["garments_iou"] == figures["person_iou"] == 1.0
    assert figures["upper_iou"] is None
    assert figures["pixel_accuracy"] == pytest.approx(4 / 6, abs=1e-4)
    assert figures["boundary_f"] == 0.5 and figures["person_boundary_f"] == 1.0
    assert figures["boundary_f_by_class"] == {"skirt": 0.5, "skin": 0.5}
    assert figures["calibration_error"] == pytest.approx(0.75 - 4 / 6, abs=1e-4)  # sure with 0.75, right in 4 of 6
    assert figures["garment_calibration_error"] == pytest.approx(0.75 - 1 / 2)  # two garments found, one is there
    assert figures["interval"]["person_iou"] == [1.0, 1.0]
    assert figures["garments"]["skirt"] == {"n": 2, "precision": 1.0, "recall": 0.5}


def test_each_photo_has_its_figures_the_worst_first(data: Path, tmp_path: Path, reader: Reader) -> None:
    photos = run(data, tmp_path)["photos"]
    assert list(photos) == ["wrong", "right"]
    assert photos["wrong"]["miou"] == pytest.approx(1 / 3, abs=1e-4)
    assert photos["wrong"]["missed"] == ["skirt"] and photos["wrong"]["not_there"] == ["dress"]
    assert photos["right"]["miou"] == photos["right"]["boundary_f"] == 1.0
    assert photos["right"]["source"] == "street"


def test_sources_are_broken_down_where_there_are_several(data: Path, tmp_path: Path, reader: Reader) -> None:
    sources = run(data, tmp_path)["sources"]
    assert sources["street"]["miou"] == 1.0 and sources["street"]["n"] == 1
    assert sources["studio"]["miou"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_table_of_id_and_split_is_enough(tmp_path: Path, reader: Reader) -> None:
    add(tmp_path / "data", "a", striped("background", "hat"))
    figures = run(tmp_path / "data", tmp_path)
    assert figures["miou"] == 1.0
    assert "sources" not in figures and "duplicates" not in figures


def test_copies_of_training_photos_are_named(data: Path, tmp_path: Path, reader: Reader) -> None:
    add(data, "copy", striped("background", "skirt", "face"), split="train", source="street")
    figures = run(data, tmp_path)
    assert figures["duplicates"]["compared_with"] == 1
    assert {"id": "right", "train": "copy", "bits": 0} in figures["duplicates"]["pairs"]


def test_photos_that_are_there_twice_are_named(data: Path, tmp_path: Path, reader: Reader) -> None:
    add(data, "again", striped("background", "skirt", "face"), source="street")
    assert {"one": "right", "other": "again", "bits": 0} in run(data, tmp_path)["repeats"]


def test_sheets_show_the_best_the_middle_and_the_worst(data: Path, tmp_path: Path, reader: Reader) -> None:
    for number in range(64):
        add(data, f"more-{number}", striped("background", "hat", "pants"), source="street")
    run(data, tmp_path, "--sheet", str(tmp_path / "sheets"))
    sizes = []
    for name in ("best", "middle", "worst"):
        with Image.open(tmp_path / "sheets" / f"{name}.jpg") as sheet:
            sizes.append(sheet.size)
    assert len(set(sizes)) == 1 and sizes[0][0] > 2000 and sizes[0][1] > 1500
    assert reader.parsed == 66  # each photo once, sheets or not


def test_without_a_file_the_figures_are_printed(data: Path, reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    parsing.main(["--data", str(data)])
    assert json.loads(capsys.readouterr().out)["n"] == 2


def test_with_a_file_the_headlines_are_printed(
    data: Path, tmp_path: Path, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    run(data, tmp_path)
    printed = capsys.readouterr().out
    assert "mean IoU, 15 classes           0.667" in printed
    assert "upper body merged, IoU         not defined" in printed


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--split", "test"], "no photo of the split test. Name one of its splits with --split: val (2)."),
        (["--json", "/dev/null/figures.json"], "/dev/null"),
    ],
)
def test_what_is_at_fault_ends_the_command_with_a_line(
    data: Path, reader: Reader, more: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        parsing.main(["--data", str(data), *more])
    assert message in str(ended.value)


def test_a_bad_file_is_named_before_the_first_photo_is_parsed(data: Path, reader: Reader) -> None:
    Image.fromarray(np.full((120, 80), 17, np.uint8)).save(data / "parsing" / "labels" / "wrong.png")
    with pytest.raises(SystemExit, match=r"wrong\.png has the class number 17"):
        parsing.main(["--data", str(data)])
    assert reader.parsed == 0


def test_what_a_card_may_hold_names_no_photo(data: Path, reader: Reader) -> None:
    examples = [
        Example(name, data / f"parsing/images/{name}.png", data / f"parsing/labels/{name}.png")
        for name in ("right", "wrong")
    ]
    figures = evaluate(reader, examples)  # type: ignore[arg-type]
    assert figures["n"] == 2 and "photos" not in figures
    whole = report(reader, data, "val")  # type: ignore[arg-type]
    assert figures == {key: whole[key] for key in figures} | {"seconds_per_photo": figures["seconds_per_photo"]}


def test_a_finer_label_map_is_compared_on_the_photos_grid_without_a_shift() -> None:
    fine = np.zeros((768, 576), np.uint8)
    fine[240:480, 180:360] = CLASS_ID["dress"]
    labels, confidence = on_grid(LabelMap(fine, np.full(fine.shape, 0.5, np.float32)), (384, 512))
    rows, columns = np.flatnonzero(labels.any(1)), np.flatnonzero(labels.any(0))
    assert (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) == (160, 320, 120, 240)
    assert confidence.shape == (512, 384) and np.allclose(confidence, 0.5)


def test_unknown_pixels_count_for_nothing(tmp_path: Path) -> None:
    found = striped("background", "dress")
    truth = found.copy()
    truth[60:90] = 255
    add(tmp_path, "a", found, truth)
    example = Example("a", tmp_path / "parsing/images/a.png", tmp_path / "parsing/labels/a.png")
    measured = measure(Reader(), example)  # type: ignore[arg-type]
    assert measured.confusion.sum() == measured.pixel_bins[:, 0].sum() == 90 * 80
    assert measured.miou == 1.0
