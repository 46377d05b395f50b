"""A folder that is watched: every picture and video in it once it is written completely."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import Change, watch

PICTURE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
VIDEO_SUFFIXES: Final = frozenset({".mp4", ".mov", ".m4v"})


def is_picture(path: Path) -> bool:
    """Whether a file's name says that it is a picture; hidden files are other programs' half-written ones."""
    return path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith(".")


def is_look(path: Path) -> bool:
    """The same for a picture or the video of a turn."""
    return is_picture(path) or (path.suffix.lower() in VIDEO_SUFFIXES and not path.name.startswith("."))


def pictures_below(folder: Path, wanted: Callable[[Path], bool] = is_picture) -> list[Path]:
    """Every picture, or what is ``wanted``, in a folder and its folders, hidden ones left out, in order of name."""
    found = (path for path in folder.rglob("*") if wanted(path) and path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


@dataclass(slots=True)
class _Seen:
    size: int
    changed_ns: int
    since: float


class Settling:
    """Tells which files are finished: same size and date for ``quiet`` seconds, and not empty.

    A camera or a copy over the network writes a file in pieces; the file system does not say when
    the last one has come.
    """

    def __init__(self, quiet: float) -> None:
        self._quiet = quiet
        self._seen: dict[Path, _Seen] = {}

    def note(self, paths: Iterable[Path], now: float) -> None:
        """Something happened to these files at ``now`` (seconds of a monotonic clock)."""
        for path in paths:
            self._seen.pop(path, None)
            self._look(path, now)

    def finished(self, now: float) -> list[Path]:
        """Files that are finished, each told once."""
        done = []
        for path in list(self._seen):
            before = self._seen[path]
            self._look(path, now)
            after = self._seen.get(path)
            if after is before and before.size and now - before.since >= self._quiet:
                del self._seen[path]
                done.append(path)
        return sorted(done)

    def _look(self, path: Path, now: float) -> None:
        try:
            stat = path.stat()
        except OSError:  # renamed or removed since
            self._seen.pop(path, None)
            return
        before = self._seen.get(path)
        if before is None or (before.size, before.changed_ns) != (stat.st_size, stat.st_mtime_ns):
            self._seen[path] = _Seen(stat.st_size, stat.st_mtime_ns, now)


def finished_pictures(folder: Path, stop: Event, *, quiet: float = 2.0, poll: bool = False) -> Iterator[Path]:
    """Pictures and videos below ``folder``: those that are there, then each new or changed one once it is finished.

    Ends when ``stop`` is set. ``poll`` looks every 0.3 s itself, for network drives that tell nothing.
    """
    settling = Settling(quiet)
    events = watch(
        folder,
        watch_filter=lambda change, path: change is not Change.deleted and _matters(Path(path)),
        stop_event=stop,
        rust_timeout=max(100, round(quiet * 250)),
        yield_on_timeout=True,
        force_polling=poll or None,
        raise_interrupt=True,
    )
    first = True
    for changes in events:
        now = time.monotonic()
        # The first turn comes once the watch is set: nothing written in between is missed.
        settling.note(pictures_below(folder, is_look) if first else _pictures(changes), now)
        first = False
        yield from settling.finished(now)


def _matters(path: Path) -> bool:
    return is_look(path) or path.is_dir()


def _pictures(changes: Iterable[tuple[Change, str]]) -> Iterator[Path]:
    """The pictures behind the changes; a folder that was moved here is told without what is in it."""
    for _, name in changes:
        path = Path(name)
        if path.is_dir():
            yield from pictures_below(path, is_look)
        else:
            yield path
