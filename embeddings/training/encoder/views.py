"""Two views of a garment: as it is, and turned, closer, flipped and in other light.

The second view stands for another photo of the same garment: what recognition has to see through.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.ground import SIDE, WHITE, letterbox

Pixels = NDArray[np.uint8]


def foreground(pixels: Pixels) -> NDArray[np.bool_]:
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


def plain(pixels: Pixels) -> Pixels:
    """``SIDE``×``SIDE``×3: the whole picture."""
    return letterbox(pixels)


def changed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """``SIDE``×``SIDE``×3: turned by up to 12°, 40–110 % of the picture, perhaps flipped, in other light."""
    height, width = pixels.shape[:2]
    lit = _light(pixels, rng)
    scale = SIDE / max(height, width) / rng.uniform(0.65, 1.1)
    stretch = np.exp(rng.uniform(-0.1, 0.1))
    flip = rng.choice([-1.0, 1.0])
    angle = np.radians(np.clip(rng.normal(0, 5), -12, 12))
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[flip * stretch * cos, -sin / stretch], [flip * stretch * sin, cos / stretch]])
    slack = 0.12 * SIDE
    shift = SIDE / 2 - turn @ np.array([width / 2, height / 2]) + rng.uniform(-slack, slack, 2)
    matrix = np.column_stack([turn, shift])
    ground = (WHITE, WHITE, WHITE)
    return np.asarray(
        cv2.warpAffine(
            lit, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
        ),
        np.uint8,
    )


def _light(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Brightness, white balance and a slanting shadow on the garment alone; the ground stays as it is."""
    height, width = pixels.shape[:2]
    gain = rng.uniform(0.7, 1.12) * rng.uniform(0.975, 1.025, 3)
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    shadow = 1 + rng.uniform(0, 0.2) * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5))
    lit = (pixels * shadow[..., None] * gain).clip(0, 255)
    alpha = cv2.GaussianBlur(foreground(pixels).astype(np.float32), (0, 0), 1)[..., None]
    return np.asarray((lit * alpha + pixels * (1 - alpha)).round(), np.uint8)
