"""`otjang doctor`: is everything there that Otjang needs, and what to do where it is not. Changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

import embeddings
from embeddings import video
from embeddings.errors import ModelError, OtjangError, PhotoError
from embeddings.index import Fault, IndexFileError, inspect
from embeddings.photo import decode
from embeddings.runtime import REINSTALL, OnnxModel
from embeddings.video_boxes import is_video
from wardrobe.completeness import lacking, progress
from wardrobe.database import Database
from wardrobe.errors import StorageError
from wardrobe.migrations import HEAD
from wardrobe.models import Models
from wardrobe.originals import Originals
from wardrobe.server.listen import PortError, listen
from wardrobe.settings import Settings
from wardrobe.vectors import INDEX_FILE

WEIGHTS: Final = Path(embeddings.__file__).parent / "weights"
BUILT_IN: Final = frozenset({"parser", "small_parser", "encoder", "compatibility", "turning"})
"""Folders of models that there have to be."""
LITTLE_SPACE: Final = 1_000_000_000
"""Bytes free below which the disk is soon full: some 300 photos from a phone."""
LOOKED_AT: Final = 20
"""Looks without vectors whose photo is tried, the latest: as those are embedded first, the lost are among them."""
PATIENCE: Final = 3.0
"""Seconds that whoever has the port may take to say that it is Otjang."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check: a detail when all is well, else the fault with its remedy."""

    name: str
    detail: str = ""
    fault: OtjangError | None = None


def examine(settings: Settings, weights: Path = WEIGHTS) -> Iterator[Finding]:
    """Every check, as it is done."""
    yield from _models(weights, settings)
    if settings.encoder != "builtin":
        yield _finding("encoder of the settings", lambda: Models(settings).encoder.model_id)
    checks: dict[str, Callable[[Settings], str]] = {
        "data folder": _data_folder,
        "disk space": _disk_space,
        "database": _database,
        "vectors": _vectors,
        "search index": _search_index,
        "port": _port,
    }
    faulty = set()
    for name, check in checks.items():
        if name == "vectors" and "database" in faulty:
            continue
        finding = _finding(name, partial(check, settings))
        faulty |= {name} if finding.fault else set()
        yield finding


def _finding(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, check())
    except OtjangError as error:
        return Finding(name, fault=error)


def _models(weights: Path, settings: Settings) -> Iterator[Finding]:
    cards = sorted(weights.glob("*/model.json"))
    for kind in BUILT_IN - {card.parent.name for card in cards}:
        folder = weights / kind
        missing = ModelError("The model in {folder} is missing.", folder=folder, remedy=REINSTALL)
        yield Finding(f"model {kind}", fault=missing)
    for card in cards:
        yield _finding(f"model {card.parent.name}", partial(_model, card, settings.threads))


def _model(card: Path, threads: int) -> str:
    """Every file of a card hashes to what the card says, and the networks open."""
    try:
        described = json.loads(card.read_text(encoding="utf-8"))
        files = _files(described)
        if not files:
            raise ValueError("it names no files")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelError(
            "The model description {path} cannot be read: {reason}.", path=card, reason=error, remedy=REINSTALL
        ) from error
    size = 0
    for name, sha256 in files.items():
        path = card.parent / name
        if path.suffix == ".onnx":
            model = OnnxModel(path, sha256, threads)
            model.check()
            model.close()
        elif not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise ModelError("The model file {path} is missing or damaged.", path=path, remedy=REINSTALL)
        size += path.stat().st_size
    return f"{described.get('model_id', card.parent.name)}, {size / 1e6:.0f} MB, intact"


def _files(card: dict[str, Any]) -> dict[str, str]:
    """SHA-256 by file name. A card says ``file`` and ``sha256``, or has several under ``files``."""
    one = {card["file"]: card["sha256"]} if "file" in card else {}
    return one | {name: entry["sha256"] for name, entry in card.get("files", {}).items()}


def _data_folder(settings: Settings) -> str:
    folder = _existing(settings.data_dir)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"otjang")
    except OSError as error:
        raise StorageError(
            "The folder {folder} cannot be written: {reason}.",
            folder=folder,
            reason=error.strerror or error,
            remedy="Give your user the right to write to it, or choose another folder with OTJANG_DATA_DIR.",
        ) from error
    return f"{settings.data_dir} can be written" + ("" if folder == settings.data_dir else ", will be made")


def _disk_space(settings: Settings) -> str:
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    if free < LITTLE_SPACE:
        raise StorageError(
            "Only {mb:.0f} MB are free where {folder} is.",
            mb=free / 1e6,
            folder=settings.data_dir,
            remedy="Free some space, or move the folder to a larger disk and set OTJANG_DATA_DIR.",
        )
    return f"{free / 1e9:.1f} GB free"


def _database(settings: Settings) -> str:
    database = Database(settings.url)
    file = Path(database.url.database or "")
    if database.is_sqlite and not (file.is_file() and file.stat().st_size):
        return "not made yet, the first start makes it"
    try:
        if database.is_sqlite:
            _sqlite_file(file)
        with database.read() as session:
            version = session.scalar(text("SELECT version_num FROM alembic_version"))
        with database.write():
            pass  # another program that holds the lock, or a file that may not be written, is told here
    finally:
        database.close()
    if version != HEAD:
        return f"opens, schema {version}; the next start brings it to {HEAD}"
    return f"opens, sound, schema {version}"


def _vectors(settings: Settings) -> str:
    """How far the change to another encoder is."""
    database = Database(settings.url)
    try:
        if not _is_of_this_version(database):
            return "none yet"
        with database.read() as session:
            found = progress(session, Models(settings).encoder.model_id)
            left = [] if found.complete else lacking(session, found.model_id)[:LOOKED_AT]
    except ModelError:
        return "not known without the encoder"
    finally:
        database.close()
    if found.complete:
        return f"all {found.total} garments on photos have those of {found.model_id}"
    if lost := [name for _, sha256, name in left if not _readable(settings, sha256, name)]:
        raise StorageError(
            "The photos of these looks cannot be read, so their garments get no vectors: {names}.",
            names=", ".join(lost),
            remedy="Put the folder originals back from a backup, or delete these looks.",
        )
    others = ", ".join(found.others)
    return (
        f"{found.done} of {found.total} garments on photos have those of {found.model_id}; the server makes the others"
        + (f", until then those of {others} serve" if others else "")
    )


def _readable(settings: Settings, sha256: str, name: str) -> bool:
    try:
        path = Originals(settings.data_dir).checked(sha256)
        with path.open("rb") as file:
            turn = is_video(file.read(12))
        if turn:
            next(video.sampled(path, name, limits=settings.video_limits), None)
        else:
            decode(path.read_bytes(), name, settings.limits)
    except (PhotoError, StorageError):
        return False
    return True


def _search_index(settings: Settings) -> str:
    """A fault of it is none of the house: it is a cache."""
    path = settings.data_dir / INDEX_FILE
    try:
        header = inspect(path)
    except IndexFileError as error:
        if error.fault is Fault.MISSING:
            return "no file yet, it is written when the server stops"
        return f"{path}: {error.fault.value}; it is made anew from the database when it is needed"
    except OSError as error:
        raise StorageError(
            "{path} cannot be used: {reason}.",
            path=path,
            reason=error.strerror or error,
            remedy="Check the disk, and that your user may write there.",
        ) from error
    return f"{header.count} vectors of {header.model_id}, intact"


def _is_of_this_version(database: Database) -> bool:
    """A database is there, and of this version."""
    file = Path(database.url.database or "")
    if database.is_sqlite and not (file.is_file() and file.stat().st_size):
        return False
    with database.read() as session:
        return bool(session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD)


def _sqlite_file(file: Path) -> None:
    """Ours, and sound. Opened for reading alone: another program's file stays as it is."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return  # locked, or not to be opened at all: told by what comes next
    except sqlite3.DatabaseError as error:
        raise _damaged(error) from error
    if tables and "alembic_version" not in tables:
        raise StorageError(
            "{database} is a database of another program.",
            database=file,
            remedy="Choose another data folder with OTJANG_DATA_DIR.",
        )
    if sound != "ok":
        raise _damaged(sound)


def _damaged(reason: object) -> StorageError:
    return StorageError(
        "The database is damaged: {reason}.",
        reason=reason,
        remedy="Stop Otjang and put a backup of the data folder in its place.",
    )


def _port(settings: Settings) -> str:
    try:
        listen(settings.host, settings.port).close()
    except PortError:
        if _otjang_answers(settings):
            return f"{settings.port}: Otjang is running"
        raise
    return f"{settings.port} is free"


def _otjang_answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/api/v1/health", timeout=PATIENCE) as reply:
            answer = json.load(reply)
    except (OSError, ValueError):
        return False
    return isinstance(answer, dict) and answer.get("app") == "otjang"


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((place for place in (folder, *folder.parents) if place.exists()), Path("/"))
