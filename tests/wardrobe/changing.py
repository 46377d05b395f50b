"""A house whose encoder changes: what there is of each."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tests.wardrobe.conftest import finish, photo, receive
from wardrobe.completeness import Progress, progress
from wardrobe.house import House
from wardrobe.schema import VectorRow

Open = Callable[..., House]
"""The fixture ``open_with``: opens the test's house with an encoder."""


def add(house: House, home: int = 1, **options: object) -> int:
    look = receive(house, home, photo(**options))
    finish(house)
    return look.id


def made(house: House) -> dict[str, int]:
    """How many vectors there are of each model."""
    with house.database.read() as session:
        models = list(session.scalars(select(VectorRow.model_id)))
    return {model: models.count(model) for model in sorted(set(models))}


def serving(house: House, home: int = 1) -> tuple[str, str]:
    """By which model garments are compared with each other, and by which something new is."""
    with house.database.read() as session:
        new = house.vectors.comparable(session, home)
        assert new.models.encoder.model_id == new.vectors.model_id
        return house.vectors.serving(session, home).model_id, new.vectors.model_id


def progress_of(house: House) -> Progress:
    with house.database.read() as session:
        return progress(session, house.vectors.model_id)
