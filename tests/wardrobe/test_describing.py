"""What is kept of how a garment looks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.encoders import Encoder
from embeddings.photo import Photo
from embeddings.white import linear, srgb
from tests.wardrobe.conftest import BLUE, GREEN, ColourEncoder, DrawnModels, draw
from wardrobe.describing import Description, Seen, describe
from wardrobe.masks import pack_soft
from wardrobe.models import Models
from wardrobe.schema import LookRow
from wardrobe.settings import Settings


@pytest.fixture
def models() -> Models:
    return DrawnModels(Settings())


def worn(pixels: NDArray[np.uint8], models: Models, category: str | None = "pants") -> Description:
    """The drawn trousers of a picture."""
    height, width = pixels.shape[:2]
    mask = np.zeros((height, width), np.bool_)
    top, bottom = (0.53, 0.86) if category != "dress" else (0.53, 1.0)
    mask[round(top * height) : round(bottom * height), round(0.36 * width) : round(0.64 * width)] = True
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    person = np.zeros_like(mask)
    person[:, round(0.28 * width) : round(0.72 * width)] = True
    (known,) = describe(Photo(pixels, (width, height), None), [Seen(category, mask, box)], models, person)
    return known


def test_colours_are_those_of_neutral_light_and_the_histogram_that_of_the_photo(models: Models) -> None:
    neutral = draw(pants=(128, 128, 128))
    warm = srgb(linear(neutral) * np.array([1, 0.75, 0.45], np.float32))
    assert worn(neutral, models).colours[0].family == worn(warm, models).colours[0].family == "grey"
    assert not np.allclose(worn(neutral, models).histogram, worn(warm, models).histogram, atol=0.1)


def test_the_length_of_what_the_photo_cuts_off_is_not_known(models: Models) -> None:
    whole, cut = worn(draw(pants=BLUE), models), worn(draw(pants=BLUE), models, "dress")
    assert whole.guesses is not None and "length" in whole.guesses
    assert cut.guesses is not None and "length" not in cut.guesses and "pattern" in cut.guesses


def test_an_encoder_without_heads_leaves_colours_and_vectors() -> None:
    class Foreign(Models):
        @property
        def encoder(self) -> Encoder:
            return ColourEncoder()

    known = worn(draw(pants=GREEN), Foreign(Settings()))
    assert (known.guesses, known.kind, known.colours[0].family) == (None, None, "green")
    assert known.embedding.shape == (ColourEncoder.dim,)


def test_nothing_on_a_photo_is_no_description(models: Models) -> None:
    assert describe(Photo(draw(), (320, 480), None), [], models) == []


def test_the_person_of_a_look_is_kept_until_it_is_described() -> None:
    from wardrobe.describing import person_in

    soft = np.zeros((6, 4), np.float32)
    soft[2:] = 1
    person = person_in(LookRow(person_mask=pack_soft(soft)))
    assert person is not None and np.array_equal(person, soft > 0.5)
    assert person_in(LookRow(person_mask=None)) is person_in(None) is None
