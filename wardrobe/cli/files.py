"""Picture files named on the command line, and results written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from embeddings.errors import OtjangError, PhotoError
from embeddings.video_boxes import is_video
from wardrobe.watch import is_picture, pictures_below


class FileError(OtjangError, OSError):
    """A file that cannot be read."""


class ResultError(OtjangError, OSError):
    """A result that cannot be written."""


def pictures(paths: Iterable[Path], wanted: Callable[[Path], bool] = is_picture) -> list[Path]:
    """The files named, whatever their endings, and what is ``wanted`` below the folders named; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        for picture in pictures_below(path, wanted) if path.is_dir() else [path]:
            found.setdefault(picture)
    return list(found)


def is_film(path: Path) -> bool:
    """Whether a file is a video, by its first bytes; what cannot be read is none."""
    try:
        with path.open("rb") as file:
            return is_video(file.read(12))
    except OSError:
        return False


def read(path: Path, most: int) -> bytes:
    """A file's bytes, unless there are more than ``most``."""
    try:
        size = path.stat().st_size
        if size > most:
            raise PhotoError(
                "{name} has {mb:.0f} MB; the limit is {limit:.0f} MB.",
                name=path.name,
                mb=size / 1e6,
                limit=most / 1e6,
                remedy="Export it smaller, or raise OTJANG_MAX_BYTES.",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileError(
            "{path} cannot be read: {reason}.",
            path=path,
            reason=error.strerror or type(error).__name__,
            remedy="Check the path, and that you may read it.",
        ) from error


def write(path: Path, data: bytes) -> None:
    """Write a file under a temporary name and rename it, so that nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ResultError(
            "{path} cannot be written: {reason}.",
            path=path,
            reason=error.strerror or type(error).__name__,
            remedy="Choose a folder that you may write to, on a disk with room.",
        ) from error
