"""Framing on rendered people, moved and cut, and on real photos where there are some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from camera_device.errors import CameraError
from camera_device.framing.judge import fault
from camera_device.framing.parts import Figure, Finder
from camera_device.framing.view import Hint
from tests.camera_device.framing.photos import DATA, Case, cases, read
from tests.conftest import ROOT

PICTURES = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


def shown(pixels: Pixels, zoom: float = 1.0, right: float = 0.0, down: float = 0.0) -> Pixels:
    """A rendered picture as a preview, zoomed around its middle and shifted by shares of the frame.

    Beyond its edges wall and floor go on.
    """
    width, height = 480, 720
    scale = zoom * width / pixels.shape[1]
    matrix = np.array(
        [
            [scale, 0, width * (0.5 + right) - scale * pixels.shape[1] / 2],
            [0, scale, height * (0.5 + down) - scale * pixels.shape[0] / 2],
        ]
    )
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(pixels, matrix, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("zoom", "right", "down", "hints"),
    [
        (0.9, 0.0, 0.0, {None}),
        (0.8, 0.12, 0.0, {None}),
        (0.4, 0.0, 0.0, {Hint.CLOSER}),
        (0.9, 0.0, 0.25, {Hint.FEET}),
        (0.9, 0.0, -0.25, {Hint.HEAD}),
        (2.0, 0.0, 0.0, {Hint.BACK}),
    ],
    ids=["whole", "aside", "far", "low", "high", "near"],
)
def test_rendered_people_get_the_right_hint(
    finder: Finder, path: Path, zoom: float, right: float, down: float, hints: set[Hint | None]
) -> None:
    assert fault(finder.find(shown(read(path), zoom, right, down))) in hints


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_somebody_half_out_at_the_left_of_the_picture_is_sent_to_their_own_left(finder: Finder, path: Path) -> None:
    pixels = read(path)
    figure = finder.find(pixels)
    assert figure is not None
    middle = round(pixels.shape[1] * (figure.box[0] + figure.box[2]) / 2)
    assert fault(finder.find(np.ascontiguousarray(pixels[:, middle:]))) is Hint.LEFT
    assert fault(finder.find(np.ascontiguousarray(pixels[:, :middle]))) is Hint.RIGHT


def test_two_people_are_too_many(finder: Finder) -> None:
    one, other = (shown(read(path), 0.8) for path in PICTURES[:2])
    figure = finder.find(np.hstack([one, other]))
    assert figure is not None
    assert figure.people == 2
    assert fault(figure) is Hint.TOO_MANY


@pytest.mark.parametrize("value", [0, 90, 255])
def test_an_empty_frame_has_nobody(finder: Finder, value: int) -> None:
    assert finder.find(np.full((640, 480, 3), value, np.uint8)) is None


def test_a_broken_model_is_told_with_its_remedy() -> None:
    class Broken:
        def probabilities(self, _: Pixels) -> Pixels:
            raise RuntimeError("small.onnx is damaged.")

    with pytest.raises(CameraError, match=r"small.onnx is damaged.*Reinstall"):
        Finder(Broken()).find(np.zeros((8, 8, 3), np.uint8))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def judged(finder: Finder) -> dict[str, list[tuple[Case, Figure | None]]]:
    """All real frames with the figure found in each, by view."""
    if not (DATA / "parsing" / "split.csv").exists():
        pytest.skip(f"needs the real photos in {DATA}")

    def found() -> Iterator[tuple[Case, Figure | None]]:
        return ((case, finder.find(case.frame)) for case in cases(limit=25))

    by_view: dict[str, list[tuple[Case, Figure | None]]] = defaultdict(list)
    for case, figure in found():
        by_view[case.view].append((case, figure))
    return by_view


def test_whole_people_on_real_photos_are_whole(judged: dict[str, list[tuple[Case, Figure | None]]]) -> None:
    whole = [fault(figure) for pairs in judged.values() for case, figure in pairs if case.whole]
    assert len(whole) > 80
    assert whole.count(None) >= 0.97 * len(whole)


def test_half_people_on_real_photos_are_never_whole(judged: dict[str, list[tuple[Case, Figure | None]]]) -> None:
    half = [(case, fault(figure)) for pairs in judged.values() for case, figure in pairs if not case.whole]
    assert len(half) > 180
    assert not [(case.name, case.view) for case, hint in half if hint is None]


def test_rooms_with_clothes_and_nobody_are_empty(judged: dict[str, list[tuple[Case, Figure | None]]]) -> None:
    figures = [figure for _, figure in judged["nobody"]]
    assert len(figures) == 25
    assert sum(figure is None for figure in figures) >= 24


def test_hints_on_real_photos_are_right(judged: dict[str, list[tuple[Case, Figure | None]]]) -> None:
    for view, pairs in judged.items():
        right = [fault(figure) in case.hints for case, figure in pairs if case.hints]
        assert sum(right) >= 0.9 * len(right), view
