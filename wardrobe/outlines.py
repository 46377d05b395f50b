"""Outlines of garments on a photo: what a page draws, and what a finger hits, in the place of pixel masks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from embeddings.parsing import Mask
from wardrobe.database import Database
from wardrobe.masks import Box, unpack
from wardrobe.schema import LookRow, SightingRow

FINER: Final = 2
"""The line runs on a grid that is so many times finer, or it would cut half a cell off all around."""
SMOOTH: Final = 1.4
"""Standard deviation, in cells of the mask, of the blur that takes the stairs out of its edge."""
TOLERANCE: Final = 0.7
"""Cells by which the simplified line may leave the smooth one (Douglas and Peucker, 1973)."""
LEAST_AREA: Final = 24.0
"""Cells: smaller islands and holes are noise of the parser."""
DEEP: Final = 0.85
"""As deep as the deepest point: trousers have their mark on a thigh either way, but a coat in its middle."""
REMEMBERED: Final = 512
"""Outlines kept in memory: some 2 KB each."""

Point = tuple[float, float]
Ring = tuple[Point, ...]
Lines = tuple[tuple[Ring, ...], Point]


@dataclass(frozen=True, slots=True)
class Outline:
    """Where one garment is on a look's photo, in cells of the mask's grid, from the left and from the top."""

    sighting_id: int
    width: int
    height: int
    """Of the grid, which lies over the whole photo."""
    rings: tuple[Ring, ...]
    """Closed lines. What an odd number of them encloses is the garment: holes are rings too."""
    centre: Point
    """A point deep inside the garment."""
    area: float
    """Share of the photo, for what lies before what: small things are worn over large ones."""


class Outlines:
    """The outlines of looks' garments. Made when they are first asked for, then kept in memory for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, Lines] = OrderedDict()
        self._lock = Lock()

    def of_look(self, household_id: int, look_id: int) -> list[Outline]:
        """Of every garment that was not rejected, in the order of their ids; empty for a look that is not there.

        A garment whose mask encloses nothing worth a line has none.
        """
        places = SightingRow.left, SightingRow.top, SightingRow.right, SightingRow.bottom
        of = SightingRow.id, SightingRow.content_hash, SightingRow.grid_width, SightingRow.grid_height
        query = (
            select(*of, SightingRow.area_share, *places)
            .join(LookRow, LookRow.id == SightingRow.look_id)
            .where(LookRow.id == look_id, LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
            .where(SightingRow.decision != "rejected")
            .order_by(SightingRow.id)
        )
        with self._database.read() as session:
            rows = session.execute(query).all()
            missing = [row.id for row in rows if row.content_hash not in self._known]
            masks: dict[int, bytes] = {}
            if missing:
                wanted = select(SightingRow.id, SightingRow.mask).where(SightingRow.id.in_(missing))
                masks = {id: mask for id, mask in session.execute(wanted)}
        found = ((row, self._lines(row, masks.get(row.id))) for row in rows)
        return [
            Outline(row.id, row.grid_width, row.grid_height, *lines, row.area_share)
            for row, lines in found
            if lines is not None and lines[0]
        ]

    def _lines(self, row: Any, mask: bytes | None) -> Lines | None:
        """By the content hash: masks never change under it. None where the mask went while it was asked for."""
        with self._lock:
            known = self._known.get(row.content_hash)
            if known is not None:
                self._known.move_to_end(row.content_hash)
                return known
        if not mask:
            return None
        size = row.grid_width, row.grid_height
        made = outline(unpack(mask, (row.left, row.top, row.right, row.bottom), size))
        with self._lock:
            self._known[row.content_hash] = made
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return made


def outline(mask: Mask) -> Lines:
    """Rings around what H×W ``mask`` covers, smooth and of few points, and a point deep inside.

    The points are in cells, to a quarter; no rings where nothing is covered but specks.
    """
    box = _box(mask)
    if box is None:
        return (), (0.0, 0.0)
    left, top, right, bottom = box
    room = 4  # cells: so that the blur ends inside, and a garment at the photo's edge is closed there
    inside = np.pad(mask[top:bottom, left:right], room).astype(np.float32)
    inside = inside.repeat(FINER, axis=0).repeat(FINER, axis=1)
    soft = cv2.GaussianBlur(inside, (0, 0), SMOOTH * FINER)
    covered = (soft >= 0.5).astype(np.uint8)
    if not covered.any():  # a thing as thin as a shoelace: its stairs are better than nothing
        covered = inside.astype(np.uint8)
    contours, _ = cv2.findContours(covered, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    away = np.array((left - room, top - room), np.float64)
    rings = tuple(ring for contour in contours if (ring := _ring(contour, away, mask.shape)))
    x, y = _deepest(covered)
    return rings, (float((x + 0.5) / FINER + away[0]), float((y + 0.5) / FINER + away[1]))


def _deepest(covered: NDArray[np.uint8]) -> Point:
    """Far from every edge, and of such points the one nearest to the middle of all that is covered."""
    depth = cv2.distanceTransform(covered, cv2.DIST_L2, 3)
    deep = np.argwhere(depth >= DEEP * depth.max())
    middle = np.argwhere(covered).mean(0)
    y, x = deep[np.linalg.norm(deep - middle, axis=1).argmin()]
    return float(x), float(y)


def _ring(contour: Sequence[Any] | NDArray[Any], away: NDArray[np.float64], shape: tuple[int, ...]) -> Ring:
    """One contour of the finer grid, on the whole one; empty for a speck."""
    points = np.asarray(contour, np.int32).reshape(-1, 1, 2)
    if len(points) < 3 or cv2.contourArea(points) < LEAST_AREA * FINER**2:
        return ()
    simple = (cv2.approxPolyDP(points, TOLERANCE * FINER, True).reshape(-1, 2) + 0.5) / FINER + away
    height, width = shape[:2]
    placed = np.clip(np.round(simple * 4) / 4, 0, (width, height))
    return tuple((float(x), float(y)) for x, y in placed)


def _box(mask: Mask) -> Box | None:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
