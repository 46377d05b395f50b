"""A whole data folder in one ZIP file, and a data folder made of one.

The database is copied at one moment (SQLite's ``VACUUM INTO``, without what was deleted); then come the files as they
are. What is a cache, or is only just arriving, stays out. A manifest with the SHA-256 of every file is written last,
so that a file that was cut off is told from a whole one. Files are stored as they are: pictures are packed already.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from wardrobe.accounts import Accounts, Person
from wardrobe.database import RESERVE, Database, disk_full
from wardrobe.errors import AccountError, BackupError
from wardrobe.migrations import HEAD
from wardrobe.originals import STALE_SECONDS, told
from wardrobe.people import require_owner

FORMAT: Final = 1
MANIFEST: Final = "otjang-backup.json"
DATABASE: Final = "otjang.db"
LEFT_OUT: Final = frozenset({"cache", "workers", "incoming"})
"""Folders that are made anew, of the running process, or of cameras that will send again."""
CHUNK: Final = 1 << 20
SNAPSHOT: Final = "backup-*.db"
"""In the cache: a process that was killed leaves one, which the next backup removes."""

Tell = Callable[[int, int], None]
"""Called with the bytes that are packed and all that there are."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backup would hold."""

    files: int
    """Beside the database."""
    bytes: int
    """All in all; the ZIP file is larger by some 200 bytes a file."""


class Backup:
    """Makes backups of a data folder while everything goes on (``house.backup``)."""

    def __init__(self, database: Database, accounts: Accounts, folder: Path) -> None:
        self._database = database
        self._accounts = accounts
        self._folder = folder

    def check(self, person: Person) -> None:
        """Whether a person may take everything with them: the owner of the only household here.

        Raises ``AccountError`` for anybody else, ``BackupError`` where the database is not in a file.
        """
        require_owner(person)
        if len(self._accounts.households()) > 1:
            raise AccountError(
                "Several households live on this machine.",
                remedy="Whoever runs it backs up all of them: `otjang backup FILE`.",
            )
        self._file.stat()

    def plan(self) -> Plan:
        """How much there is. Raises ``BackupError`` where the database is not in a file."""
        sizes = [size for _, size in self._files()]
        return Plan(len(sizes), sum(sizes) + self._file.stat().st_size)

    def write(self, target: Path, at: datetime, tell: Tell = lambda done, total: None) -> None:
        """Write a backup to a file, whole or not at all; one that is there is replaced.

        Raises ``StorageError``, and ``BackupError`` where ``target`` is in the data folder itself.
        """
        target = target.absolute()
        if self._folder in target.parents:
            raise BackupError(
                "{path} is in the data folder itself.", path=target, remedy="Choose a folder on another disk."
            )
        total = self.plan().bytes
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with told(target.parent, total):
                done = 0
                handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "wb") as file:
                    for some in self.stream(at):
                        file.write(some)
                        done += len(some)
                        tell(min(done, total), total)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def stream(self, at: datetime) -> Iterator[bytes]:
        """The bytes of a backup, as they are packed; ``at`` is written into it. Raises ``StorageError``."""
        snapshot = self._snapshot()
        try:
            yield from _packed({DATABASE: snapshot} | {name: self._folder / name for name, _ in self._files()}, at)
        finally:
            snapshot.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        if not self._database.is_sqlite or not self._database.url.database:
            raise BackupError(
                "The database is not in the data folder.",
                remedy="Back it up with its own tools (`pg_dump`), and the data folder as files.",
            )
        return Path(self._database.url.database)

    def _files(self) -> Iterator[tuple[str, int]]:
        """Name and size of every file but the database's, by name."""
        own = self._file
        for path in sorted(self._folder.rglob("*")):
            name = path.relative_to(self._folder)
            passing = name.parts[0] in LEFT_OUT or name.parts[:2] == ("originals", "incoming")
            if not passing and path.is_file() and not path.is_symlink() and not path.name.startswith(own.name):
                yield name.as_posix(), path.stat().st_size

    def _snapshot(self) -> Path:
        cache = self._folder / "cache"
        with told(cache):
            cache.mkdir(exist_ok=True)
            for old in cache.glob(SNAPSHOT):
                if old.stat().st_mtime < time.time() - STALE_SECONDS:
                    old.unlink(missing_ok=True)
            if shutil.disk_usage(cache).free < self._file.stat().st_size + RESERVE:
                raise disk_full(cache, self._file.stat().st_size)
        path = cache / SNAPSHOT.replace("*", secrets.token_hex(8))
        self._database.copy(path)
        return path


def _packed(files: dict[str, Path], at: datetime) -> Iterator[bytes]:
    """A ZIP file of these files and the manifest, chunk by chunk. A file that went meanwhile is left out."""
    out = _Out()
    listed: dict[str, Any] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name, path in files.items():
            try:
                file = path.open("rb")
            except FileNotFoundError:
                if name == DATABASE:
                    raise
                continue
            hashed, size = hashlib.sha256(), 0
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            with file, zipped.open(entry, "w", force_zip64=True) as packed:
                while some := file.read(CHUNK):
                    hashed.update(some)
                    size += len(some)
                    packed.write(some)
                    yield out.take()
            listed[name] = {"sha256": hashed.hexdigest(), "size": size}
        manifest = {"format": FORMAT, "schema": HEAD, "made_at": at.isoformat(), "files": listed}
        zipped.writestr(zipfile.ZipInfo(MANIFEST, at.timetuple()[:6]), json.dumps(manifest, indent=1))
    yield out.take()


class _Out:
    """What ``zipfile`` writes to where nothing can be sought: bytes until they are taken."""

    def __init__(self) -> None:
        self._some = bytearray()

    def write(self, data: bytes) -> int:
        self._some += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        taken = bytes(self._some)
        self._some.clear()
        return taken
