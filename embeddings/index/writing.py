"""One process at a time writes an index; any number read it meanwhile.

Readers need no lock: a file is replaced whole, and who has opened the old one reads the old one to
its end. A second writer is turned away at once and not kept waiting: what it has loaded would be
out of date when its turn comes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.index.errors import IndexBusyError
from embeddings.locked import lock

_guard = threading.Lock()
_held: dict[Path, int] = {}  # the thread of this process that writes an index


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Nobody else writes the index of this path until the end.

    Hold it from before an index is loaded until it is saved, so that no update of another process is
    lost in between. ``save`` takes it by itself where it is not held. Raises ``IndexBusyError``, and ``OSError``
    where the file system has no locks.
    """
    place = path.absolute()
    with _guard:
        holder = _held.get(place)
        if holder not in (None, threading.get_ident()):
            raise IndexBusyError(path)
        _held[place] = threading.get_ident()
    if holder is not None:
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f".{path.name}.lock").open("ab") as file:
            try:
                lock(file)
            except BlockingIOError as error:
                raise IndexBusyError(path) from error
            yield
    finally:
        with _guard:
            del _held[place]
