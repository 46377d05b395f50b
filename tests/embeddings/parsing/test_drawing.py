"""Label maps as pictures."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from embeddings.parsing import CLASSES, LabelMap, label_png, overlay
from embeddings.parsing.drawing import PALETTE
from embeddings.photo import Photo


def some_map() -> LabelMap:
    labels = np.arange(17 * 40, dtype=np.uint8).reshape(34, 20) % len(CLASSES)
    return LabelMap(labels, np.ones(labels.shape, np.float32))


def test_a_label_png_holds_class_numbers() -> None:
    image = Image.open(io.BytesIO(label_png(some_map())))
    assert image.mode == "P"
    assert np.array_equal(np.asarray(image), some_map().labels)


def test_every_class_has_a_colour_of_its_own() -> None:
    colours = PALETTE.astype(int)
    apart = np.abs(colours[:, None] - colours[None]).sum(-1) + 999 * np.eye(len(colours), dtype=int)
    assert apart.min() > 20


def test_an_overlay_tints_classes_and_leaves_the_background() -> None:
    photo = Photo(np.full((68, 40, 3), 128, np.uint8), (40, 68), None)
    result = overlay(photo, some_map())
    background = some_map().labels == 0
    assert (result[background] == 128).all()
    assert (result[~background] != 128).any(-1).all()
