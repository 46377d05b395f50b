"""The file of an index: a cache that is never trusted blindly.

One line with the version, then the length and the SHA-256 of all that follows: a header in JSON, the
columns of ``Rows``, and the index as FAISS writes it. Nothing is handed to FAISS before the checksum
is checked, because it trusts the sizes that it finds in a file.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import struct
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np

from embeddings.index.errors import Fault, IndexFileError
from embeddings.index.rows import Rows
from embeddings.index.writing import writing

MAGIC: Final = b"otjang-index-"
VERSION: Final = b"2\n"
_HEAD: Final = struct.Struct("<Q32s")
_SIZE: Final = struct.Struct("<I")
_BODY: Final = len(MAGIC) + len(VERSION) + _HEAD.size
"""Where the body begins."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself."""

    kind: str
    """Which class wrote it."""
    model_id: str
    dim: int
    count: int
    places: int
    fingerprint: str
    """What the index was made of, in the words of whoever made it."""
    details: dict[str, Any] = field(default_factory=dict)


def write(path: Path, header: Header, rows: Rows, index: faiss.Index) -> None:
    """Replace the file whole or not at all, also at a power cut.

    Raises ``IndexBusyError`` while another process writes it, and ``OSError``.
    """
    with writing(path):
        for left in path.parent.glob(f"{glob.escape(path.name)}.*.tmp"):  # by a process that was killed
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(MAGIC + VERSION + bytes(_HEAD.size))
                body = _Hashed(file.write)
                described = json.dumps(asdict(header)).encode()
                body(_SIZE.pack(len(described)) + described)
                for column in (rows.ids, rows.owners, rows.categories):
                    body(np.ascontiguousarray(column, column.dtype.newbyteorder("<")).tobytes())
                faiss.write_index(index, faiss.PyCallbackIOWriter(body))  # type: ignore[attr-defined]
                file.seek(len(MAGIC) + len(VERSION))
                file.write(_HEAD.pack(body.length, body.digest()))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def read(path: Path, kind: str, model_id: str, fingerprint: str | None) -> tuple[Header, Rows, faiss.Index]:
    """The parts of a file. Raises ``IndexFileError`` where it is not what is asked for, and ``OSError``."""
    with _opened(path) as file:
        header = _checked(path, file)
        if header.model_id != model_id:
            raise IndexFileError(path, Fault.OTHER_MODEL)
        if header.kind != kind:
            raise IndexFileError(path, Fault.OTHER_KIND)
        if fingerprint is not None and header.fingerprint != fingerprint:
            raise IndexFileError(path, Fault.OUT_OF_DATE)
        columns = [
            np.frombuffer(file.read(np.dtype(kind).itemsize * header.places), kind).astype(kind[1:])
            for kind in ("<i8", "<i8", "<i4")
        ]
        index = faiss.read_index(faiss.PyCallbackIOReader(file.read))  # type: ignore[attr-defined]
    return header, Rows(*columns), index


def inspect(path: Path) -> Header:
    """What a file says of itself, once its checksum is right. Raises ``IndexFileError`` and ``OSError``."""
    with _opened(path) as file:
        return _checked(path, file)


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise IndexFileError(path, Fault.MISSING) from None


def _checked(path: Path, file: BufferedReader) -> Header:
    """The header; the file is then at its columns."""
    head = file.read(_BODY)
    magic, version = head[: len(MAGIC)], head[len(MAGIC) : -_HEAD.size]
    if magic != MAGIC[: len(magic)]:
        raise IndexFileError(path, Fault.FOREIGN)
    if len(head) < _BODY:
        raise IndexFileError(path, Fault.CUT_SHORT)
    if version != VERSION:
        raise IndexFileError(path, Fault.OTHER_VERSION)
    length, digest = _HEAD.unpack(head[-_HEAD.size :])
    there = os.fstat(file.fileno()).st_size - _BODY
    if there != length:
        raise IndexFileError(path, Fault.CUT_SHORT if there < length else Fault.DAMAGED)
    if hashlib.file_digest(file, "sha256").digest() != digest:
        raise IndexFileError(path, Fault.DAMAGED)
    file.seek(_BODY)
    (size,) = _SIZE.unpack(file.read(_SIZE.size))
    return Header(**json.loads(file.read(size)))


class _Hashed:
    """Writes on, and knows length and SHA-256 of what went through."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._hash = hashlib.sha256()
        self.length = 0

    def __call__(self, data: bytes) -> None:
        self._hash.update(data)
        self.length += len(data)
        self._write(data)

    def digest(self) -> bytes:
        return self._hash.digest()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # the name in the folder is written by a sync of the folder
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
