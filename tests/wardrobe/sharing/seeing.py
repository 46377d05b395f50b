"""Drawn people with faces, a room behind them, and a file that knows more than it should."""

from __future__ import annotations

import io
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from embeddings.parsing.labels import CLASS_ID, CLASSES
from embeddings.parsing.parser import Parser, Seen
from tests.wardrobe.conftest import HEAD, PLACES, draw

SIZE = (640, 960)
OTHER = (0.84, 0.05, 0.96, 0.16)
"""Where somebody else's face is."""
ROOM = (0.74, 0.3, 1.0, 0.9)
"""Where the room shows stripes; the person is elsewhere."""
GRID = (160, 240)
SECRET = b"52.5163N 13.3777E Unter den Linden"

Place = tuple[float, float, float, float]


def see(_self: Parser, pixels: NDArray[np.uint8]) -> Seen:
    """What ``person`` has drawn: hair above, a face below, and each garment in its place."""
    small = cv2.resize(pixels, GRID, interpolation=cv2.INTER_AREA)
    planes = np.full((len(CLASSES), GRID[1], GRID[0]), 0.001, np.float32)
    planes[0] = 0.9
    for name, place in (*PLACES.items(), ("face", HEAD), ("face", OTHER)):
        cut = inside(place, GRID)
        if np.median(small[cut]) < 240:
            planes[:, cut[0], cut[1]] = 0.001
            planes[CLASS_ID[name], cut[0], cut[1]] = 0.95
    return Seen(planes, {}, np.zeros((384, 8, 8), np.float32))


def inside(place: Place, size: tuple[int, int]) -> tuple[slice, slice]:
    """Rows and columns of a place in a picture of a size (width, height)."""
    left, top, right, bottom = (round(share * side) for share, side in zip(place, size * 2, strict=True))
    return slice(top, bottom), slice(left, right)


def person(
    *, other: bool = False, faceless: bool = False, raised: bool = False, squares: bool = False
) -> NDArray[np.uint8]:
    """Somebody in a room: a face of fine checks, stripes of black and white behind, or ``squares``."""
    pixels = draw(size=SIZE, upper_clothes=(30, 50, 160), pants=(25, 25, 25), shoes=(190, 20, 30))
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    checks = np.where(((rows // 3 + columns // 3) % 2)[..., None] > 0, np.uint8(230), np.uint8(20))
    checks = np.repeat(checks, 3, axis=2)
    for place in (HEAD, *((OTHER,) if other else ())):
        cut = inside(place, SIZE)
        pixels[cut] = (120, 90, 70) if faceless else checks[cut]
    stripes = np.where((columns // 4 % 2)[..., None] > 0, np.uint8(250), np.uint8(20))
    if squares:
        stripes = np.where(((rows // 40 + columns // 40) % 2)[..., None] > 0, np.uint8(250), np.uint8(20))
    cut = inside(ROOM, SIZE)
    pixels[cut] = np.repeat(stripes, 3, axis=2)[cut]
    if raised:  # a sleeve beside the head
        pixels[inside((0.62, 0.02, 0.70, 0.3), SIZE)] = (30, 50, 160)
    return pixels


def detail(pixels: NDArray[np.uint8], place: Place) -> float:
    """Energy of what is finer than a few pixels: variance of the Laplacian."""
    height, width = pixels.shape[:2]
    grey = cv2.cvtColor(pixels[inside(place, (width, height))], cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())


def telling(pixels: NDArray[np.uint8]) -> bytes:
    """A JPEG that carries all that a phone puts into one: GPS, thumbnail, XMP, ICC, comment, and bytes behind it."""
    exif = Image.Exif()
    exif[0x010F] = "Cameramaker"
    exif[0x0132] = "2026:05:04 07:08:09"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (Fraction(52), Fraction(30), Fraction(58))
    place[0x1C] = SECRET.decode()
    file = io.BytesIO()
    Image.fromarray(pixels).save(
        file,
        "JPEG",
        quality=92,
        exif=exif,
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        comment=SECRET,
    )
    thumbnail = io.BytesIO()
    Image.fromarray(pixels).resize((64, 96)).save(thumbnail, "JPEG")
    extension = b"JFXX\0\x10" + thumbnail.getvalue()
    data = file.getvalue()
    # Behind the JFIF header: its extension with a thumbnail (JFIF 1.02).
    header = 4 + int.from_bytes(data[4:6], "big")
    data = data[:header] + b"\xff\xe0" + (len(extension) + 2).to_bytes(2, "big") + extension + data[header:]
    return data + SECRET + b"motion photo"
