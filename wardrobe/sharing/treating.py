"""A look as it leaves the house: its background and faces treated, and cropped as was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.parsing import fine_person, hide_background, remove_background
from embeddings.photo import Photo
from wardrobe.errors import ShareError
from wardrobe.looks import visible_look
from wardrobe.masks import unpack_soft
from wardrobe.schema import UNFINISHED, LookRow, SightingRow
from wardrobe.sharing.faces import find_faces, hide
from wardrobe.sharing.jpeg import LONG_SIDE
from wardrobe.sharing.shares import Treatment
from wardrobe.tools import Tools

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

GROUND: Final = (244, 242, 238)
"""Where a background is removed: the plain ground on which the app shows cut-outs."""
ON_HEAD: Final = ("hat", "sunglasses")
"""Categories that go with the head where a picture is cropped to the clothes."""
ROOM: Final = 0.04
"""Around what a picture is cropped to, as a share of its height."""


class Box(NamedTuple):
    """A part of a picture, in shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: Box) -> Box:
        """The same part, in shares of another part that is cut out."""
        across, down = other.right - other.left, other.bottom - other.top
        return Box(
            max(0.0, (self.left - other.left) / across),
            max(0.0, (self.top - other.top) / down),
            min(1.0, (self.right - other.left) / across),
            min(1.0, (self.bottom - other.top) / down),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Treated:
    """A picture that may be shown to others."""

    pixels: Pixels
    """H×W×3 sRGB."""
    focus: Box
    """Where the person is in it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What is known of a look."""

    row: LookRow
    person: Plane | None
    garments: tuple[Box, ...]
    """Those that a crop to the clothes must not cut."""


def treated(tools: Tools, household_id: int, look_id: int, treatment: Treatment) -> Treated:
    """The photo of a look, or the front of its turn, decoded anew and treated.

    Raises ``NotFoundError``, ``ShareError`` while the look is in work and where nobody was found in it but
    something is to be hidden, ``PhotoError``, ``StorageError``, ``ModelError``.
    """
    found = _find(tools, household_id, look_id, treatment)
    clothes = treatment.crop == "clothes"
    # A part of a photo needs more of its pixels to be sharp.
    photo = tools.media.photo(found.row, None if clothes else LONG_SIDE)
    if found.person is None:
        return Treated(photo.pixels, Box(0, 0, 1, 1))
    pixels, chin = photo.pixels, None
    if treatment.faces == "blurred" or clothes:
        seen = tools.models.parser.see(photo.pixels)
        faces = find_faces(seen, found.person)
        pixels = hide(photo.pixels, faces.mask)
        chin = None if faces.chin is None else faces.chin / faces.mask.shape[0]
    pixels = _before(treatment, tools, photo, pixels, found.person)
    focus = _outline(found.person)
    if clothes:
        return _cropped(pixels, below_chin(focus, found.garments, chin), focus)
    if treatment.background == "removed":
        return _cropped(pixels, _around(focus, found.garments), focus)
    return Treated(pixels, focus)


def below_chin(person: Box, garments: Sequence[Box], chin: float | None) -> Box:
    """The part of a photo that shows the clothes: from below the chin down, nothing of a garment cut.

    Where a garment reaches above the chin (a raised arm, a high collar) the part begins there.
    ``chin`` is a share of the photo's height; None: the head is not in the photo, or not known.
    """
    room = ROOM * (person.bottom - person.top)
    tops = [garment.top - room / 4 for garment in garments]
    top = min([person.top - room if chin is None else chin, *tops])
    whole = _around(person, garments)
    return whole._replace(top=max(0.0, top))


def _find(tools: Tools, household_id: int, look_id: int, treatment: Treatment) -> _Found:
    with tools.database.read() as session:
        row = visible_look(session, household_id, look_id)
        if row.state in UNFINISHED:
            raise ShareError(
                "This look is still in work: its background cannot be hidden yet.", remedy="Try again in a moment."
            )
        person = unpack_soft(row.person_mask) if row.person_mask else None
        garments = _garments(session, look_id)
    if person is not None and not (person > 0.5).any():
        person = None
    plain = treatment == Treatment("kept", "shown", "whole")
    if person is None and not plain:
        raise ShareError(
            "Nobody was found in this photo, so nothing in it can be hidden.",
            remedy="Keep background and faces and share it whole, or choose another look.",
        )
    return _Found(row, person, garments)


def _garments(session: Session, look_id: int) -> tuple[Box, ...]:
    query = select(SightingRow).where(SightingRow.look_id == look_id, SightingRow.decision != "rejected")
    worn = [row for row in session.scalars(query) if row.category not in ON_HEAD]
    grids = [(row.grid_width, row.grid_height) for row in worn]
    return tuple(
        Box(row.left / width, row.top / height, row.right / width, row.bottom / height)
        for row, (width, height) in zip(worn, grids, strict=True)
    )


def _before(treatment: Treatment, tools: Tools, photo: Photo, pixels: Pixels, person: Plane) -> Pixels:
    """The person before what was chosen; the outline is that of ``photo``, what is shown is ``pixels``."""
    if treatment.background == "kept":
        return pixels
    fine = fine_person(tools.models.parser, photo, person)
    shown = Photo(pixels, photo.full_size, None)
    side = max(photo.size)
    if treatment.background == "blurred":
        return hide_background(shown, fine, side=side)
    alone = remove_background(shown, fine, side=side)
    alpha = _without_spikes(alone[..., 3])[..., None].astype(np.float32) / 255
    ground = np.array(GROUND, np.float32)
    return np.asarray((alone[..., :3] * alpha + ground * (1 - alpha)).round(), np.uint8)


def _without_spikes(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Stripes behind a person leave thin spikes at the outline, which plain ground would show."""
    reach = max(1, round(max(alpha.shape) / 400))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.morphologyEx(alpha, cv2.MORPH_OPEN, disc), np.uint8)


def _outline(person: Plane) -> Box:
    height, width = person.shape
    rows, columns = np.flatnonzero((person > 0.5).any(1)), np.flatnonzero((person > 0.5).any(0))
    return Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)


def _around(person: Box, garments: Sequence[Box]) -> Box:
    """Person and garments with some room, as much of it as the photo has."""
    boxes = [person, *garments]
    room = ROOM * (person.bottom - person.top)
    return Box(
        max(0.0, min(box.left for box in boxes) - room),
        max(0.0, min(box.top for box in boxes) - room),
        min(1.0, max(box.right for box in boxes) + room),
        min(1.0, max(box.bottom for box in boxes) + room),
    )


def _cropped(pixels: Pixels, part: Box, focus: Box) -> Treated:
    height, width = pixels.shape[:2]
    rows = slice(int(part.top * height), max(int(part.top * height) + 1, round(part.bottom * height)))
    columns = slice(int(part.left * width), max(int(part.left * width) + 1, round(part.right * width)))
    return Treated(np.ascontiguousarray(pixels[rows, columns]), focus.within(part))
