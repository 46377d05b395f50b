"""The built-in parser on drawn people, on nobody, on every shape, and on real photos where there are some."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from embeddings.errors import ModelError
from embeddings.evaluation.confusion import confusion, scores
from embeddings.parsing import CLASSES, Parse, Parser, fine_person, pooled
from embeddings.parsing.parser import LONG_SIDE, WEIGHTS
from embeddings.parsing.resize import resize_labels
from embeddings.photo import Photo, decode

PICTURES = sorted((Path(__file__).resolve().parents[2] / "pictures").glob("look-*.jpg"))


def photo_of(pixels: np.ndarray) -> Photo:
    return Photo(pixels.astype(np.uint8), pixels.shape[1::-1], None)


def rendered() -> Photo:
    """A rendered person, full length."""
    return decode(PICTURES[0].read_bytes(), PICTURES[0].name)


@pytest.fixture(scope="module")
def parse(parser: Parser) -> Parse:
    return parser.parse(rendered())


def test_a_whole_person_is_found_with_garments_from_top_to_toe(parse: Parse) -> None:
    assert parse.people == 1
    assert parse.notes == ()
    found = {garment.category for garment in parse.garments}
    assert found & {"upper-clothes", "outerwear", "dress"}
    assert found & {"pants", "skirt", "dress"}
    assert "shoes" in found


def test_everything_is_on_one_grid_of_the_photos_shape(parse: Parse) -> None:
    width, height = rendered().size
    shape = parse.label_map.labels.shape
    assert max(shape) == min(max(width, height), LONG_SIDE[1])
    assert abs(shape[0] / shape[1] - height / width) < 0.01
    assert parse.label_map.confidence.shape == parse.person.shape == shape
    assert all(garment.mask.shape == shape for garment in parse.garments)
    assert parse.person.dtype == np.float32
    assert 0 <= parse.person.min() <= parse.person.max() <= 1


def test_garments_lie_on_the_person_and_shares_add_up(parse: Parse) -> None:
    assert all((parse.person[garment.mask] > 0.5).mean() > 0.99 for garment in parse.garments)
    assert 0.3 < sum(garment.area_share for garment in parse.garments) <= 1


@pytest.mark.parametrize("size", [(600, 600), (1200, 500), (300, 1100), (64, 64), (2048, 1365), (40, 400), (700, 33)])
def test_photos_of_any_shape_are_parsed(parser: Parser, size: tuple[int, int]) -> None:
    person = rendered().pixels
    ground = np.full((size[1], size[0], 3), person[0, 0], np.uint8)
    scale = min(size[0] / person.shape[1], size[1] / person.shape[0])
    small = cv2.resize(person, (max(1, int(person.shape[1] * scale)), max(1, int(person.shape[0] * scale))))
    left = (size[0] - small.shape[1]) // 2
    ground[: small.shape[0], left : left + small.shape[1]] = small
    found = parser.parse(photo_of(ground))
    assert max(found.label_map.labels.shape) == min(max(*size, LONG_SIDE[0]), LONG_SIDE[1])
    if min(size) >= 300:
        assert found.people == 1
        assert found.garments


@pytest.mark.parametrize("kind", ["black", "white", "noise", "gradient", "stripes"])
def test_pictures_without_anybody_have_no_garments(parser: Parser, kind: str) -> None:
    y, x = np.mgrid[:480, :320]
    pixels = {
        "black": np.zeros((480, 320)),
        "white": np.full((480, 320), 255),
        "noise": np.random.default_rng(0).integers(0, 256, (480, 320)),
        "gradient": (x + y) / 800 * 255,
        "stripes": (x // 12 % 2) * 200,
    }[kind]
    found = parser.parse(photo_of(np.repeat(pixels[..., None], 3, 2)))
    assert found.people == 0
    assert found.notes == ("no-person",)
    assert found.garments == ()
    assert not found.label_map.labels.any()
    assert not found.person.any()


def test_a_mirrored_photo_gives_the_mirrored_person(parser: Parser, parse: Parse) -> None:
    mirrored = parser.parse(photo_of(np.ascontiguousarray(rendered().pixels[:, ::-1])))
    one, other = parse.person > 0.5, mirrored.person[:, ::-1] > 0.5
    assert (one & other).sum() > 0.95 * (one | other).sum()


def test_the_same_pass_gives_each_garment_features_of_its_own(parse: Parse) -> None:
    assert parse.features is not None
    assert parse.features.shape[0] == 384
    vectors = {garment.category: pooled(parse.features, garment.mask) for garment in parse.garments}
    assert all(np.linalg.norm(vector) == pytest.approx(1, abs=1e-4) for vector in vectors.values())
    names = list(vectors)
    assert all(vectors[one] @ vectors[two] < 0.98 for one in names for two in names if one != two)


def test_garments_are_told_with_a_probability(parse: Parse) -> None:
    assert all(0 < garment.confidence < 1 for garment in parse.garments)


def test_a_photo_too_dark_and_blurred_to_make_out_is_not_sure_or_shows_nobody(parser: Parser, parse: Parse) -> None:
    pixels = cv2.GaussianBlur(rendered().pixels, (0, 0), 14)
    night = np.clip(pixels * 0.06 + np.random.default_rng(0).normal(0, 6, pixels.shape), 0, 255)
    found = parser.parse(photo_of(night))
    assert {"not-sure", "no-person"} & set(found.notes)
    assert len(found.garments) <= len(parse.garments)


def test_the_fine_outline_is_the_same_person_on_a_finer_grid(parser: Parser, parse: Parse) -> None:
    photo = rendered()
    large = photo_of(cv2.resize(photo.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    fine = fine_person(parser, large, parse.person)
    assert max(fine.shape) == min(1280, max(large.size))
    assert 0 <= fine.min() <= fine.max() <= 1
    coarse = cv2.resize(parse.person, fine.shape[::-1]) > 0.5
    assert ((fine > 0.5) & coarse).sum() > 0.93 * ((fine > 0.5) | coarse).sum()


def test_where_nobody_is_the_fine_outline_is_empty(parser: Parser) -> None:
    photo = photo_of(np.full((400, 300, 3), 200))
    assert not fine_person(parser, photo, parser.parse(photo).person).any()


def test_threads_share_a_parser_and_get_equal_answers(parser: Parser, parse: Parse) -> None:
    with ThreadPoolExecutor(3) as pool:
        for other in pool.map(lambda _: parser.parse(rendered()), range(3)):
            assert np.array_equal(other.label_map.labels, parse.label_map.labels)


def test_a_closed_parser_opens_again(parse: Parse) -> None:
    parser = Parser(threads=1)
    parser.parse(rendered())
    parser.close()
    assert not parser.model.is_open
    assert np.array_equal(parser.parse(rendered()).label_map.labels, parse.label_map.labels)


def test_a_damaged_model_file_is_told_before_it_runs(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    file = folder / json.loads((folder / "model.json").read_text())["file"]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelError, match="damaged"):
        Parser(folder, threads=1).parse(rendered())


@pytest.mark.parametrize(
    ("text", "says"), [(None, "cannot be read"), ("{", "cannot be read"), ('{"classes": ["cat"]}', "no parser")]
)
def test_a_bad_description_is_named(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "model.json").write_text(text)
    with pytest.raises(ModelError, match=says) as caught:
        Parser(tmp_path)
    assert "model.json" in caught.value.message
    assert caught.value.advice


def test_the_shipped_folder_is_whole_and_light() -> None:
    card = json.loads((WEIGHTS / "model.json").read_text())
    assert card["classes"] == list(CLASSES)
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) <= 26.5e6
    text = (WEIGHTS / "card.md").read_text()
    assert card["sha256"] in text
    assert f"{card['metrics']['miou']:.3f}" in text


@pytest.mark.slow
def test_real_photos_are_parsed_as_well_as_the_card_says(parser: Parser, data_folder: Path) -> None:
    from embeddings.training.data import parsing_examples, read_labels

    examples = parsing_examples(data_folder, "val")[::5]
    counts = np.zeros((15, 15), np.int64)
    for example in examples:
        assert example.labels is not None
        truth = read_labels(example.labels)
        found = parser.parse(decode(example.photo.read_bytes(), example.name)).label_map.labels
        counts += confusion(truth, resize_labels(found, (truth.shape[1], truth.shape[0])))
    figures = scores(counts)
    card = json.loads((WEIGHTS / "model.json").read_text())["metrics"]
    assert figures["person_iou"] > card["interval"]["person_iou"][0] - 0.02
    assert figures["lower_iou"] > card["interval"]["lower_iou"][0] - 0.1


@pytest.mark.slow
def test_a_person_in_a_wide_photo_is_found_as_in_an_upright_one(parser: Parser, data_folder: Path) -> None:
    from embeddings.training.data import parsing_examples, read_rgb

    overlaps = []
    for example in parsing_examples(data_folder, "val")[::20]:
        upright = read_rgb(example.photo)
        height, width = upright.shape[:2]
        margin = height - width // 2
        wide = cv2.copyMakeBorder(upright, 0, 0, margin, margin, cv2.BORDER_REFLECT)[:, margin // 2 : -margin // 2]
        left = margin - margin // 2
        wide[:, :left], wide[:, left + width :] = 127, 127
        one, other = parser.parse(photo_of(upright)), parser.parse(photo_of(wide))
        there = cv2.resize(other.person, wide.shape[1::-1])[:, left : left + width] > 0.5
        here = cv2.resize(one.person, (width, height)) > 0.5
        overlaps.append((here & there).sum() / (here | there).sum())
    assert np.median(overlaps) > 0.85
