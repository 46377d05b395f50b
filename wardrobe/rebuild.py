"""Everything that is a cache, made anew: pictures, vectors of a new model, the index's file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import undefer

from embeddings.errors import PhotoError
from wardrobe.errors import StorageError
from wardrobe.reembedding import embed_missing
from wardrobe.schema import LookRow, SightingRow
from wardrobe.tools import Tools

Progress = Callable[[int, int], None]
"""Called with what is done and the total."""
ORPHAN_SECONDS: Final = 3600
"""A younger original without a look may be just coming in."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was made."""

    looks: int
    """Looks whose pictures were made."""
    embedded: int
    """Sightings that got vectors of the model in use."""
    orphans: int
    """Originals that no look had any more, removed."""
    failed: tuple[str, ...]
    """Names of looks whose original could not be read."""


def rebuild(tools: Tools, progress: Progress = lambda done, total: None) -> Rebuilt:
    """Remove the cache and fill it again. No decision is changed; it can be stopped and run again.

    Raises ``StorageError`` for a disk that is full or cannot be written, and ``ModelError``.
    """
    tools.media.renditions.clear()
    tools.vectors.drop()
    orphans = _remove_orphans(tools)
    with tools.database.read() as session:
        shown = LookRow.hidden_at.is_(None), LookRow.state.in_(("decoded", "parsed", "recognised", "ready"))
        ids = list(session.scalars(select(LookRow.id).where(*shown).order_by(LookRow.id)))
    failed = []
    for done, look_id in enumerate(ids, start=1):
        name = _make_pictures(tools, look_id)
        failed += [name] if name else []
        progress(done, len(ids))
    embedded = embed_missing(tools)
    with tools.database.read() as session:
        tools.vectors.open(session)
        tools.vectors.save(session)
    return Rebuilt(len(ids) - len(failed), embedded, orphans, tuple(failed))


def _make_pictures(tools: Tools, look_id: int) -> str | None:
    """The pictures that pages show first; gives the look's name where its original cannot be read."""
    with tools.database.read() as session:
        look = session.get(LookRow, look_id)
        sightings = select(SightingRow).where(SightingRow.look_id == look_id).options(undefer(SightingRow.mask))
        rows = session.scalars(sightings).all()
    if look is None:
        return None
    try:
        photo = tools.media.photo(look)
    except (PhotoError, StorageError):
        return look.name
    tools.media.make_look(photo, look.sha256, "small", look.front_frame)
    tools.media.make_cut_outs(photo, rows, "small")
    return None


def _remove_orphans(tools: Tools) -> int:
    """Originals stored by a process that was killed before it had made the look."""
    with tools.database.read() as session:
        known = set(session.scalars(select(LookRow.sha256)))
    old = time.time() - ORPHAN_SECONDS
    orphans = [
        sha256
        for sha256 in tools.media.originals.stored()
        if sha256 not in known and tools.media.path(sha256).stat().st_mtime < old
    ]
    for sha256 in orphans:
        tools.media.originals.delete(sha256)
    return len(orphans)
