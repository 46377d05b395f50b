"""`otjang add` and `otjang watch`: pictures from this machine into the wardrobe.

The work is done in this process, whether a server runs beside it or not: each look is claimed in
the database by whoever works on it, so none is done twice.
"""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from embeddings.errors import OtjangError
from wardrobe.cli.common import (
    EVERY_FILE,
    JsonOption,
    Session,
    household,
    note,
    progress,
    say,
    say_error,
    say_json,
    status,
    told,
)
from wardrobe.cli.files import is_film, pictures, read
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.i18n import Fault
from wardrobe.looks import Look
from wardrobe.watch import finished_pictures, is_look

ELSEWHERE: Final = 0.2
"""Seconds to wait for a look that another process works on."""
AGAIN: Final = 30.0
"""Seconds until a watched picture is tried again after a fault of the moment, such as a full disk."""


@dataclass(slots=True)
class _Entry:
    """What became of one file."""

    path: Path
    look_id: int | None = None
    duplicate: bool = False
    fault: Fault | None = None
    found: Look | None = None


def add(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Pictures, videos of turns, or folders of them.")],
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Add pictures, and MP4 or MOV videos of somebody turning once, and find the garments in them.

    The same bytes are never added twice, so a folder can be added again after it has grown, or
    after this command was stopped. A bad file is reported and the others go on (exit code 1).
    """
    session: Session = ctx.obj
    with session.house() as house, progress() as bar:
        owner = household(house)
        entries = [_receive(house, owner, path) for path in bar.track(pictures(paths, is_look), description="Adding")]
        task = bar.add_task("Recognising", total=len(entries))
        garments = 0
        for entry in entries:
            _finish(house, owner, entry)
            garments += len(entry.found.sightings) if entry.found else 0
            bar.update(task, advance=1, description=f"Recognising: {garments} garments")
            if not as_json:
                _tell(entry)
    if as_json:
        say_json([_described(entry) for entry in entries])
    elif not entries:
        note("There are no pictures or videos in what was named.")
    raise typer.Exit(1 if any(entry.fault for entry in entries) else 0)


def watch(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help="Folder to watch, with the folders in it.", file_okay=False, exists=True)
    ],
    poll: Annotated[bool, typer.Option("--poll", help="Look again and again: for network drives.")] = False,
) -> None:
    """Add every picture and video that is or comes into a folder, once it is written completely. Stop with Ctrl+C.

    The pictures stay where they are; the wardrobe keeps copies.
    """
    session: Session = ctx.obj
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with session.house() as house, status(f"Watching {folder}. Ctrl+C stops.") as line:
        owner = household(house)
        added = garments = 0
        for path in finished_pictures(folder, stop, poll=poll):
            entry = _patiently(house, owner, path, stop)
            _tell(entry)
            added += entry.look_id is not None and not entry.duplicate
            garments += len(entry.found.sightings) if entry.found else 0
            line.update(f"Watching {folder}: {added} added, {garments} garments. Ctrl+C stops.")


def _patiently(house: House, owner: int, path: Path, stop: threading.Event) -> _Entry:
    """One picture all the way, however long the disk stays full."""
    while True:
        try:
            entry = _receive(house, owner, path)
            _finish(house, owner, entry, stop)
            return entry
        except StorageError as error:
            say_error(error)
            if stop.wait(AGAIN):
                return _Entry(path, fault=error)


def _receive(house: House, owner: int, path: Path) -> _Entry:
    try:
        most = house.settings.max_video_bytes if is_film(path) else house.settings.max_bytes
        data = read(path, most)
        received = house.intake.receive(data, path.name, household_id=owner, source="folder")
    except EVERY_FILE:
        raise
    except OtjangError as error:
        return _Entry(path, fault=error)
    return _Entry(path, received.look_id, received.duplicate)


def _finish(house: House, owner: int, entry: _Entry, stop: threading.Event | None = None) -> None:
    """Work, on whatever is next in the queue, until this entry's look is done."""
    while entry.look_id is not None and not (stop and stop.is_set()):
        entry.found = house.looks.get(owner, entry.look_id)
        if entry.found.state in ("ready", "failed"):
            entry.fault = entry.found.failure
            return
        if not house.intake.work_once():
            time.sleep(ELSEWHERE)


def _tell(entry: _Entry) -> None:
    if entry.fault:
        say_error(entry.fault)
    elif entry.found:
        known = " (known already)" if entry.duplicate else ""
        names = ", ".join(sighting.kind or sighting.category for sighting in entry.found.sightings) or "no garments"
        say(f"{entry.path.name} → look {entry.look_id}{known}: {names}")


def _described(entry: _Entry) -> dict[str, object]:
    result: dict[str, object] = {
        "file": str(entry.path),
        "look_id": entry.look_id,
        "duplicate": entry.duplicate,
        "state": entry.found and entry.found.state,
        "garments": [one.kind or one.category for one in entry.found.sightings] if entry.found else [],
        "notes": list(entry.found.notes) if entry.found else [],
    }
    if entry.fault:
        result["error"], result["remedy"] = told(entry.fault)
    return result
