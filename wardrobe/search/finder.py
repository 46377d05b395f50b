"""Search in the own wardrobe, exact: every garment is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from embeddings.photo import Limits
from embeddings.query import NOUNS, Asked, understand
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem, Garments
from wardrobe.models import Models
from wardrobe.search import reasons
from wardrobe.search.comparing import alike, changes, described
from wardrobe.search.holdings import Holdings, read_holdings
from wardrobe.search.likeness import Example, of_garment, on_picture
from wardrobe.search.reasons import Reason, why_nothing
from wardrobe.search.request import Picture, Request
from wardrobe.search.scoring import Hit, Looks, Parts, consider, judge
from wardrobe.vectors import Comparable, Vectors


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search."""

    hits: tuple[Hit, ...]
    """The best first."""
    asked: Asked = field(default_factory=Asked)
    """How the words were understood."""
    notes: tuple[Reason, ...] = ()
    """What the person should know of that."""
    nothing: Reason | None = None
    """Why there is no hit, or the nearest that can be said; None where there are hits."""


REMEMBERED: Final = 32
"""Households of which names and sightings are kept in memory."""


class Search:
    """Finds garments of a household."""

    def __init__(self, database: Database, garments: Garments, vectors: Vectors, limits: Limits) -> None:
        self._database = database
        self._garments = garments
        self._vectors = vectors
        self._limits = limits
        self._known: dict[int, Holdings] = {}
        self._shown: tuple[tuple[str, str], list[Example]] = ("", ""), []

    def words(self, household_id: int, text: str, limit: int = 24) -> list[Hit]:
        """Hits by words alone; none where there are no words."""
        return [*self.find(household_id, Request(words=text, limit=limit)).hits] if text.strip() else []

    def picture(self, household_id: int, data: bytes, name: str, limit: int = 24) -> list[Hit]:
        """Hits by a picture alone."""
        return [*self.find(household_id, Request(picture=Picture(name, data), limit=limit)).hits]

    def find(self, household_id: int, request: Request, today: date | None = None) -> Found:
        """Garments that fit, best first.

        Raises ``PhotoError`` for a picture that is none, ``NotFoundError`` for a garment that is not
        there and ``ModelError``.
        """
        with self._database.read() as session:
            holdings = self._holdings(session, household_id)
            everything = [item for item in holdings.items if item.id != request.garment_id]
            items = everything
            if request.filters:
                items = [item for item in everything if request.filters.admit(item, today or date.today())]
            if not request.looks:
                return _listed(items, request, bool(everything))
            by = self._vectors.comparable(session, household_id)
        asked = understand(request.words, holdings.names)
        candidates = [one for item in items if (one := consider(item, asked)) is not None]
        examples = self._on_picture(request.picture, by.models) if request.picture else []
        with self._database.read() as session:
            examples = examples or _examples(session, holdings, request, by.vectors.model_id)
            looks = _looks(session, by, holdings, request, asked, examples, [one.item for one in candidates])
            hits = [hit for one in candidates if (hit := judge(one, asked, looks)) is not None]
            if examples and not hits:  # what words exclude may have been like it
                looks = _looks(session, by, holdings, request, asked, examples, everything)
        hits.sort(key=lambda hit: (-hit.score, hit.garment_id))
        nothing = None if hits else _why_nothing(everything, items, asked, looks)
        return Found(tuple(hits[: request.limit]), asked, tuple(_notes(asked, bool(examples))), nothing)

    def _holdings(self, session: Session, household_id: int) -> Holdings:
        items = self._garments.all(session, household_id)
        known = self._known.get(household_id)
        if known is None or known.items is not items:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[household_id] = read_holdings(session, household_id, items)
        return known

    def _on_picture(self, picture: Picture, models: Models) -> list[Example]:
        """What is on a picture; the last one is remembered, as people add words to it and take filters away."""
        key = hashlib.sha256(picture.data).hexdigest(), models.encoder.model_id
        known, examples = self._shown
        if known != key:
            examples = on_picture(picture, models, self._limits)
            self._shown = key, examples
        return examples


def _examples(session: Session, holdings: Holdings, request: Request, model_id: str) -> list[Example]:
    if request.garment_id is None:
        return []
    item = next((item for item in holdings.items if item.id == request.garment_id), None)
    if item is None:
        raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
    return [of_garment(session, item, model_id)]


def _looks(
    session: Session,
    by: Comparable,
    holdings: Holdings,
    request: Request,
    asked: Asked,
    examples: Sequence[Example],
    items: Sequence[GarmentItem],
) -> Looks:
    ids = {item.id for item in items}
    if not examples:
        return Looks(described(session, by, holdings, asked, ids))
    # A shop's picture is like a garment if recognition would at least ask; beside words, or to a garment
    # of the wardrobe, which is like no other so much, the nearest are wanted.
    strict = request.picture is not None and not asked.text
    ask = by.models.thresholds.ask
    return Looks(
        described={},
        alike=alike(session, by, holdings, asked, ids, examples),
        least_alike=ask if strict else -1.0,
        alike_from=ask,
        changed=changes(asked),
    )


def _listed(items: Sequence[GarmentItem], request: Request, anything: bool) -> Found:
    """What the filters alone let pass, the last worn first."""
    latest = sorted(items, key=lambda item: (item.last_worn or date.min, item.id), reverse=True)
    hits = tuple(Hit(item.id, 1.0, Parts(), ()) for item in latest[: request.limit])
    return Found(hits, nothing=None if hits else Reason("filters", reasons.FILTERED if anything else reasons.EMPTY))


def _why_nothing(everything: Sequence[GarmentItem], items: Sequence[GarmentItem], asked: Asked, looks: Looks) -> Reason:
    """``items`` are those of everything that the filters let pass."""
    if looks.alike is not None:
        alike = {id for id, likeness in looks.alike.items() if likeness >= looks.least_alike}
        near = [item for item in items if item.id in alike]
        if not near and not any(wish.term.slot in NOUNS for wish in asked.wishes):
            filtered = any(item.id in alike for item in everything)
            return Reason("filters", reasons.FILTERED) if filtered else Reason("picture", reasons.NOT_ALIKE)
        items = near or items
    if not items:
        return Reason("filters", reasons.FILTERED if everything else reasons.EMPTY)
    reason = why_nothing(items, asked) if asked.wishes else None
    return reason or Reason("words", reasons.UNKNOWN, {"text": asked.text})


def _notes(asked: Asked, picture: bool) -> Iterator[Reason]:
    if asked.shortened:
        yield Reason("words", reasons.SHORTENED)
    if asked.refers and not picture:
        yield Reason("picture", reasons.NO_PICTURE)
    if asked.unknown:
        yield Reason("words", reasons.BY_LOOKS, {"text": ", ".join(asked.unknown)})
