"""What the spool writes about a capture: one small JSON file, which also says when it is damaged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from camera_device.capture import Capture, Kind, Moment

SUFFIXES: Final = {"image/jpeg": ".jpg", "video/mp4": ".mp4"}
CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A capture that waits for the server."""

    capture: Capture
    sha256: str
    """Of its bytes, in hex."""
    size: int
    path: Path
    """Where its bytes are."""
    name: str
    """What its file is called for people."""


class DamagedError(ValueError):
    """A record or its file is not what was written."""


def stem(number: int, capture_id: str) -> str:
    """Of the two files of an entry; sorting by it is sorting by age."""
    return f"{number:010d}-{capture_id}"


def name_for(capture: Capture) -> str:
    """What people call the file."""
    return f"{capture.kind}-{capture.id[:8]}{suffix(capture)}"


def suffix(capture: Capture) -> str:
    """Of the file's name."""
    return SUFFIXES.get(capture.media_type, ".bin")


def packed(entry: Entry) -> bytes:
    """The record of an entry, with its own SHA-256."""
    content = {"capture": asdict(entry.capture), "sha256": entry.sha256, "size": entry.size, "name": entry.name}
    text = json.dumps(content, sort_keys=True)
    return json.dumps({"content": text, "check": hashlib.sha256(text.encode()).hexdigest()}).encode()


def unpacked(record: Path) -> Entry:
    """The entry of a record. Raises ``DamagedError`` saying what is wrong with it or with its file's size."""
    try:
        outer = json.loads(record.read_bytes())
        text = outer["content"]
        if hashlib.sha256(text.encode()).hexdigest() != outer["check"]:
            raise DamagedError("its record is damaged")
        content = json.loads(text)
        taken = content["capture"]
        capture = Capture(
            kind=Kind(taken["kind"]),
            taken=Moment(**taken["taken"]),
            media_type=taken["media_type"],
            compare_with=taken["compare_with"],
            id=taken["id"],
        )
        path = record.with_suffix(suffix(capture))
        entry = Entry(capture, content["sha256"], content["size"], path, content["name"])
    except DamagedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError("its record is damaged") from error
    if not path.is_file():
        raise DamagedError("its file is missing")
    if path.stat().st_size != entry.size:
        raise DamagedError(f"its file has {path.stat().st_size} bytes instead of {entry.size}")
    return entry


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 in hex and size of a file."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
            size += len(chunk)
    return found.hexdigest(), size
