"""A data folder made of a backup: checked whole beside its place, then put there in one step.

Who was logged in has to log in again, and links with which somebody joins do not work any more: neither a session
that was ended since nor a link that was used may come back. All else is as it was, open shared links included.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from wardrobe.backup import CHUNK, DATABASE, FORMAT, MANIFEST
from wardrobe.database import RESERVE, disk_full
from wardrobe.errors import BackupError
from wardrobe.migrations import HEAD
from wardrobe.originals import told

MOST_OF_MANIFEST: Final = 512 << 20
"""Bytes: a million files take some 150 MB."""
WAYS_IN: Final = frozenset({"session", "join_invitation"})
"""Tables of what opens the app by itself."""

Tell = Callable[[int, int], None]
"""Called with the bytes that are unpacked and all that there are."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    files: int
    bytes: int
    made_at: datetime
    """When the backup was made."""


def restore(source: Path, folder: Path, tell: Tell = lambda done, total: None) -> Restored:
    """Make ``folder`` of a backup. Until every file has proved to be the one that was packed, nothing is there.

    Raises ``BackupError``: the folder is not empty; the file is no backup, damaged, cut off, or of a newer version;
    ``StorageError``.
    """
    folder = folder.absolute()
    _check_empty(folder)
    beside = folder.with_name(f".{folder.name}.restoring")
    try:
        with told(folder.parent), _opened(source) as zipped:
            manifest = _manifest(zipped, source)
            total = sum(int(one["size"]) for one in manifest["files"].values())
            folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(beside, ignore_errors=True)  # of a process that was killed
            if shutil.disk_usage(folder.parent).free < total + RESERVE:
                raise disk_full(folder.parent, total)
            beside.mkdir(mode=0o700)
            done = 0
            for name, said in manifest["files"].items():
                _unpack(zipped, name, said, beside, source)
                done += int(said["size"])
                tell(done, total)
            _check_database(beside / DATABASE, source)
            _forget_sessions(beside / DATABASE, source)
            if folder.exists():
                folder.rmdir()
            if hasattr(os, "sync"):  # everything at once: a sync of each of many thousand files takes minutes
                os.sync()
            beside.rename(folder)
    except zipfile.BadZipFile as error:
        raise _damaged(source) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Restored(len(manifest["files"]) - 1, total, datetime.fromisoformat(manifest["made_at"]))


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            "{folder} is not empty.",
            folder=folder,
            remedy="Move it away first, or restore into another folder with --data-dir.",
        )


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise BackupError("There is no file {path}.", path=source, remedy="Check its path.") from error


def _manifest(zipped: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    try:
        if not _is_known(said := zipped.getinfo(MANIFEST)) or said.file_size > MOST_OF_MANIFEST:
            raise _foreign(source)
        found = json.loads(zipped.read(MANIFEST))
        made_by, schema, files = found["format"], str(found["schema"]), found["files"]
        datetime.fromisoformat(found["made_at"])
        listed = all(isinstance(one["sha256"], str) and int(one["size"]) >= 0 for one in files.values())
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError, zlib.error) as error:
        raise _foreign(source) from error
    if made_by > FORMAT or schema > HEAD:
        raise BackupError(
            "{path} was made by a newer version of Otjang.", path=source, remedy="Update Otjang, then restore it."
        )
    if not listed or DATABASE not in files or not all(map(_is_plain, files)):
        raise _foreign(source)
    return dict(found)


def _is_known(entry: zipfile.ZipInfo) -> bool:
    """Stored, as backups are, or packed since by the usual tools; not encrypted."""
    return entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and not entry.flag_bits & 1


def _is_plain(name: str) -> bool:
    """A path that stays inside the folder, on every system."""
    parts = PurePosixPath(name).parts
    odd = "\\" in name or ":" in name or "\0" in name or name.startswith("/")
    return bool(parts) and not odd and not any(part in ("..", ".") for part in name.split("/")) and name != MANIFEST


def _unpack(zipped: zipfile.ZipFile, name: str, said: dict[str, Any], folder: Path, source: Path) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        try:
            if not _is_known(zipped.getinfo(name)):
                raise _damaged(source, name)
            with zipped.open(name) as packed:
                found = _copied(packed, file, int(said["size"]))
        except (KeyError, zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise _damaged(source, name) from error
    if found != said["sha256"]:
        raise _damaged(source, name)


def _copied(packed: IO[bytes], file: IO[bytes], size: int) -> str:
    """Copy at most one byte more than ``size``; gives the SHA-256 of it."""
    hashed, left = hashlib.sha256(), size + 1
    while left and (some := packed.read(min(CHUNK, left))):
        hashed.update(some)
        file.write(some)
        left -= len(some)
    return hashed.hexdigest()


def _check_database(path: Path, source: Path) -> None:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _damaged(source, DATABASE)
    except sqlite3.DatabaseError as error:
        raise _damaged(source, DATABASE) from error
    finally:
        connection.close()


def _forget_sessions(path: Path, source: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in WAYS_IN & there:
            connection.execute(f"DELETE FROM {table}")
    except sqlite3.DatabaseError as error:
        raise _damaged(source, DATABASE) from error
    finally:
        connection.close()


def _foreign(source: Path) -> BackupError:
    return BackupError(
        "{path} is no backup of Otjang.", path=source, remedy="Choose a file that `otjang backup` or the app made."
    )


def _damaged(source: Path, name: str = "") -> BackupError:
    if not name:
        return BackupError(
            "{path} is damaged or no ZIP file.", path=source, remedy="Copy it again, or take an older one."
        )
    return BackupError(
        "{path} is damaged: {file} is not what was packed.",
        path=source,
        file=name,
        remedy="Copy it again, or take an older one.",
    )
