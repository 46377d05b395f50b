"""Mannequins in product photos' clothes: exact label maps, and kinds of garments by the thousand.

A product photo on plain ground gives a garment's exact mask and its kind. Laid over a drawn body
before a plain wall it shows what street photos hardly do: clothes on a bare body indoors, and more
dresses, skirts, tops and coats than the label maps have.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASS_ID
from embeddings.training.data import Example, read_rgb, rows
from embeddings.training.parser.composites import ARMS, FACE, LEGS, TONES, Generator, Picture, plain_wall

HEIGHT: Final = 512
TOPS: Final = ("upper-clothes", "outerwear")
BOTTOMS: Final = ("skirt", "pants")
KINDS: Final = (*TOPS, *BOTTOMS, "dress")
WHOLE: Final = ("Jumpsuit", "Bodysuits")
"""Types whose class the label maps do not settle: not used."""


LEG: Final = (
    *((0, 0.1, 0.48), (1, 0.045, 0.72), (1, 0.02, 0.95), (1, 0.035, 1.0), (1, -0.02, 1.0)),
    *((1, -0.02, 0.95), (1, -0.03, 0.72), (0, 0.004, 0.53), (0, 0.0, 0.48)),
)
"""Outline of a leg: whether a point moves with the foot, then x and y as shares of the body's height."""
TRUNK: Final = ((0.03, 0.14), (0.125, 0.175), (0.1, 0.28), (0.078, 0.39), (0.1, 0.49), (0.05, 0.54))
"""Outline of one side of the trunk."""


def product_examples(data: Path) -> dict[str, list[Example]]:
    """Product photos by the class of what they show; tags: class and type."""
    found: dict[str, list[Example]] = {kind: [] for kind in KINDS}
    folder = data / "garments"
    for row in rows(folder / "mango.csv"):
        if row["group"] in found and row["type"] not in WHOLE:
            path = folder / row["image"]
            found[row["group"]].append(Example(path.stem, path, tags=frozenset({row["group"], row["type"]})))
    return found


def product(example: Example) -> tuple[NDArray[np.uint8], NDArray[np.bool_]] | None:
    """Pixels and mask of a product, cropped to it; None where it does not stand out from its ground.

    The ground is light and nearly plain: what differs from the border's colour in CIELAB, holes filled.
    """
    pixels = read_rgb(example.photo)
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 0.7).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    border = np.concatenate([lab[:3].reshape(-1, 3), lab[:, :3].reshape(-1, 3), lab[:, -3:].reshape(-1, 3)])
    differs = (np.linalg.norm(lab - np.median(border, 0), axis=2) > 5).astype(np.uint8)
    outlines, _ = cv2.findContours(differs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    left, top, width, height = cv2.boundingRect(largest)
    mask = cv2.drawContours(np.zeros(differs.shape, np.uint8), [largest], -1, 1, cv2.FILLED).astype(bool)
    touches = left == 0 or top == 0 or left + width == mask.shape[1]
    if touches or mask.sum() < 0.06 * mask.size or mask.sum() < 0.35 * width * height:
        return None
    mask = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)  # its rim is half ground
    box = np.s_[top : top + height, left : left + width]
    return pixels[box], mask[box]


def mannequin(products: dict[str, list[Example]], rng: Generator) -> Picture:
    """A drawn body in a dress, a top, a bottom or both, before a plain wall."""
    width = int(HEIGHT * rng.uniform(0.62, 0.85))
    middle, unit = width / 2 + rng.normal(0, 12), HEIGHT * rng.uniform(0.8, 0.98)
    top = (HEIGHT - unit) * rng.uniform(0.2, 0.8)
    wall = plain_wall((HEIGHT, width), rng)
    labels = draw_body(width, middle, top, unit, rng)
    tone = TONES[rng.integers(len(TONES))] * rng.uniform(0.92, 1.04)
    depth = cv2.distanceTransform((labels > 0).astype(np.uint8), cv2.DIST_L2, 5)
    light = 0.72 + 0.28 * np.minimum(1, depth / 14) + rng.uniform(-0.05, 0.05)
    pixels = np.where(labels[..., None] > 0, light[..., None] * tone, wall)
    worn = ["dress"] if rng.random() < 0.35 else [BOTTOMS[rng.integers(2)], TOPS[rng.integers(2)]]
    if len(worn) == 2 and rng.random() < 0.5:
        worn = [worn[rng.integers(2)]]
    for kind in worn:
        pixels = dress(pixels, labels, products[kind], kind, (middle, top, unit), rng)
    return Picture(np.clip(cv2.GaussianBlur(pixels, (0, 0), 0.6), 0, 255).astype(np.uint8), labels)


def draw_body(width: int, middle: float, top: float, unit: float, rng: Generator) -> NDArray[np.uint8]:
    """Labels of a standing body: head, trunk and arms, legs; head, arms or legs may be missing.

    Proportions follow the eight-heads canon; heights are shares of the body's.
    """
    labels = np.zeros((HEIGHT, width), np.uint8)
    broad = rng.uniform(0.88, 1.15)

    def at(x: float, y: float) -> tuple[int, int]:
        return round(middle + x * broad * unit), round(top + y * unit)

    def fill(label: int, points: list[tuple[float, float]]) -> None:
        cv2.fillPoly(labels, [np.array([at(*point) for point in points], np.int32)], label)

    legs, arms, head = rng.random() < 0.8, rng.random() < 0.8, rng.random() < 0.55
    for side in (-1, 1):
        foot = rng.uniform(0.03, 0.07)
        if legs:
            fill(LEGS, [(side * (foot * moves + x), y) for moves, x, y in LEG])
        if arms:
            elbow, hand = rng.uniform(0.13, 0.2), rng.uniform(0.11, 0.24)
            joints = [at(side * 0.112, 0.19), at(side * elbow, 0.34), at(side * hand, 0.5)]
            for start, end in pairwise(joints):
                cv2.line(labels, start, end, ARMS, max(3, round(0.038 * broad * unit)))
    fill(ARMS, [*((-x, y) for x, y in TRUNK), *reversed(TRUNK)])
    fill(ARMS, [(-0.028, 0.1 if head else 0.125), (0.028, 0.1 if head else 0.125), (0.035, 0.16), (-0.035, 0.16)])
    if head:
        axes = round(0.046 * broad * unit), round(0.064 * unit)
        cv2.ellipse(labels, at(0, 0.064), axes, 0, 0, 360, FACE, cv2.FILLED)
    return labels


def dress(
    pixels: NDArray[np.float64],
    labels: NDArray[np.uint8],
    products: list[Example],
    kind: str,
    place: tuple[float, float, float],
    rng: Generator,
) -> NDArray[np.float64]:
    """Lay one product over the body; changes ``labels``, gives the pixels."""
    example = products[rng.integers(len(products))]
    found = product(example)
    if found is None:
        return pixels
    middle, top, unit = place
    garment, mask = found
    height, width = mask.shape
    begin, share = extent(kind, example.tags, height / width, rng)
    down = max(8, round(share * unit))
    across = max(8, round(down * width / height * rng.uniform(0.92, 1.1)))
    x, y = round(middle - across / 2 + rng.normal(0, 2)), round(top + begin * unit)
    matrix = np.array([[across / width, 0, x], [0, down / height, y]])
    size = labels.shape[::-1]
    lit = garment.astype(np.float32) * rng.uniform(0.85, 1.05)
    moved = cv2.warpAffine(lit, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(mask.astype(np.float32), matrix, size, flags=cv2.INTER_LINEAR)
    labels[alpha > 0.5] = CLASS_ID[kind]
    soft = np.clip((alpha - 0.35) / 0.4, 0, 1)[..., None]
    return moved * soft + pixels * (1 - soft)  # type: ignore[no-any-return]


def extent(kind: str, tags: frozenset[str], aspect: float, rng: Generator) -> tuple[float, float]:
    """Where a garment begins and how long it is, in shares of the body; ``aspect`` is its height / width."""
    if kind in BOTTOMS:
        begin = rng.uniform(0.36, 0.43)
        if kind == "skirt":
            return begin, float(np.clip(0.24 * aspect, 0.2, 0.55))
        return begin, rng.uniform(0.19, 0.28) if "Shorts" in tags else rng.uniform(0.48, 0.56)
    begin = rng.uniform(0.13, 0.16)
    if kind == "dress":
        return begin, float(np.clip(0.32 * aspect, 0.5, 0.82))
    return begin, float(np.clip(0.34 * aspect, 0.3, 0.75 if kind == "outerwear" else 0.5))
