"""A household's pictures: originals as they came, and what pages show of them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import undefer

from embeddings import video
from embeddings.errors import VideoError
from embeddings.parsing import blur_background, cut_out, fine_person, remove_background
from embeddings.photo import Limits, Photo, decode
from embeddings.video import VideoLimits
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.masks import unpack, unpack_soft
from wardrobe.models import Models
from wardrobe.originals import Original, Originals, folder_size, told
from wardrobe.renditions import SIDES, Key, Kind, Renditions, Size
from wardrobe.schema import LookRow, SightingRow, TurnViewRow


class Behind(Protocol):
    """Changes what is behind a person."""

    def __call__(self, photo: Photo, person: NDArray[np.float32], /, *, side: int) -> NDArray[np.uint8]: ...


BEHIND: Final[Mapping[str, Behind]] = {"blurred": blur_background, "removed": remove_background}
"""Renditions of a look for which the person's mask is needed."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes on disk."""

    originals: int
    derived: int


class Media:
    """Originals, and renditions made when they are first asked for."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        models: Models,
        limits: Limits,
        video_limits: VideoLimits = VideoLimits(),
    ) -> None:
        self.originals = Originals(folder)
        self.renditions = Renditions(folder)
        self._database = database
        self._models = models
        self._limits = limits
        self._video_limits = video_limits
        self._filming = threading.Lock()

    def put(self, data: bytes) -> Original:
        """Store an original; see ``Originals.put``."""
        return self.originals.put(data)

    def path(self, sha256: str) -> Path:
        """Where an original is."""
        return self.originals.path(sha256)

    def photo(self, look: LookRow, side: int | None = None) -> Photo:
        """What stands for a look: its photo, or the front of its turn, with its long side at most ``side``.

        Raises ``PhotoError`` and ``StorageError``.
        """
        if look.kind == "photo":
            limits = self._limits if side is None else replace(self._limits, long_side=side)
            return decode(self.originals.read(look.sha256), look.name, limits)
        return next(self.frames(look, [look.front_frame or 0], side))

    def frames(self, look: LookRow, frames: Sequence[int], side: int | None = None) -> Iterator[Photo]:
        """Frames of a turn by their places in the video, in their order there.

        Raises ``VideoError``, also where one is missing, and ``StorageError``.
        """
        path = self.originals.checked(look.sha256)
        found = 0
        for frame in video.chosen(path, look.name, frames, side, self._video_limits):
            found += 1
            yield Photo(frame.pixels, frame.full_size, None)
        if found < len(set(frames)):
            raise VideoError(
                "{name} is damaged or cut short.", name=look.name, remedy="Copy it again from the camera or phone."
            )

    def turn_picture(self, look: LookRow, views: Sequence[TurnViewRow], number: int, size: Size) -> Path:
        """The picture of one of a turn's views; all that are missing are made, as the video is read anyway.

        ``views`` has one with this number. Raises ``VideoError``, ``StorageError``.
        """
        frame = next(view.frame for view in views if view.number == number)
        path = self.renditions.path(_turn_key(look, frame, size))
        if not path.exists():
            self.make_turn(look, [view.frame for view in views], size)
        return path

    def make_turn(self, look: LookRow, frames: Sequence[int], size: Size) -> None:
        """Make the pictures of a turn's views ahead of being asked."""
        # A page asks for all of them at once: who comes second finds them made.
        with self._filming, told(self.renditions.folder):
            keys = {frame: _turn_key(look, frame, size) for frame in sorted(set(frames))}
            missing = [frame for frame, key in keys.items() if not self.renditions.path(key).exists()]
            if missing:
                for frame, photo in zip(missing, self.frames(look, missing, SIDES[size]), strict=True):
                    self.renditions.get(keys[frame], lambda pixels=photo.pixels: pixels)  # type: ignore[misc]

    def rendition(self, kind: Kind, id: int, size: Size) -> Path:
        """A WebP file: of a look (``look``, ``blurred``, ``removed``) or of a sighting (``cut-out``) by its id.

        Long side 320, 800 or 1600 pixels at most; cut-outs and looks whose background is removed have an
        alpha channel. Without a person, or before the person is found, those are the look as it is. Whose it is, the
        caller has checked. Raises ``NotFoundError``, ``PhotoError``, ``StorageError``.
        """
        with told(self.renditions.folder):
            return self._cut_out(id, size) if kind == "cut-out" else self._look(kind, id, size)

    def make_cut_outs(self, photo: Photo, sightings: Iterable[SightingRow], size: Size) -> None:
        """Make cut-outs ahead of being asked, while the photo is at hand. ``mask`` must be loaded."""
        with told(self.renditions.folder):
            for row in sightings:
                self.renditions.get(Key("cut-out", row.content_hash, size), partial(_cut, photo, row, size))

    def make_look(self, photo: Photo, sha256: str, size: Size, front_frame: int | None = None) -> None:
        """Make a look's reduced picture ahead of being asked; of a turn, say which frame it is."""
        with told(self.renditions.folder):
            self.renditions.get(Key("look", sha256, size, _frame(front_frame)), lambda: photo.pixels)

    def usage(self) -> Usage:
        """How much is kept."""
        return Usage(self.originals.size(), folder_size(self.renditions.folder))

    def _look(self, kind: Kind, look_id: int, size: Size) -> Path:
        with self._database.read() as session:
            row = session.get(LookRow, look_id, options=[undefer(LookRow.person_mask)] if kind in BEHIND else [])
        if row is None:
            raise NotFoundError("There is no such look.")
        mask = row.person_mask if kind in BEHIND else None
        if mask is None:
            key = Key("look", row.sha256, size, _frame(row.front_frame))
            return self.renditions.get(key, lambda: self.photo(row, SIDES[size]).pixels)
        key = Key(kind, row.sha256, size, (row.parser_id or "") + _frame(row.front_frame))
        change = BEHIND[kind]
        return self.renditions.get(
            key, lambda: self._behind(change, self.photo(row, SIDES[size]), unpack_soft(mask), size)
        )

    def _behind(self, change: Behind, photo: Photo, person: NDArray[np.float32], size: Size) -> NDArray[np.uint8]:
        """The largest size, in which hair shows, gets an outline of its own."""
        if size == "large":
            person = fine_person(self._models.parser, photo, person)
        return change(photo, person, side=SIDES[size])

    def _cut_out(self, sighting_id: int, size: Size) -> Path:
        # A page asks for many, and nearly all have been made: their rows are not read.
        with self._database.read() as session:
            content = session.scalar(select(SightingRow.content_hash).where(SightingRow.id == sighting_id))
        if content is None:
            raise NotFoundError("There is no such garment in a look.")
        return self.renditions.get(Key("cut-out", content, size), lambda: self._cut(sighting_id, size))

    def _cut(self, sighting_id: int, size: Size) -> NDArray[np.uint8]:
        query = select(SightingRow, LookRow).join(LookRow, LookRow.id == SightingRow.look_id)
        query = query.where(SightingRow.id == sighting_id).options(undefer(SightingRow.mask))
        with self._database.read() as session:
            found = session.execute(query).one_or_none()
        if found is None:
            raise NotFoundError("There is no such garment in a look.")
        row, look = found
        # A cut-out is a part of the photo: it needs all of its pixels.
        return _cut(self.photo(look), row, size)


def _cut(photo: Photo, row: SightingRow, size: Size) -> NDArray[np.uint8]:
    box = row.left, row.top, row.right, row.bottom
    return cut_out(photo, unpack(row.mask, box, (row.grid_width, row.grid_height)), box, side=SIDES[size])


def _turn_key(look: LookRow, frame: int, size: Size) -> Key:
    return Key("turn", look.sha256, size, _frame(frame))


def _frame(number: int | None) -> str:
    """Names a frame of a video; empty for a photo."""
    return "" if number is None else f"frame{number}"
