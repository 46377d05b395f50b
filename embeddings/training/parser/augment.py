"""Training pictures: a photo and its label map, moved, scaled, mirrored and lit differently.

Most canvases are upright like the photos of the data; some are square, wide or narrow, so that
the parser works on photos of any shape. A wide canvas often holds two people side by side.
"""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing.canvas import PATCH, normalise
from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES, IGNORE
from embeddings.training.parser.composites import Picture

SHAPES = ((24, 36), (29, 29), (36, 24), (19, 45))
SMALL_SHAPES = ((18, 27), (22, 22), (27, 18), (14, 34))
"""Canvases in patches across and down."""
SHAPE_ODDS = (0.76, 0.10, 0.09, 0.05)
PAIR_ODDS = 0.5
"""Of wide canvases, this share shows two people."""
CLOSE_UP_ODDS = 0.15
"""Share of pictures that show only a part of the body."""

PRESENT = 0.0004
"""A category is in a training picture from this share of its pixels on; with fewer nobody knows."""


def draw_canvas(rng: np.random.Generator, small: bool) -> tuple[int, int]:
    """Width and height in pixels of one batch's canvas."""
    shapes = SMALL_SHAPES if small else SHAPES
    across, down = shapes[rng.choice(len(shapes), p=SHAPE_ODDS)]
    return across * PATCH, down * PATCH


def place(picture: Picture, size: tuple[int, int], rng: np.random.Generator) -> Picture:
    """One picture at a random place, scale and tilt on a canvas of ``size`` (width, height)."""
    pixels, labels, unknown = picture
    height, width = labels.shape
    close_up = rng.random() < CLOSE_UP_ODDS
    scale = min(size[0] / width, size[1] / height) * (rng.uniform(1.3, 2.4) if close_up else rng.uniform(0.72, 1.3))
    stretch = np.exp(rng.uniform(-0.08, 0.08))
    mirror = -1 if rng.random() < 0.5 else 1
    tilt = np.deg2rad(rng.normal(0, 4))
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    linear = turn @ np.diag([scale * mirror * stretch, scale / stretch])
    reach = np.abs(np.array([size[0] - scale * width, size[1] - scale * height])) / 2 + 0.06 * np.array(size)
    centre = np.array(size) / 2 + rng.uniform(-1, 1, 2) * reach
    matrix = np.column_stack([linear, centre - linear @ [width / 2, height / 2]])
    if scale < 0.8:  # thin the pixels before the warp, which does not
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 / scale).astype(np.uint8)
    streaks = rng.random() < 0.5  # a drawn-out edge can look like a garment; a plain surround is background
    border, around = (cv2.BORDER_REPLICATE, IGNORE) if streaks else (cv2.BORDER_CONSTANT, CLASS_ID["background"])
    fill = tuple(int(each) for each in rng.integers(0, 256, 3))
    moved = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border, borderValue=fill)
    known = cv2.warpAffine(labels, matrix, size, flags=cv2.INTER_NEAREST, borderValue=around)
    return Picture(moved.astype(np.uint8), known.astype(np.uint8), unknown)


def light(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Brightness, contrast, gamma, colour cast, saturation; now and then blur, noise, grey or JPEG blocks.

    Strong casts are lamps in the evening, motion blur is a person who has not stopped yet.
    """
    levels = np.arange(256) / 255
    curve = np.clip(levels ** np.exp(rng.normal(0, 0.2)), 0, 1)
    curve = (curve - 0.5) * rng.uniform(0.7, 1.3) + 0.5 + rng.uniform(-0.1, 0.1)
    cast = 0.3 if rng.random() < 0.12 else 0.12
    tables = [np.clip(curve * gain * 255, 0, 255).astype(np.uint8) for gain in rng.uniform(1 - cast, 1 + cast, 3)]
    lit = cv2.LUT(pixels, np.stack(tables, -1)[None])
    grey = cv2.cvtColor(cv2.cvtColor(lit, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    colourful = 0.0 if rng.random() < 0.03 else rng.uniform(0.4, 1.5)
    lit = cv2.addWeighted(lit, colourful, grey, 1 - colourful, 0)
    if rng.random() < 0.15:
        lit = cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.5, 2.0))
    elif rng.random() < 0.08:
        lit = cv2.filter2D(lit, -1, streak(int(rng.integers(3, 12)), rng.uniform(0, np.pi)))
    if rng.random() < 0.15:
        noise = rng.normal(0, rng.uniform(3, 14), (*lit.shape[:2], 1)).astype(np.float32)
        lit = np.clip(lit + noise, 0, 255)
    if rng.random() < 0.15:
        lit = jpeg(lit.astype(np.uint8), int(rng.integers(30, 80)))
    return lit.astype(np.uint8)


def jpeg(pixels: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """What JPEG of this quality leaves of a picture."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def streak(length: int, angle: float) -> NDArray[np.float32]:
    """Kernel of a motion of ``length`` pixels."""
    kernel = np.zeros((length, length), np.float32)
    middle, reach = (length - 1) / 2, np.array([np.cos(angle), np.sin(angle)]) * (length - 1) / 2
    start, end = (tuple(np.round(middle + sign * reach).astype(int).tolist()) for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0)
    return kernel / kernel.sum()  # type: ignore[no-any-return]


def training_picture(
    pictures: list[Picture], size: tuple[int, int], rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
    """3×H×W normalised image, H×W labels, and of 12 categories 1 = present, 0 = absent, -1 = unknown.

    Two pictures stand side by side.
    """
    width, height = size
    share = width // len(pictures)
    parts = [place(picture, (share, height), rng) for picture in pictures]
    pixels = np.concatenate([light(part.pixels, rng) for part in parts], 1)
    labels = np.concatenate([part.labels for part in parts], 1)
    unknown = np.any([part.unknown for part in parts], 0)
    return normalise(pixels), labels.astype(np.int64), presence(labels, unknown)


def presence(labels: NDArray[np.uint8], unknown: NDArray[np.bool_]) -> NDArray[np.float32]:
    """12 values: 1 = the category is in the label map, 0 = it is not, -1 = nobody knows."""
    counts = np.bincount(labels.ravel(), minlength=256)[[CLASS_ID[name] for name in GARMENT_CATEGORIES]]
    doubtful = (counts < PRESENT * labels.size) & ((counts > 0) | unknown)
    return np.where(doubtful, -1, counts > 0).astype(np.float32)
