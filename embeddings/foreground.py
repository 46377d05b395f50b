"""Where the thing is on a product photo: what differs from the ground."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Values = NDArray[np.float32]

GRID: Final = 320
"""Long side of the mask of ``on_plain_ground`` in pixels."""
SURE, FAINT, HARDLY = 7.0, 3.5, 2.0
"""CIELAB distances from the ground: surely the thing, the thing beside what surely is, a hole that is cloth."""
PLAIN: Final = 0.6
"""Share of the border that must be ground."""
LEAST: Final = 0.002
"""A smaller share of the picture is no thing; an earring has 0.004."""
FITTED: Final = 4000
"""Pixels to which the ground's surface is fitted."""
SMALL: Final = 12
"""A hole of fewer pixels is filled."""
SPECK: Final = 0.04
"""Parts smaller than this share of the largest are dust, or a reflection."""


def foreground(pixels: Pixels) -> Mask:
    """H×W bool: what differs from the border's colour; for product photos on plain ground.

    A close-up has more garment than ground on its border: there the ground is taken as white. Where
    nothing stands out the middle of the picture is taken.
    """
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    height, width = lab.shape[:2]
    edge = max(1, min(height, width) // 20)
    ring = np.concatenate([strip.reshape(-1, 3) for strip in (lab[:edge], lab[-edge:], lab[:, :edge], lab[:, -edge:])])
    ground = np.median(ring, 0)
    near_white = (np.linalg.norm(ring - [98, 0, 0], axis=1) < 6).mean()
    if np.linalg.norm(ground - [96, 0, 0]) > 12 and near_white > 0.12:
        ground = np.array([98.0, 0.0, 0.0])
    mask = np.linalg.norm(lab - ground, axis=-1) > 8
    if mask.mean() < 0.04:
        mask[:] = False
        mask[height // 4 : height - height // 4, width // 4 : width - width // 4] = True
    return np.asarray(mask)


def on_plain_ground(pixels: Pixels) -> Mask | None:
    """The thing on a product photo, shades of the ground and all: H'×W' bool; None where the ground is not plain.

    ``pixels`` H×W×3 sRGB; the mask's long side is at most ``GRID``. The ground is a smooth surface (a studio's
    gradient) fitted to the border and to what lies on it, so that neither its tone nor a shade at its foot is
    taken for the thing. Faint parts count where they touch plain ones, and holes count that are not quite the
    ground's colour: white shirts on white are held together by their edges.
    """
    small = _reduced(pixels)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    away = _away_from_ground(lab)
    if np.mean(away[_ring(*away.shape)] < SURE) < PLAIN:
        return None
    mask = _touching(away > FAINT, away > SURE)
    mask = _without_specks(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0)
    mask = _filled(mask, away)
    return mask if mask.mean() >= LEAST else None


def _reduced(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, GRID / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _away_from_ground(lab: Values) -> Values:
    """H×W distances from a quadratic surface through the border, fitted anew to all that lies on it."""
    height, width = lab.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)
    ring = _ring(height, width)
    away = _length(lab - np.median(lab[ring], 0).astype(np.float32))
    on_it = np.flatnonzero(ring & (away < 3 * SURE))
    for _ in range(3):
        if len(on_it) < 50:
            break
        some = on_it[:: max(1, len(on_it) // FITTED)]
        known = terms.reshape(-1, 6)[some]
        surface = np.linalg.solve(known.T @ known + 1e-3 * np.eye(6), known.T @ lab.reshape(-1, 3)[some])
        away = _length(lab - terms @ surface.astype(np.float32))
        on_it = np.flatnonzero(away < FAINT)
    return away


def _length(difference: Values) -> Values:
    return np.asarray(np.sqrt(np.einsum("hwc,hwc->hw", difference, difference)), np.float32)


def _ring(height: int, width: int) -> Mask:
    edge = max(1, min(height, width) // 20)
    ring = np.ones((height, width), np.bool_)
    ring[edge:-edge, edge:-edge] = False
    return ring


def _touching(faint: Mask, sure: Mask) -> Mask:
    """The parts of ``faint`` in which something is sure."""
    count, parts = cv2.connectedComponents(faint.astype(np.uint8), connectivity=8)
    chosen = np.bincount(parts[sure], minlength=count) > 0
    chosen[0] = False
    return np.asarray(chosen[parts])


def _without_specks(mask: Mask) -> Mask:
    count, parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    areas = np.bincount(parts.ravel(), minlength=count)
    areas[0] = 0
    return np.asarray((areas >= max(1, SPECK * areas.max()))[parts])


def _filled(mask: Mask, away: Values) -> Mask:
    """With the holes that are not quite the ground's colour; a handle's and a necklace's stay open."""
    count, parts = cv2.connectedComponents((~mask).astype(np.uint8), connectivity=4)
    areas = np.bincount(parts.ravel(), minlength=count)
    hardly = np.bincount(parts[away > HARDLY], minlength=count)
    cloth = (2 * hardly > areas) | (areas < SMALL)
    cloth[np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])] = False
    cloth[0] = True  # the thing itself
    return np.asarray(cloth[parts])
