"""A household's pictures: originals as they came, and what pages show of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import undefer

from embeddings.parsing import blur_background, cut_out, fine_person
from embeddings.photo import Limits, Photo, decode
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.masks import unpack, unpack_soft
from wardrobe.models import Models
from wardrobe.originals import Original, Originals, folder_size, told
from wardrobe.renditions import SIDES, Key, Kind, Renditions, Size
from wardrobe.schema import LookRow, SightingRow


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes on disk."""

    originals: int
    derived: int


class Media:
    """Originals, and renditions made when they are first asked for."""

    def __init__(self, folder: Path, database: Database, models: Models, limits: Limits) -> None:
        self.originals = Originals(folder)
        self.renditions = Renditions(folder)
        self._database = database
        self._models = models
        self._limits = limits

    def put(self, data: bytes) -> Original:
        """Store an original; see ``Originals.put``."""
        return self.originals.put(data)

    def path(self, sha256: str) -> Path:
        """Where an original is."""
        return self.originals.path(sha256)

    def rendition(self, kind: Kind, id: int, size: Size) -> Path:
        """A WebP file: of a look (``look``, ``blurred``) or of a sighting (``cut-out``) by its id.

        Long side 320, 800 or 1600 pixels at most; cut-outs have an alpha channel. A blurred look
        without a person, or before the person is found, is the look as it is. Whose it is, the
        caller has checked. Raises ``NotFoundError``, ``PhotoError``, ``StorageError``.
        """
        with told(self.renditions.folder):
            return self._cut_out(id, size) if kind == "cut-out" else self._look(kind, id, size)

    def make_cut_outs(self, photo: Photo, sightings: Iterable[SightingRow], size: Size) -> None:
        """Make cut-outs ahead of being asked, while the photo is at hand. ``mask`` must be loaded."""
        with told(self.renditions.folder):
            for row in sightings:
                self.renditions.get(Key("cut-out", row.content_hash, size), partial(_cut, photo, row, size))

    def make_look(self, photo: Photo, sha256: str, size: Size) -> None:
        """Make a look's reduced picture ahead of being asked."""
        with told(self.renditions.folder):
            self.renditions.get(Key("look", sha256, size), lambda: photo.pixels)

    def usage(self) -> Usage:
        """How much is kept."""
        return Usage(self.originals.size(), folder_size(self.renditions.folder))

    def _look(self, kind: Kind, look_id: int, size: Size) -> Path:
        with self._database.read() as session:
            row = session.get(LookRow, look_id, options=[undefer(LookRow.person_mask)] if kind == "blurred" else [])
        if row is None:
            raise NotFoundError("There is no such look.")
        mask = row.person_mask if kind == "blurred" else None
        if mask is None:
            return self.renditions.get(Key("look", row.sha256, size), lambda: self._photo(row, size).pixels)
        key = Key("blurred", row.sha256, size, row.parser_id or "")
        return self.renditions.get(key, lambda: self._blurred(self._photo(row, size), unpack_soft(mask), size))

    def _blurred(self, photo: Photo, person: NDArray[np.float32], size: Size) -> NDArray[np.uint8]:
        """The largest size, in which hair shows, gets an outline of its own."""
        if size == "large":
            person = fine_person(self._models.parser, photo, person)
        return blur_background(photo, person, side=SIDES[size])

    def _cut_out(self, sighting_id: int, size: Size) -> Path:
        with self._database.read() as session:
            query = select(SightingRow, LookRow).join(LookRow, LookRow.id == SightingRow.look_id)
            found = session.execute(
                query.where(SightingRow.id == sighting_id).options(undefer(SightingRow.mask))
            ).one_or_none()
        if found is None:
            raise NotFoundError("There is no such garment in a look.")
        row, look = found
        key = Key("cut-out", row.content_hash, size)
        return self.renditions.get(key, lambda: _cut(self._photo(look, "full"), row, size))

    def _photo(self, look: LookRow, size: Size | str) -> Photo:
        # Cut-outs are a part of the photo: they need all of its pixels.
        limits = self._limits if size == "full" else replace(self._limits, long_side=SIDES[size])  # type: ignore[index]
        return decode(self.originals.read(look.sha256), look.name, limits)


def _cut(photo: Photo, row: SightingRow, size: Size) -> NDArray[np.uint8]:
    box = row.left, row.top, row.right, row.bottom
    return cut_out(photo, unpack(row.mask, box, (row.grid_width, row.grid_height)), box, side=SIDES[size])
