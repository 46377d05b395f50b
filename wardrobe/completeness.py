"""Which sightings have vectors of a model, and which lack them. Views of a turn are not counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from wardrobe.schema import LookRow, SightingRow, VectorRow


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of the encoder in use are."""

    model_id: str
    done: int
    """Sightings that have one."""
    total: int
    others: tuple[str, ...] = ()
    """Models before it of which there still are vectors."""

    @property
    def complete(self) -> bool:
        """Nothing is left to be made."""
        return self.done >= self.total


def progress(session: Session, model_id: str, but: Collection[int] = ()) -> Progress:
    """Of all households; the looks ``but`` aside, whose photos cannot be read."""
    counted = _recognised(None, func.count()).where(LookRow.id.not_in(tuple(but)))
    total = session.scalar(counted) or 0
    done = session.scalar(counted.where(_has(model_id))) or 0
    return Progress(model_id, done, total, tuple(other_models(session, model_id)))


def is_complete(session: Session, model_id: str, household_id: int | None, but: Collection[int] = ()) -> bool:
    """Whether every sighting of a household, or of all, has a vector of the model; those of the looks ``but`` aside."""
    query = _recognised(household_id, SightingRow.id).where(~_has(model_id), LookRow.id.not_in(tuple(but)))
    return session.scalar(query.limit(1)) is None


def lacking(
    session: Session, model_id: str, household_id: int | None = None, but: Collection[int] = ()
) -> Sequence[tuple[int, str, str]]:
    """Id, original and name of every look with a sighting that lacks a vector, the latest first; none of ``but``."""
    query = _recognised(household_id, LookRow.id, LookRow.sha256, LookRow.name)
    query = query.where(~_has(model_id), LookRow.id.not_in(tuple(but)))
    return [(id, sha256, name) for id, sha256, name in session.execute(query.distinct().order_by(LookRow.id.desc()))]


def lacks(model_id: str) -> Any:
    """Condition of a sighting without a vector of the model."""
    return ~_has(model_id)


def stale(session: Session, look_id: int | None = None) -> list[int]:
    """Ids of vectors, of one look or of all, that are of another picture than their sighting shows now."""
    query = select(VectorRow.id).join(SightingRow, SightingRow.id == VectorRow.sighting_id)
    query = query if look_id is None else query.where(SightingRow.look_id == look_id)
    return [*session.scalars(query.where(VectorRow.content_hash != SightingRow.content_hash))]


def remove_stale(session: Session, look_id: int | None = None) -> int:
    """Remove them; gives how many those were."""
    ids = stale(session, look_id)
    session.execute(delete(VectorRow).where(VectorRow.id.in_(ids)))
    return len(ids)


def other_models(session: Session, model_id: str) -> list[str]:
    """Models beside this one of which there are vectors."""
    query = select(VectorRow.model_id).where(VectorRow.model_id != model_id).distinct()
    return [*session.scalars(query.order_by(VectorRow.model_id))]


def any_waiting(session: Session, household_id: int | None = None, but: int = 0) -> bool:
    """Whether a look, other than ``but``, waits to be recognised: by which vectors may have been settled already."""
    query = select(LookRow.id).where(LookRow.state == "parsed", LookRow.hidden_at.is_(None), LookRow.id != but)
    query = query if household_id is None else query.where(LookRow.household_id == household_id)
    return session.scalar(query.limit(1)) is not None


def any_replaced(session: Session, model_id: str) -> bool:
    """Whether there is something for ``remove_others`` to remove."""
    return session.scalar(select(VectorRow.id).where(_replaced(model_id)).limit(1)) is not None


def remove_others(session: Session, model_id: str, but: int = 0) -> bool:
    """Remove the vectors of other models from sightings that have this one's, if nothing is compared by them.

    That may be so while a look, other than ``but``, waits to be recognised. Gives whether it was done.
    """
    if any_waiting(session, but=but):
        return False
    session.execute(delete(VectorRow).where(_replaced(model_id)))
    return True


def _recognised(household_id: int | None, *columns: Any) -> Select[Any]:
    """Sightings of looks that have been recognised."""
    query = select(*columns).select_from(SightingRow).join(LookRow, LookRow.id == SightingRow.look_id)
    query = query.where(LookRow.state.in_(("recognised", "ready")))
    return query if household_id is None else query.where(LookRow.household_id == household_id)


def _replaced(model_id: str) -> ColumnElement[bool]:
    """Condition of a vector of another model where there is one of this model."""
    made = select(VectorRow.sighting_id).where(VectorRow.model_id == model_id, VectorRow.view == 0)
    return and_(VectorRow.model_id != model_id, VectorRow.sighting_id.in_(made))


def _has(model_id: str) -> Any:
    return exists().where(VectorRow.sighting_id == SightingRow.id, VectorRow.model_id == model_id, VectorRow.view == 0)
