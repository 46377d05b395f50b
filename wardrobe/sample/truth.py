"""Which garment a sighting truly shows: the people of the sample know what they wore, and where it is in the picture.

Recognition is not told any of this. It serves to answer what the app asks, as an owner would, and to give names and
prices to the garments that came out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.sample.manifest import Box, Manifest, SampleLook
from wardrobe.schema import LookRow, SightingRow

OVERLAPS: Final = 0.35
"""Least share, intersection over union of two boxes, from which a sighting shows a garment."""
KIN: Final = (
    frozenset({"upper-clothes", "outerwear", "dress"}),
    frozenset({"dress", "skirt", "pants"}),
    frozenset({"hat", "scarf", "bag", "belt"}),
)
"""Categories of which one may be taken for another."""


def shown(manifest: Manifest, look: SampleLook, category: str, box: Box) -> str | None:
    """The key of the garment that a sighting shows; None for something that is none of them."""
    best, found = 0.0, None
    for key, place in look.worn.items():
        true = manifest.garments[key].category
        if true != category and not any({true, category} <= kin for kin in KIN):
            continue
        overlap = _overlap(box, place) + (0.25 if true == category else 0.0)
        if overlap > best:
            best, found = overlap, key
    return found if best >= OVERLAPS else None


def sightings(session: Session, manifest: Manifest, household_id: int) -> dict[int, str | None]:
    """Sighting → what it truly shows, of every look of the sample that is not deleted."""
    looks = {look.file: look for look in manifest.looks}
    query = (
        select(SightingRow, LookRow.name)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None), LookRow.name.in_(looks))
        .order_by(SightingRow.id)
    )
    found = {}
    for row, name in session.execute(query):
        width, height = row.grid_width, row.grid_height
        box = row.left / width, row.top / height, row.right / width, row.bottom / height
        found[row.id] = shown(manifest, looks[name], row.category, box)
    return found


def owned(rows: Iterable[tuple[int, int]], truth: Mapping[int, str | None]) -> dict[str, list[int]]:
    """Garment of the manifest → garments of the wardrobe that mostly show it, the most seen first.

    ``rows``: sighting and garment.
    """
    seen: defaultdict[int, Counter[str | None]] = defaultdict(Counter)
    for sighting_id, garment_id in rows:
        seen[garment_id][truth.get(sighting_id)] += 1
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for garment_id, counted in seen.items():
        key, count = counted.most_common(1)[0]
        if key is not None:
            found[key].append((count, garment_id))
    return {key: [id for _, id in sorted(all_, key=lambda one: (-one[0], one[1]))] for key, all_ in found.items()}


def wardrobe_of(session: Session, manifest: Manifest, household_id: int) -> dict[str, list[int]]:
    """The same for all that is recognised now."""
    truth = sightings(session, manifest, household_id)
    sure = select(SightingRow.id, SightingRow.garment_id).where(
        SightingRow.id.in_(truth), SightingRow.garment_id.is_not(None)
    )
    return owned([(id, garment) for id, garment in session.execute(sure) if garment is not None], truth)


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)
