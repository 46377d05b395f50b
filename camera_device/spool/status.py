"""How full a spool is and what lies aside in it: also seen from outside, while another process has it open."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from camera_device.spool.files import Disk, told

RESERVE: Final = 200_000_000
"""Bytes of the disk that are left to others."""
NEARLY: Final = 0.8
RECORDS: Final = "[0-9]*-*.json"


@dataclass(frozen=True, slots=True)
class SpoolStatus:
    """How full the spool is."""

    count: int
    """Captures that wait."""
    bytes: int
    """What they take, with those set aside."""
    limit: int
    """What they may take, as the disk is now."""
    nearly_full: bool
    aside: int = 0
    """Captures that cannot be sent."""

    @property
    def share(self) -> float:
        """0..1."""
        return min(1.0, self.bytes / self.limit) if self.limit > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Aside:
    """A capture that is kept but not sent."""

    path: Path
    """Its bytes, or its record where they are missing."""
    reason: str


def glance(folder: Path, limit_bytes: int, *, reserve: int = RESERVE) -> SpoolStatus:
    """How full a spool is that another process may have open. Nothing is changed. Raises ``FileError``."""
    with told(folder):
        if not folder.is_dir():
            return SpoolStatus(0, 0, limit_bytes, nearly_full=False)
        _, aside, _ = folders(folder)
        records = list(folder.glob(RECORDS))
        used = sum(size_of(each) for each in (folder, aside) if each.is_dir())
        notes = sum(1 for _ in aside.glob("*.txt"))
        return measured(len(records), used, notes, limit_bytes, Disk().free(folder) - reserve)


def glance_aside(folder: Path) -> list[Aside]:
    """What was set aside in a spool that another process may have open."""
    return [read_aside(note) for note in sorted(folders(folder)[1].glob("*.txt"))]


def folders(folder: Path) -> tuple[Path, Path, Path]:
    """Where recordings, what was set aside, and what was taken back are kept."""
    return folder / "recording", folder / "aside", folder / "withdrawn"


def measured(count: int, used: int, aside: int, limit: int, room: int) -> SpoolStatus:
    """The status of so many captures and bytes, where the disk has ``room`` for so many more."""
    limit = min(limit, used + max(0, room))
    return SpoolStatus(count, used, limit, nearly_full=used >= NEARLY * limit, aside=aside)


def size_of(folder: Path) -> int:
    """Bytes of the captures in a folder, even while they are being removed."""
    size = 0
    for path in folder.iterdir():
        if path.suffix not in (".json", ".txt"):
            with suppress(FileNotFoundError):
                size += path.stat().st_size if path.is_file() else 0
    return size


def read_aside(note: Path) -> Aside:
    """What a note of the folder ``aside`` is about."""
    others = [path for path in note.parent.glob(f"{note.stem}.*") if path != note]
    others.sort(key=lambda path: path.suffix == ".json")
    return Aside(others[0] if others else note, note.read_text(errors="replace"))
