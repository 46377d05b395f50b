"""Looking at the sample of one's own household, and at nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from tests.wardrobe.conftest import PASSWORD, fill
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.schema import HouseholdRow


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    house = open_house()
    house.accounts.create_owner("Mina", PASSWORD)
    return house


def sample_of(house: House, home: int) -> int:
    with house.database.write() as session:
        row = HouseholdRow(name="Sample", sample_of_id=home)
        session.add(row)
        session.flush()
        return row.id


def test_a_sample_is_looked_at_in_one_session_until_one_goes_home(house: House) -> None:
    token, other = (house.accounts.log_in("Mina", PASSWORD) for _ in range(2))
    (home,) = house.accounts.households()
    sample = sample_of(house, home)
    assert house.accounts.households() == [home], "nobody lives in a sample"
    house.accounts.visit(token, sample)
    away, at_home = house.accounts.person_for(token), house.accounts.person_for(other)
    assert away is not None and at_home is not None
    assert (away.household_id, away.home_id, away.visiting) == (sample, home, True)
    assert (at_home.household_id, at_home.home_id, at_home.visiting) == (home, home, False)
    house.accounts.visit(token, home)
    assert house.accounts.person_for(token) == at_home
    house.accounts.visit(token, sample)
    house.accounts.visit(token, None)
    assert house.accounts.person_for(token) == at_home


def test_whoever_looks_at_a_sample_that_goes_is_at_home(house: House) -> None:
    token = house.accounts.log_in("Mina", PASSWORD)
    (home,) = house.accounts.households()
    sample = sample_of(house, home)
    house.accounts.visit(token, sample)
    with house.database.write() as session:
        session.execute(delete(HouseholdRow).where(HouseholdRow.id == sample))
    person = house.accounts.person_for(token)
    assert person is not None and not person.visiting


def test_other_peoples_households_and_samples_are_not_visited(house: House) -> None:
    token = house.accounts.log_in("Mina", PASSWORD)
    (home,) = house.accounts.households()
    neighbour = fill(house, [])
    for wanted in (neighbour, sample_of(house, neighbour), 999):
        with pytest.raises(NotFoundError):
            house.accounts.visit(token, wanted)
    with pytest.raises(NotFoundError, match="session is over"):
        house.accounts.visit("no token", home)
    person = house.accounts.person_for(token)
    assert person is not None and not person.visiting
