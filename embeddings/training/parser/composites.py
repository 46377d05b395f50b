"""Pictures that the street photos lack, made of them by their own label maps.

The photos show dressed people out of doors in daylight. What a camera in a bedroom sees besides:
plain walls, white clothes before white walls, bare skin where a garment could be, dress forms and
mannequins. Belts, scarves, hats and bags are rare, so they are also lent from one photo to another
(copy-paste, Ghiasi et al. 2021).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASS_ID, CLASSES, GARMENT_CATEGORIES, IGNORE

Pixels = NDArray[np.uint8]
Generator = np.random.Generator


class Picture(NamedTuple):
    """A training picture on its way to the network."""

    pixels: Pixels
    """H×W×3 RGB."""
    labels: NDArray[np.uint8]
    """H×W classes, 255 = unknown."""
    unknown: NDArray[np.bool_] = np.zeros(len(GARMENT_CATEGORIES), np.bool_)
    """Categories of which the label map does not tell whether they are there."""


HEAD = [CLASS_ID[name] for name in ("hat", "hair", "sunglasses", "face")]
UPPER = [CLASS_ID[name] for name in ("upper-clothes", "outerwear", "scarf", "belt")]
LOWER = [CLASS_ID[name] for name in ("skirt", "pants", "socks")]
SKIN = [CLASS_ID[name] for name in ("face", "legs", "arms")]
LENT = [CLASS_ID[name] for name in ("hat", "sunglasses", "belt", "bag", "scarf")]
FACE, LEGS, ARMS, HAIR = (CLASS_ID[name] for name in ("face", "legs", "arms", "hair"))
CLOTHES = [CLASS_ID[name] for name in GARMENT_CATEGORIES]

TONES = np.array(
    [(245, 243, 240), (225, 222, 218), (190, 188, 185), (120, 118, 116), (45, 44, 44), (232, 205, 180), (205, 165, 135)]
)
"""What mannequins are painted in."""


def indoors(picture: Picture, rng: Generator) -> Picture:
    """The person before a plain wall; now and then without clothes above or below, or as a mannequin."""
    pixels, labels = picture.pixels.copy(), picture.labels.copy()
    if rng.random() < 0.4:
        pixels, labels = bared(pixels, labels, rng)
    gone = np.zeros(labels.shape, np.bool_)
    if rng.random() < 0.4:
        pixels, labels, gone = as_mannequin(pixels, labels, rng)
    wall = plain_wall(labels.shape, rng)
    if rng.random() < 0.4:
        pixels = near_colour(pixels, np.isin(labels, CLOTHES), wall.mean((0, 1)), rng)
    person = (labels != CLASS_ID["background"]) & (labels != IGNORE) & ~gone
    alpha = cv2.GaussianBlur(person.astype(np.float32), (0, 0), rng.uniform(0.5, 1.0))[..., None]
    shadow = cv2.GaussianBlur(person.astype(np.float32), (0, 0), labels.shape[0] / 25)[..., None]
    wall = wall * (1 - shadow * rng.uniform(0, 0.25))
    labels[gone] = CLASS_ID["background"]
    return Picture((pixels * alpha + wall * (1 - alpha)).astype(np.uint8), labels, picture.unknown)


def bared(pixels: Pixels, labels: NDArray[np.uint8], rng: Generator) -> tuple[Pixels, NDArray[np.uint8]]:
    """Skin where the upper or the lower garments were; a coat's outline is no body's."""
    if (labels == CLASS_ID["outerwear"]).any():
        return pixels, labels
    classes, skin = (UPPER, ARMS) if rng.random() < 0.5 else (LOWER, LEGS)
    bare, own = np.isin(labels, classes), np.isin(labels, SKIN)
    dressed = np.isin(labels, CLOTHES) & ~bare
    if not bare.any() or own.sum() < 50 or dressed.sum() < bare.sum() / 4:
        return pixels, labels
    labels = np.where(bare, np.uint8(skin), labels)
    return painted(pixels, bare, np.median(pixels[own], 0), rng), labels


def as_mannequin(
    pixels: Pixels, labels: NDArray[np.uint8], rng: Generator
) -> tuple[Pixels, NDArray[np.uint8], NDArray[np.bool_]]:
    """Skin and hair in one paint; the head often missing. Gives pixels, labels and what is gone."""
    body = np.isin(labels, [*SKIN, HAIR, CLASS_ID["sunglasses"]])
    head = np.isin(labels, HEAD)
    pixels = painted(pixels, body, TONES[rng.integers(len(TONES))] * rng.uniform(0.92, 1.05), rng)
    labels = np.where(body & head, np.uint8(FACE), labels)
    return pixels, labels, head if rng.random() < 0.5 else np.zeros_like(head)


def painted(pixels: Pixels, where: NDArray[np.bool_], tone: NDArray[Any], rng: Generator) -> Pixels:
    """One smooth colour that keeps the coarse light and shade of what it covers."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    weight = cv2.GaussianBlur(where.astype(np.float32), (0, 0), 6) + 1e-3
    coarse = cv2.GaussianBlur(grey * where, (0, 0), 6) / weight
    shade = coarse / max(1.0, float(coarse[where].mean()) if where.any() else 1.0)
    round_ = np.minimum(1, cv2.distanceTransform(where.astype(np.uint8), cv2.DIST_L2, 5) / 12)
    light = np.clip(shade, 0.75, 1.2) ** rng.uniform(0.2, 0.8) * (0.8 + 0.2 * round_)
    colour = np.clip(light[..., None] * tone, 0, 255)
    return np.where(where[..., None], colour, pixels).astype(np.uint8)


def near_colour(pixels: Pixels, where: NDArray[np.bool_], colour: NDArray[Any], rng: Generator) -> Pixels:
    """Clothes whose colour comes near the wall's: white on white, black on black."""
    faded = pixels * (share := rng.uniform(0.15, 0.6)) + colour * (1 - share) + rng.uniform(-8, 8)
    return np.where(where[..., None], np.clip(faded, 0, 255), pixels).astype(np.uint8)


def plain_wall(shape: tuple[int, ...], rng: Generator) -> NDArray[np.float32]:
    """H×W×3 wall, with a floor as often as not; mostly white, grey or beige, unevenly lit."""
    height, width = shape[:2]
    grey = rng.choice([rng.uniform(225, 255), rng.uniform(120, 230), rng.uniform(10, 60)], p=[0.55, 0.3, 0.15])
    wall = np.full((height, width, 3), np.clip(grey + rng.normal(0, 6 if rng.random() < 0.7 else 30, 3), 0, 255))
    if rng.random() < 0.5:
        floor = wall[0, 0] * rng.uniform(0.5, 1.05) + rng.normal(0, 15, 3)
        wall[int(height * rng.uniform(0.75, 0.97)) :] = floor
    if rng.random() < 0.3:
        edge = int(width * rng.uniform(0.05, 0.95))
        wall[:, edge:] = wall[:, edge:] * rng.uniform(0.85, 1.1)
    across = np.linspace(rng.uniform(0.85, 1.05), rng.uniform(0.85, 1.05), width)[None, :, None]
    down = np.linspace(rng.uniform(0.85, 1.05), rng.uniform(0.85, 1.05), height)[:, None, None]
    noise = rng.normal(0, rng.uniform(0, 3), (height, width, 1))
    soft = cv2.GaussianBlur(wall * across * down + noise, (0, 0), rng.uniform(0.6, 2.5))
    return np.clip(soft, 0, 255).astype(np.float32)


def with_accessories(picture: Picture, donor: Picture, rng: Generator) -> Picture:
    """What ``donor`` wears of hat, sunglasses, belt, bag and scarf, at the same place of this person's body.

    A thing of which this person has one already is not lent.
    """
    own, theirs = _body(picture.labels), _body(donor.labels)
    there = set(np.unique(picture.labels).tolist())
    lent = [number for number in LENT if number not in there and (donor.labels == number).sum() > 30]
    if own is None or theirs is None or not lent:
        return picture
    scale = own[2] / theirs[2] * np.exp(rng.normal(0, 0.05))
    shift = np.array(own[:2]) - scale * np.array(theirs[:2])
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = picture.labels.shape[::-1]
    moved = cv2.warpAffine(donor.pixels, matrix, size, flags=cv2.INTER_LINEAR)
    labels = cv2.warpAffine(donor.labels, matrix, size, flags=cv2.INTER_NEAREST)
    mask = np.isin(labels, lent)
    alpha = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.7)[..., None]
    pixels = (moved * alpha + picture.pixels * (1 - alpha)).astype(np.uint8)
    return Picture(pixels, np.where(mask, labels, picture.labels).astype(np.uint8), picture.unknown)


def _body(labels: NDArray[np.uint8]) -> tuple[float, float, float] | None:
    """Middle of the face in x, top of the face in y, height from there to the lowest point."""
    rows, columns = np.nonzero(labels == FACE)
    person = np.flatnonzero(((labels > 0) & (labels < len(CLASSES))).any(1))
    if len(rows) < 30 or person[-1] - rows.min() < 60:
        return None
    return float(np.median(columns)), float(rows.min()), float(person[-1] - rows.min())
