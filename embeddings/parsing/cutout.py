"""Pictures made with masks: a garment cut out softly, a person before a blurred background.

Two things keep edges from looking cut with scissors: the mask is drawn to the photo's own edges
(guided filter), and colour comes only from the right side of the edge, so that no rim of
background clings to a garment and no ghost of a person spreads into the blur.

Source of the filter: He, Sun, Tang, "Guided Image Filtering", 2013.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.types import Mask
from embeddings.photo import Photo

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

MARGIN = 0.04
"""Room around a cut-out, as a share of the box's long side."""
SMOOTH = 1e-4
"""Guided filter: contrast (variance of 0..1 brightness) below which the guide is taken as flat."""
SPOTS = 40
"""So many colours a hidden background has along its long side; what is finer is in no pixel of it any more."""
HIDING = 30
"""How often the blur between them (a Gaussian's sigma) goes into the long side."""


def cut_out(photo: Photo, mask: Mask, box: tuple[int, int, int, int], *, side: int = 640) -> Pixels:
    """H×W×4 RGBA of what ``mask`` covers, cropped to ``box`` with a margin, long side at most ``side``.

    ``mask`` and ``box`` are on the label map's grid, whatever the photo's size.
    """
    height, width = mask.shape
    room = MARGIN * max(box[2] - box[0], box[3] - box[1])
    left, top = max(0, int(box[0] - room)), max(0, int(box[1] - room))
    right, bottom = min(width, int(np.ceil(box[2] + room))), min(height, int(np.ceil(box[3] + room)))
    across, down = photo.size[0] / width, photo.size[1] / height
    crop = photo.pixels[
        int(top * down) : max(int(top * down) + 1, round(bottom * down)),
        int(left * across) : max(int(left * across) + 1, round(right * across)),
    ]
    scale = min(1.0, side / max(crop.shape[:2]))
    size = max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale))
    pixels = _resized(crop, size)
    step = max(1.0, max(size) / max(right - left, bottom - top))
    coarse = _blurred(_enlarged(mask[top:bottom, left:right].astype(np.float32), size), step)
    alpha = _sharpen(_guided(_brightness(pixels), coarse, max(2, round(2 * step))), 0.35, 0.8)
    alpha *= coarse > 0.02  # the guide may not reach beyond the mask
    colours = _spread(pixels.astype(np.float32), (alpha > 0.97).astype(np.float32), 2 * step)
    mixed = pixels * alpha[..., None] + colours * (1 - alpha[..., None])
    return np.dstack([_bytes(mixed), _bytes(alpha * 255)])


def blur_background(photo: Photo, person: Plane, *, side: int = 1600) -> Pixels:
    """H×W×3 photo, long side at most ``side``, blurred wherever ``person`` (H×W, 0..1, label-map grid) is not."""
    pixels, coarse, alpha, step = _person(photo, person, side)
    away = 1 - _sharpen(_blurred(coarse, 2 * step), 0.02, 0.2)
    ground = _spread(pixels.astype(np.float32), away, max(alpha.shape) / 90)
    return _bytes(pixels * alpha[..., None] + ground * (1 - alpha[..., None]))


def hide_background(photo: Photo, person: Plane, *, side: int = 1600) -> Pixels:
    """The same as ``blur_background``, but so that no room, face, poster or screen behind the person can be known.

    The background is averaged to ``SPOTS`` along its long side before it is blurred: nothing can sharpen it again.
    """
    pixels, coarse, alpha, step = _person(photo, person, side)
    away = 1 - _sharpen(_blurred(coarse, 2 * step), 0.02, 0.2)
    size = alpha.shape[1], alpha.shape[0]
    few = max(1, round(SPOTS * size[0] / max(size))), max(1, round(SPOTS * size[1] / max(size)))
    weight: Plane = cv2.resize(away, few, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    seen: Plane = cv2.resize(pixels * away[..., None], few, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    spots: Plane = (seen / np.maximum(weight, 1e-6)[..., None]).astype(np.float32, copy=False)
    ground = cv2.resize(_spread(spots, weight, SPOTS / HIDING), size, interpolation=cv2.INTER_CUBIC)
    return _bytes(pixels * alpha[..., None] + ground * (1 - alpha[..., None]))


def remove_background(photo: Photo, person: Plane, *, side: int = 1600) -> Pixels:
    """H×W×4 RGBA of the whole photo, long side at most ``side``, clear wherever ``person`` is not.

    ``person`` H×W in 0..1 on the label map's grid. What lies on the photo keeps its place: nothing is cropped.
    """
    pixels, coarse, alpha, step = _person(photo, person, side)
    alpha *= _blurred(coarse, step) > 0.02  # the guide may not reach beyond the person
    colours = _spread(pixels.astype(np.float32), (alpha > 0.97).astype(np.float32), 2 * step)
    mixed = pixels * alpha[..., None] + colours * (1 - alpha[..., None])
    return np.dstack([_bytes(mixed), _bytes(alpha * 255)])


def _person(photo: Photo, person: Plane, side: int) -> tuple[Pixels, Plane, Plane, float]:
    """The reduced photo; the person on its grid as given, and drawn to its edges; pixels a cell of ``person``."""
    scale = min(1.0, side / max(photo.size))
    size = max(1, round(photo.size[0] * scale)), max(1, round(photo.size[1] * scale))
    pixels = _resized(photo.pixels, size)
    step = max(1.0, max(size) / max(person.shape))
    coarse = _enlarged(person, size)
    alpha = _sharpen(_guided(_brightness(pixels), coarse, max(3, round(4 * step))), 0.2, 0.8)
    return pixels, coarse, alpha, step


def _guided(guide: Plane, source: Plane, radius: int) -> Plane:
    """``source`` smoothed, but with the edges of ``guide``; both H×W in 0..1."""
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(values: Plane) -> Plane:
        return cv2.blur(values, window).astype(np.float32)

    mean_guide, mean_source = mean(guide), mean(source)
    slope = (mean(guide * source) - mean_guide * mean_source) / (mean(guide * guide) - mean_guide**2 + SMOOTH)
    offset = mean_source - slope * mean_guide
    smooth: Plane = np.clip(mean(slope) * guide + mean(offset), 0, 1)
    return smooth


def _spread(pixels: Plane, weight: Plane, sigma: float) -> Plane:
    """Blur that takes colour only from where ``weight`` is; wider and wider where there is none near."""
    result: Plane = np.zeros_like(pixels)
    missing = np.ones(weight.shape, np.float32)
    for widening in (1, 4, 16):
        near = _blurred(weight, sigma * widening)
        colour = _blurred(pixels * weight[..., None], sigma * widening)
        share = missing * np.minimum(1, near / 0.05)
        result += (share / np.maximum(near, 1e-6))[..., None] * colour
        missing -= share
    result += missing[..., None] * pixels
    return result


def _sharpen(values: Plane, low: float, high: float) -> Plane:
    """Smooth step from 0 at ``low`` to 1 at ``high``."""
    x: Plane = np.clip((values - low) / (high - low), 0, 1)
    return x * x * (3 - 2 * x)


def _blurred(values: Plane, sigma: float) -> Plane:
    """Gaussian blur; a wide one on a coarser grid, which looks the same in a fraction of the time."""
    height, width = values.shape[:2]
    coarser = max(1, int(sigma / 4))
    small = cv2.resize(values, (-(-width // coarser), -(-height // coarser)), interpolation=cv2.INTER_AREA)
    blurred: Plane = cv2.GaussianBlur(small, (0, 0), sigma / coarser).astype(np.float32, copy=False)
    return _enlarged(blurred, (width, height))


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _enlarged(values: Plane, size: tuple[int, int]) -> Plane:
    return cv2.resize(values, size, interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _brightness(pixels: Pixels) -> Plane:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / np.float32(255)


def _bytes(values: NDArray[np.floating[Any]]) -> Pixels:
    whole: Pixels = np.clip(values, 0, 255).round().astype(np.uint8)
    return whole
