"""The open part of the server over a household with secrets in it, in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, update
from starlette.types import ASGIApp

from tests.wardrobe.conftest import DrawnModels
from tests.wardrobe.server.shares.visiting import Visitor, guarded
from tests.wardrobe.sharing.links import Links, links_of
from wardrobe.house import House
from wardrobe.schema import AttemptRow, HouseholdRow, LookRow
from wardrobe.settings import Settings
from wardrobe.sharing import passwords
from wardrobe.sharing.schema import ShareRow

HOUSEHOLD, FILE = "Secretive-Family", "secret-file-name.jpg"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("shares") / "data")
    house = House.open(settings, DrawnModels(settings))
    yield house
    house.close()


@pytest.fixture
def links(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Links]:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    links = links_of(house)
    with house.database.write() as session:
        session.execute(update(HouseholdRow).where(HouseholdRow.id == links.home).values(name=HOUSEHOLD))
        session.execute(update(LookRow).where(LookRow.household_id == links.home).values(name=FILE))
    monkeypatch.setattr(house, "sharing", links.sharing)
    yield links
    with house.database.write() as session:
        session.execute(delete(ShareRow))
        session.execute(delete(AttemptRow))


@pytest.fixture
def app(links: Links) -> ASGIApp:
    return guarded(links.house)


@pytest.fixture
def visitor(app: ASGIApp) -> Visitor:
    return Visitor(app)
