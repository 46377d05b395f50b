"""A household with links, in a house of stand-ins for the models that the tests of a file have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete

from tests.wardrobe.conftest import DrawnModels
from tests.wardrobe.sharing.links import Links, links_of
from wardrobe.house import House
from wardrobe.schema import AttemptRow
from wardrobe.settings import Settings
from wardrobe.sharing import passwords
from wardrobe.sharing.schema import ShareRow


@pytest.fixture(scope="module")
def common_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Opened once: making a database takes longer than a test."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("sharing") / "data")
    house = House.open(settings, DrawnModels(settings))
    yield house
    house.close()


@pytest.fixture
def links(common_house: House) -> Iterator[Links]:
    """A household of its own; nothing is shared yet."""
    yield links_of(common_house)
    with common_house.database.write() as session:
        session.execute(delete(ShareRow))
        session.execute(delete(AttemptRow))


@pytest.fixture
def own_links(house: House) -> Links:
    """The same in a data folder of its own."""
    return links_of(house)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
