"""The taste of a person, or of a household: learnt from looks, ratings and what was liked or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from embeddings.compatibility import type_of
from embeddings.compatibility.base import TYPE_OF_CATEGORY
from wardrobe.corrections import visible_garments
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.garments import Garments
from wardrobe.journal import bump
from wardrobe.looks import member
from wardrobe.matching.composing import MANY
from wardrobe.matching.preferences import CAP, Count, Event, Preferences
from wardrobe.matching.schema import FeedbackRow, RatingRow
from wardrobe.matching.wishes import check_item
from wardrobe.matching.worn import of_person, read_worn
from wardrobe.schema import HouseholdRow, LookRow, now
from wardrobe.search.reasons import PLURALS, Reason
from wardrobe.words import N_, VALUES

__all__ = ["CAP", "Feedback", "Point", "Taste"]

Kind = Literal["liked", "skipped", "saved"]
FROM: Final = 10
"""Looks, likes and skips from which on there is a taste; before, nothing is added and nothing is said."""
REMEMBERED: Final = 32
"""Tastes that are kept in memory."""
TOLD_FROM: Final = 3
"""Times worn, or times that chance would have had it worn, from which on a habit is told as one."""
CLEAR: Final = 1.5
"""How many times as often, or as seldom, as by chance a habit is."""

TOGETHER_OFTEN: Final = N_("you have worn these two together {count} times")
LIKED_PAIR: Final = N_("you liked these two together")
SKIPPED_ONCE: Final = N_("you skipped this pair before")
SKIPPED_TWICE: Final = N_("you skipped this pair twice")
SKIPPED_OFTEN: Final = N_("you skipped this pair {count} times")
OFTEN_WITH: Final = N_("you often wear {one} with {other}")
SELDOM_WITH: Final = N_("you seldom wear {one} with {other}")
OFTEN_ALIKE: Final = N_("you often wear {one} with {one}")
SELDOM_ALIKE: Final = N_("you seldom wear {one} with {one}")
OFTEN_PATTERN: Final = N_("you often wear {pattern} {what}")
SELDOM_PATTERN: Final = N_("you seldom wear {pattern} {what}")
OFTEN_LEVEL: Final = N_("{level}, as you often dress")
SELDOM_LEVEL: Final = N_("{level}, as you seldom dress")
OFTEN_GARMENT: Final = N_("one that you wear often")
DISLIKED_GARMENT: Final = N_("one that you often skip")

_CATEGORIES: Final = {category: MANY[type_] for category, type_ in TYPE_OF_CATEGORY.items()}


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said of garments together."""

    id: int
    person_id: int | None
    at: datetime
    kind: Kind
    garment_ids: tuple[int, ...]
    item_id: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """Something that is said of garments, and what it weighs."""

    reason: Reason
    garment_ids: tuple[int, ...]
    """The garments that it is about, to be shown beside."""
    weight: float
    """Above 0 it speaks for the outfit, below against it."""


class Taste:
    """Tastes of every household, learnt anew when something in it has changed."""

    def __init__(self, database: Database, garments: Garments) -> None:
        self._database = database
        self._garments = garments
        self._known: dict[tuple[int, int | None], tuple[int, Preferences | None]] = {}

    def adjust(self, household_id: int, person_id: int | None, outfits: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """M log-odds, −``CAP`` to ``CAP``, to add to the scores of outfits, each the ids of its garments.

        ``person_id`` None: the household's taste. All 0 before there are ``FROM`` looks, likes and skips.
        """
        taste = self._of(household_id, person_id)
        return np.zeros(len(outfits), np.float32) if taste is None else taste.adjust(outfits)

    def why(self, household_id: int, person_id: int | None, garment_ids: Sequence[int], most: int = 3) -> list[Reason]:
        """What of an outfit is to this taste and what is not, the weightiest first."""
        return [point.reason for point in self.points(household_id, person_id, garment_ids)[:most]]

    def points(self, household_id: int, person_id: int | None, garment_ids: Sequence[int]) -> list[Point]:
        """The same with the garments that each is about; a thing is said once."""
        taste = self._of(household_id, person_id)
        found: dict[Reason | tuple[object, ...], Point] = {}
        for count in taste.counts(garment_ids) if taste else ():
            reason = _said(count)
            if reason is not None:
                key = (reason.template, *reason.params.values(), *(count.garment_ids if not count.values else ()))
                found.setdefault(key, Point(reason, count.garment_ids, count.share))
        return list(found.values())

    def like(self, household_id: int, person_id: int | None, garment_ids: Sequence[int], item_id: int | None = None,
             now: datetime | None = None) -> Feedback:  # fmt: skip
        """Keep that somebody likes these together. Raises ``NotFoundError``."""
        return self._keep("liked", household_id, person_id, garment_ids, item_id, now)

    def skip(self, household_id: int, person_id: int | None, garment_ids: Sequence[int], item_id: int | None = None,
             now: datetime | None = None) -> Feedback:  # fmt: skip
        """Keep that somebody does not want these together. Raises ``NotFoundError``."""
        return self._keep("skipped", household_id, person_id, garment_ids, item_id, now)

    def save(self, household_id: int, person_id: int | None, garment_ids: Sequence[int], item_id: int | None = None,
             now: datetime | None = None) -> Feedback:  # fmt: skip
        """Keep that somebody saved these together: it counts as a like. Raises ``NotFoundError``."""
        return self._keep("saved", household_id, person_id, garment_ids, item_id, now)

    def undo(self, household_id: int, feedback_id: int) -> None:
        """Take one of them back. Raises ``NotFoundError``."""
        with self._database.write() as session:
            row = session.get(FeedbackRow, feedback_id)
            if row is None or row.household_id != household_id:
                raise NotFoundError("There is no such opinion.", remedy="It may have been taken back already.")
            session.delete(row)
            bump(session, household_id)

    def forget(self, household_id: int, person_id: int | None) -> int:
        """Erase everything that a person liked, skipped or saved (None: everybody); how many there were.

        Looks and ratings stay: they are taken away where they are shown.
        """
        gone = delete(FeedbackRow).where(FeedbackRow.household_id == household_id)
        if person_id is not None:
            gone = gone.where(FeedbackRow.person_id == person_id)
        with self._database.write() as session:
            bump(session, household_id)
            ids = session.scalars(gone.returning(FeedbackRow.id)).all()
        return len(ids)

    def said(self, household_id: int, person_id: int | None, limit: int = 100) -> list[Feedback]:
        """What was liked, skipped and saved (None: by everybody), the newest first."""
        query = select(FeedbackRow).where(FeedbackRow.household_id == household_id)
        if person_id is not None:
            query = query.where(FeedbackRow.person_id == person_id)
        with self._database.read() as session:
            return [_feedback(row) for row in session.scalars(query.order_by(FeedbackRow.id.desc()).limit(limit))]

    def _keep(
        self,
        kind: Kind,
        household_id: int,
        person_id: int | None,
        garment_ids: Sequence[int],
        item_id: int | None,
        when: datetime | None,
    ) -> Feedback:
        ids = [int(id) for id in dict.fromkeys(garment_ids)]
        with self._database.write() as session:
            bump(session, household_id)
            if person_id is not None:
                member(session, household_id, person_id)
            if not (ids or item_id):
                raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
            visible_garments(session, household_id, ids)
            if item_id is not None:
                check_item(session, household_id, item_id)
            row = FeedbackRow(
                household_id=household_id,
                person_id=person_id,
                at=when or now(),
                kind=kind,
                garment_ids=ids,
                item_id=item_id,
            )
            session.add(row)
            session.flush()
            return _feedback(row)

    def _of(self, household_id: int, person_id: int | None) -> Preferences | None:
        with self._database.read() as session:
            version = session.scalar(select(HouseholdRow.version).where(HouseholdRow.id == household_id)) or 0
            known = self._known.get((household_id, person_id))
            if known is not None and known[0] == version:
                return known[1]
            taste = self._learn(session, household_id, person_id)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[household_id, person_id] = version, taste
        return taste

    def _learn(self, session: Session, household_id: int, person_id: int | None) -> Preferences | None:
        everything = read_worn(session, household_id)
        worn = of_person(session, household_id, everything, person_id)
        events = [Event(look.garment_ids, worn=1) for look in worn]
        opinions = select(FeedbackRow).where(FeedbackRow.household_id == household_id, FeedbackRow.item_id.is_(None))
        ratings = select(RatingRow.look_id, func.avg(RatingRow.value)).join(LookRow, LookRow.id == RatingRow.look_id)
        ratings = ratings.where(LookRow.household_id == household_id).group_by(RatingRow.look_id)
        if person_id is not None:
            opinions = opinions.where(FeedbackRow.person_id == person_id)
            ratings = ratings.where(RatingRow.person_id == person_id)
        for row in session.scalars(opinions):  # an opinion on an item is none on the garments that it was shown with
            events.append(Event(row.garment_ids, liked=row.kind != "skipped", skipped=row.kind == "skipped"))
        if len(events) < FROM:
            return None
        looks = {look.look_id: look.garment_ids for look in everything}
        for look_id, value in session.execute(ratings):
            if look_id in looks:
                liked = min(max((float(value) - 1) / 4, 0.0), 1.0)
                events.append(Event(looks[look_id], liked=liked, skipped=1 - liked))
        garments = self._garments.all(session, household_id)
        return Preferences(garments, [type_of(item.category, item.kind) for item in garments], events)


def _feedback(row: FeedbackRow) -> Feedback:
    kind: Kind = row.kind  # type: ignore[assignment]
    return Feedback(row.id, row.person_id, row.at, kind, tuple(row.garment_ids), row.item_id)


def _said(count: Count) -> Reason | None:
    """A habit in words; None where too little is known of it, or it is none."""
    often = count.worn >= TOLD_FROM and count.worn >= CLEAR * count.expected and count.share > 0
    seldom = count.expected >= TOLD_FROM and CLEAR * count.worn <= count.expected and count.share < 0
    match count.aspect:
        case "together":
            return _pair(count)
        case "garment":
            if count.skipped >= TOLD_FROM and count.share < 0:
                return Reason("taste", DISLIKED_GARMENT)
            return Reason("taste", OFTEN_GARMENT) if often else None
        case _ if not (often or seldom):
            return None
        case "pattern":
            pattern, category = count.values
            named = {"pattern": VALUES["pattern"][pattern], "what": _CATEGORIES.get(category, category)}
            return Reason("pattern", OFTEN_PATTERN if often else SELDOM_PATTERN, named)
        case "level":
            named = {"level": VALUES["formality"][count.values[0]]}
            return Reason("formality", OFTEN_LEVEL if often else SELDOM_LEVEL, named)
        case aspect:
            one, other = (_CATEGORIES.get(value) or PLURALS.get(value, value) for value in sorted(count.values))
            about = "colour" if aspect == "colours" else "kind"
            if one == other:
                return Reason(about, OFTEN_ALIKE if often else SELDOM_ALIKE, {"one": one})
            return Reason(about, OFTEN_WITH if often else SELDOM_WITH, {"one": one, "other": other})


def _pair(count: Count) -> Reason | None:
    if count.share < 0 and count.skipped >= 1:
        times = round(count.skipped)
        text = SKIPPED_ONCE if times == 1 else SKIPPED_TWICE if times == 2 else SKIPPED_OFTEN
        return Reason("taste", text, {"count": times} if text == SKIPPED_OFTEN else {})
    if count.share > 0 and count.worn >= 2:
        return Reason("taste", TOGETHER_OFTEN, {"count": round(count.worn)})
    return Reason("taste", LIKED_PAIR) if count.share > 0 and count.liked >= 1 else None
