"""The small parser on rendered people, on cut-off people, on nobody, and with weights that are not its own."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from embeddings.errors import ModelError
from embeddings.parsing.body import BODY_PARTS, BodyMap
from embeddings.parsing.small import CANVASES, WEIGHTS, BodyRules, SmallParser, fitted, read_body
from embeddings.photo import decode

PICTURES = sorted((Path(__file__).resolve().parents[2] / "pictures").glob("look-*.jpg"))
RULES = BodyRules(area=0.01, confidence=0.6, parts={"head": 0.01, "torso": 0.01, "legs": 0.01, "feet": 0.01})

#: part, top and bottom as shares of the height of a drawn figure, half its breadth in pixels
FIGURE = (("head", 0.0, 0.13, 7), ("torso", 0.13, 0.5, 16), ("legs", 0.5, 0.95, 11), ("feet", 0.95, 1.0, 14))


def rendered(path: Path = PICTURES[0]) -> np.ndarray:
    """A rendered person, full length."""
    return decode(path.read_bytes(), path.name).pixels


def figure(top: int, bottom: int, middle: int = 60, shape: tuple[int, int] = (200, 120)) -> np.ndarray:
    """Map of a standing figure; what lies outside of the map is cut off."""
    labels = np.zeros(shape, np.uint8)
    for part, begin, end, breadth in FIGURE:
        rows = (round(top + share * (bottom - top)) for share in (begin, end))
        first, last = (max(0, row) for row in rows)
        labels[first:last, max(0, middle - breadth) : middle + breadth] = BODY_PARTS.index(part)
    return labels


def planes(labels: np.ndarray, sure: float = 0.9) -> np.ndarray:
    """5×H×W probabilities: ``sure`` for the part drawn, the rest for background, where that is drawn for the torso."""
    chances = np.zeros((len(BODY_PARTS), *labels.shape), np.float32)
    np.put_along_axis(chances, np.where(labels, 0, BODY_PARTS.index("torso"))[None], 1 - sure, 0)
    np.put_along_axis(chances, labels[None].astype(np.int64), sure, 0)
    return chances


def body(labels: np.ndarray) -> BodyMap:
    return BodyMap(labels, (labels > 0).astype(np.float32))


@pytest.fixture(scope="module")
def small() -> SmallParser:
    """The built-in small parser, opened once."""
    return SmallParser()


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_whole_person_is_seen_from_top_to_toe(small: SmallParser, path: Path) -> None:
    pixels = rendered(path)
    found = small.parse(pixels)
    assert found.seen == {"head", "torso", "legs", "feet"}
    assert found.box is not None
    left, top, right, bottom = found.box
    assert 0 <= left < right <= 1
    assert top < 0.3
    assert bottom > 0.7
    assert 0.03 < found.share < 0.6


def test_parts_lie_under_one_another(small: SmallParser) -> None:
    labels = small.parse(rendered()).labels
    heights = [np.nonzero(labels == number)[0].mean() for number in range(1, len(BODY_PARTS))]
    assert heights == sorted(heights)


@pytest.mark.parametrize("path", PICTURES[:5], ids=lambda path: path.stem)
def test_feet_and_head_that_are_cut_off_are_not_seen(small: SmallParser, path: Path) -> None:
    pixels = rendered(path)
    found = small.parse(pixels)
    assert found.box is not None
    top, bottom = (round(edge * len(pixels)) for edge in (found.box[1], found.box[3]))
    upper, lower = pixels[: (top + bottom) // 2], pixels[top + (bottom - top) // 3 :]
    above, below = small.parse(upper), small.parse(lower)
    assert "feet" not in above.seen
    assert "head" in above.seen
    assert "bottom" in above.touches
    assert "head" not in below.seen
    assert "feet" in below.seen
    assert "top" in below.touches


def test_somebody_at_the_side_is_cut_off_there(small: SmallParser) -> None:
    pixels = rendered()
    box = small.parse(pixels).box
    assert box is not None
    middle = round((box[0] + box[2]) / 2 * pixels.shape[1])
    assert "right" in small.parse(pixels[:, :middle]).touches
    assert "left" in small.parse(pixels[:, middle:]).touches


@pytest.mark.parametrize(
    "size", [(600, 600), (1200, 500), (300, 1100), (64, 64), (640, 480), (40, 400), (700, 3), (1, 1)]
)
def test_pictures_of_any_shape_give_maps_of_their_aspect(small: SmallParser, size: tuple[int, int]) -> None:
    width, height = size
    ground = np.full((height, width, 3), rendered()[0, 0], np.uint8)
    person = rendered()
    scale = min(width / person.shape[1], height / person.shape[0])
    across, down = (max(1, int(side * scale)) for side in (person.shape[1], person.shape[0]))
    left = (width - across) // 2
    ground[:down, left : left + across] = cv2.resize(person, (across, down), interpolation=cv2.INTER_AREA)
    found = small.parse(ground)
    assert found.labels.shape == found.person.shape
    assert max(found.labels.shape) <= 288
    assert found.labels.dtype == np.uint8
    assert found.person.dtype == np.float32
    if min(size) >= 64:
        assert abs(found.labels.shape[0] / found.labels.shape[1] * width / height - 1) < 0.02
    if min(size) >= 300:
        assert {"head", "torso", "legs"} <= found.seen


@pytest.mark.parametrize("kind", ["black", "white", "noise", "gradient", "stripes", "door"])
def test_nobody_is_seen_where_nobody_is(small: SmallParser, kind: str) -> None:
    y, x = np.mgrid[:480, :320]
    grey = {
        "black": np.zeros((480, 320)),
        "white": np.full((480, 320), 255),
        "noise": np.random.default_rng(0).integers(0, 256, (480, 320)),
        "gradient": (x + y) / 800 * 255,
        "stripes": (x // 12 % 2) * 200,
        "door": np.where((x > 100) & (x < 220) & (y > 90), 90, 215),
    }[kind]
    found = small.parse(np.repeat(grey[..., None], 3, 2).astype(np.uint8))
    assert found.box is None
    assert found.share == 0
    assert found.seen == found.touches == frozenset()
    assert not found.person.any()


def test_a_mirrored_picture_gives_the_mirrored_person(small: SmallParser) -> None:
    pixels = rendered()
    one, other = small.parse(pixels).mask, small.parse(np.ascontiguousarray(pixels[:, ::-1])).mask[:, ::-1]
    assert (one & other).sum() > 0.9 * (one | other).sum()


def test_threads_share_a_parser_and_get_equal_answers(small: SmallParser) -> None:
    first = small.parse(rendered())
    with ThreadPoolExecutor(3) as pool:
        for found in pool.map(lambda _: small.parse(rendered()), range(3)):
            assert np.array_equal(found.labels, first.labels)


def test_the_file_is_opened_at_the_first_picture_and_again_after_closing() -> None:
    parser = SmallParser()
    assert not parser.model.is_open
    first = parser.parse(rendered())
    parser.close()
    assert not parser.model.is_open
    assert np.array_equal(parser.parse(rendered()).labels, first.labels)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((40, 40), np.uint8),
        np.zeros((40, 40, 4), np.uint8),
        np.zeros((40, 40, 3), np.float32),
        np.zeros((0, 40, 3), np.uint8),
    ],
)
def test_what_is_no_rgb_picture_is_refused(small: SmallParser, pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8 RGB"):
        small.parse(pixels)


def test_a_damaged_model_file_is_told_before_it_runs(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    file = folder / json.loads((folder / "model.json").read_text())["file"]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelError, match="damaged"):
        SmallParser(folder).parse(rendered())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "no parser"),
        ('{"classes": ["background", "hat"]}', "no parser"),
    ],
)
def test_a_bad_description_is_named(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "model.json").write_text(text)
    with pytest.raises(ModelError, match=says) as caught:
        SmallParser(tmp_path)
    assert "model.json" in caught.value.message
    assert caught.value.advice


def test_the_garment_parsers_weights_are_refused() -> None:
    with pytest.raises(ModelError, match="no parser of the 5 classes"):
        SmallParser(WEIGHTS.parent / "parser")


def test_the_shipped_folder_is_whole_and_light() -> None:
    card = json.loads((WEIGHTS / "model.json").read_text())
    assert card["classes"] == list(BODY_PARTS)
    assert card["canvases"] == [list(size) for size in CANVASES]
    assert (WEIGHTS / card["file"]).stat().st_size <= 4e6
    text = (WEIGHTS / "card.md").read_text()
    assert card["sha256"] in text
    assert f"{card['metrics']['miou']:.3f}" in text


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (500, 500), (1, 1), (3, 900), (900, 3), (192, 288)])
def test_a_picture_fits_its_canvas_on_even_pixels(size: tuple[int, int]) -> None:
    canvas, (left, top, width, height) = fitted(*size)
    assert canvas in CANVASES
    assert all(value % 2 == 0 for value in (left, top, width, height))
    assert 0 <= left <= left + width <= canvas[0]
    assert 0 <= top <= top + height <= canvas[1]
    assert width == canvas[0] or height == canvas[1]


def test_a_drawn_figure_is_read_with_its_parts() -> None:
    labels = figure(20, 190)
    found = read_body(planes(labels), RULES)
    assert np.array_equal(found.labels, labels)
    assert found.box == (44 / 120, 20 / 200, 76 / 120, 190 / 200)
    assert found.share == pytest.approx((labels > 0).mean())
    assert found.touches == frozenset()


def test_only_the_largest_figure_counts() -> None:
    labels = np.maximum(figure(20, 190, 30), figure(60, 130, 100))
    found = read_body(planes(labels), RULES)
    assert np.array_equal(found.labels, figure(20, 190, 30))
    assert found.person[100, 100] == 0
    assert found.person[100, 30] == pytest.approx(0.9)


def test_a_belt_does_not_part_a_person() -> None:
    labels = figure(20, 190)
    labels[104:107] = 0
    assert read_body(planes(labels), RULES).seen == {"head", "torso", "legs", "feet"}


def test_a_speck_of_a_part_is_not_that_part() -> None:
    labels = figure(20, 190)
    labels[labels == BODY_PARTS.index("feet")] = BODY_PARTS.index("legs")
    labels[185:187, 50:54] = BODY_PARTS.index("feet")
    found = read_body(planes(labels), RULES)
    assert "feet" not in found.seen
    assert found.mask.sum() == (labels > 0).sum()


@pytest.mark.parametrize(("top", "bottom", "sure"), [(100, 107, 0.9), (20, 190, 0.55)])
def test_what_is_too_small_or_too_unsure_is_nobody(top: int, bottom: int, sure: float) -> None:
    assert read_body(planes(figure(top, bottom), sure), RULES).box is None


@pytest.mark.parametrize(
    ("labels", "edges"),
    [
        (figure(10, 190), set()),
        (figure(-20, 190), {"top"}),
        (figure(10, 230), {"bottom"}),
        (figure(-30, 230), {"top", "bottom"}),
        (figure(10, 190, 5), {"left"}),
        (figure(10, 190, 115), {"right"}),
        (np.zeros((200, 120), np.uint8), set()),
    ],
)
def test_edges_that_cut_a_person_off_are_told(labels: np.ndarray, edges: set[str]) -> None:
    assert body(labels).touches == edges


@pytest.mark.parametrize(
    ("labels", "person", "says"),
    [
        (np.zeros((4, 4, 1), np.uint8), np.zeros((4, 4, 1), np.float32), "H×W uint8"),
        (np.zeros((4, 4), np.int64), np.zeros((4, 4), np.float32), "H×W uint8"),
        (np.zeros((4, 4), np.uint8), np.zeros((4, 5), np.float32), "shape of labels"),
        (np.full((4, 4), 5, np.uint8), np.zeros((4, 4), np.float32), "below 5"),
    ],
)
def test_a_map_of_another_form_is_refused(labels: np.ndarray, person: np.ndarray, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        BodyMap(labels, person)
