"""What only one process does at a time: a lock that the system lets go of however the process ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import OtjangError
from embeddings.locked import lock
from wardrobe.originals import told


@contextmanager
def alone(folder: Path, name: str, busy: OtjangError) -> Iterator[None]:
    """Nobody else does what is named so meanwhile; raises ``busy`` where somebody does it already."""
    locks = folder / "workers"
    with told(locks):
        locks.mkdir(parents=True, exist_ok=True)
        file = (locks / name).open("wb")
    try:
        try:
            lock(file)
        except BlockingIOError:
            raise busy from None
        yield
    finally:
        file.close()
