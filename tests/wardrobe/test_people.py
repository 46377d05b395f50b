"""The people of a household: added, invited by a link that works once, renamed, removed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import PASSWORD, fill
from wardrobe.accounts import Person
from wardrobe.errors import AccountError, ChangeError, NotFoundError, OverError
from wardrobe.house import House
from wardrobe.matching.schema import ChoiceRow, RatingRow
from wardrobe.people import FREE_ATTEMPTS, MOST, People
from wardrobe.schema import AttemptRow, ChangeRow, ImageRow, JoinInvitationRow, LookRow, PersonRow

HERE = "192.0.2.1"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))  # sessions go by the real one


@pytest.fixture
def house(open_house: Callable[..., House], clock: Clock) -> House:
    house = open_house()
    house.accounts.create_owner("Mina", PASSWORD)
    house.people = People(house.database, house.accounts, clock)
    return house


@pytest.fixture
def owner(house: House) -> Person:
    return house.accounts.people(house.accounts.households()[0])[0]


@pytest.fixture
def home(owner: Person) -> int:
    return owner.home_id


def test_somebody_who_is_added_is_a_member_that_cannot_log_in(house: House, home: int, owner: Person) -> None:
    made = house.people.add(home, "  Jun  Kim ", by=owner)
    assert (made.name, made.role, made.can_log_in, made.visiting) == ("Jun Kim", "member", False, False)
    assert [(one.name, one.role, one.can_log_in) for one in house.accounts.people(home)] == [
        ("Mina", "owner", True),
        ("Jun Kim", "member", False),
    ]
    for password in ("", "x" * 12):
        with pytest.raises(AccountError, match="Name or password is wrong"):
            house.accounts.log_in("Jun Kim", password)


def test_a_name_is_taken_once_in_a_household_but_may_be_used_in_another(house: House, home: int) -> None:
    house.people.add(home, "Jun")
    with pytest.raises(AccountError, match="called JUN already"):
        house.people.add(home, "JUN")
    other = fill(house, [])
    assert house.people.add(other, "Jun").home_id == other
    assert house.people.add(other, "Mina").name == "Mina"


def test_a_household_has_only_so_many_people(house: House, home: int) -> None:
    for number in range(MOST - 1):
        house.people.add(home, f"Guest {number}")
    with pytest.raises(AccountError, match="50 people at most"):
        house.people.add(home, "One more")


def test_a_link_lets_a_person_in_once(house: House, home: int, owner: Person) -> None:
    jun = house.people.add(home, "Jun")
    key = house.people.invite(home, jun.id, by=owner)
    with house.database.read() as session:
        assert key not in session.scalars(select(JoinInvitationRow.key_hash)).one()
    seen = [house.people.invitation(key, HERE) for _ in range(2)]
    assert [(one.name, one.household, one.can_log_in) for one in seen] == [("Jun", "Mina", False)] * 2
    token = house.people.join(key, "Jun Kim", PASSWORD, HERE)
    person = house.accounts.person_for(token)
    assert person is not None
    assert (person.id, person.name, person.role, person.household_id) == (jun.id, "Jun Kim", "member", home)
    assert house.accounts.log_in("jun kim", PASSWORD)
    assert house.people.invited(home) == {}
    with pytest.raises(OverError):
        house.people.join(key, "Jun", PASSWORD, HERE)


def test_a_link_ends_after_a_week_or_when_a_newer_one_is_made_or_it_is_withdrawn(
    house: House, home: int, clock: Clock
) -> None:
    jun = house.people.add(home, "Jun")
    first = house.people.invite(home, jun.id)
    second = house.people.invite(home, jun.id)
    with pytest.raises(OverError, match="not good any more"):
        house.people.invitation(first, HERE)
    assert house.people.invited(home) == {jun.id: clock.at + timedelta(days=7)}
    clock.at += timedelta(days=7)
    with pytest.raises(OverError):
        house.people.join(second, "Jun", PASSWORD, HERE)
    assert house.people.invited(home) == {}
    third = house.people.invite(home, jun.id)
    house.people.withdraw(home, jun.id)
    with pytest.raises(OverError):
        house.people.invitation(third, HERE)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("Jun", "short", "at least 10 characters"),
        ("Mina", PASSWORD, "called Mina already"),
        ("Next door", PASSWORD, "logs in as Next door already"),
        (" ", PASSWORD, "1 to 100 characters"),
    ],
)
def test_a_link_stays_good_after_a_wrong_answer(house: House, home: int, name: str, password: str, said: str) -> None:
    other = fill(house, [])
    neighbour = house.people.add(other, "Next door")
    house.people.join(house.people.invite(other, neighbour.id), "Next door", PASSWORD, HERE)
    key = house.people.invite(home, house.people.add(home, "Jun").id)
    with pytest.raises(AccountError, match=said):
        house.people.join(key, name, password, HERE)
    assert house.people.join(key, "Jun", PASSWORD, HERE)


def test_a_new_password_by_a_link_ends_the_sessions_of_the_old_one(house: House, home: int, owner: Person) -> None:
    token = house.accounts.log_in("Mina", PASSWORD)
    key = house.people.invite(home, owner.id)
    assert house.people.invitation(key, HERE).can_log_in
    assert house.accounts.person_for(token) is not None, "until the link is used"
    assert house.people.join(key, "Mina", "another good password", HERE)
    assert house.accounts.person_for(token) is None
    with pytest.raises(AccountError):
        house.accounts.log_in("Mina", PASSWORD)


def test_wrong_links_cost_their_address_time_and_nobody_else(house: House, home: int, clock: Clock) -> None:
    key = house.people.invite(home, house.people.add(home, "Jun").id)
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(OverError):
            house.people.invitation("x" * 43, HERE)
    for ask in (lambda: house.people.invitation(key, HERE), lambda: house.people.join(key, "Jun", PASSWORD, HERE)):
        with pytest.raises(AccountError, match=re.escape("wait 1 s")):
            ask()
    assert house.people.invitation(key, "192.0.2.2").name == "Jun"
    clock.at += timedelta(seconds=1)
    assert house.people.invitation(key, HERE).name == "Jun", "and the right one wipes it out"
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(OverError):
            house.people.invitation("x" * 43, HERE)


def test_only_the_owner_adds_invites_and_removes(house: House, home: int, owner: Person) -> None:
    jun = house.people.add(home, "Jun")
    people = house.people
    for ask in (
        lambda: people.add(home, "Eve", by=jun),
        lambda: people.invite(home, owner.id, by=jun),
        lambda: people.withdraw(home, owner.id, by=jun),
        lambda: people.remove(home, owner.id, by=jun),
        lambda: people.rename(home, owner.id, "Eve", by=jun),
        lambda: people.add(fill(house, []), "Eve", by=owner),
    ):
        with pytest.raises(AccountError, match="Only the owner"):
            ask()
    people.rename(home, jun.id, "June", by=jun)
    assert [one.name for one in house.accounts.people(home)] == ["Mina", "June"]


def test_a_person_logs_in_with_the_new_name_after_a_renaming(house: House, home: int, owner: Person) -> None:
    house.people.rename(home, owner.id, "Mina Kim", by=owner)
    assert house.accounts.log_in("Mina Kim", PASSWORD)
    with pytest.raises(AccountError):
        house.accounts.log_in("Mina", PASSWORD)
    house.accounts.change_password(owner.id, PASSWORD, "another good password")


def test_people_of_another_household_are_out_of_reach(house: House, home: int) -> None:
    neighbour = house.people.add(fill(house, []), "Next door")
    for ask in (
        lambda: house.people.rename(home, neighbour.id, "Eve"),
        lambda: house.people.remove(home, neighbour.id),
        lambda: house.people.invite(home, neighbour.id),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_the_last_owner_stays(house: House, home: int, owner: Person) -> None:
    with pytest.raises(ChangeError, match="Mina owns this household"):
        house.people.remove(home, owner.id)
    assert house.accounts.people(home) == [owner]


def test_looks_of_somebody_removed_stay_of_nobody_also_after_undoing(house: House, home: int, owner: Person) -> None:
    jun = house.people.add(home, "Jun")
    token = house.people.join(house.people.invite(home, jun.id), "Jun", PASSWORD, HERE)
    with house.database.write() as session:
        look = LookRow(
            household_id=home, sha256="a" * 64, name="a.jpg", source="upload", received_at=datetime.now(UTC),
            worn_on=date(2026, 5, 1), state="ready", person_id=jun.id,
        )  # fmt: skip
        session.add(look)
        session.flush()
        look_id = look.id
        session.add(RatingRow(look_id=look_id, person_id=jun.id, value=4, at=datetime.now(UTC)))
        session.add(ChoiceRow(household_id=home, person_id=jun.id, name="x", value={"on": True}))
    with house.journal.change(home, "wearer") as recorder:
        row = recorder.session.get_one(LookRow, look_id)
        recorder.will_change(row)
        row.person_id = owner.id
    house.people.remove(home, jun.id, by=owner)
    with house.database.read() as session:
        assert session.scalars(select(PersonRow.name)).all() == ["Mina"]
        assert session.scalars(select(RatingRow.id)).all() == session.scalars(select(ChoiceRow.id)).all() == []
        image = session.scalars(select(ImageRow)).one()
        assert (image.before, image.after) == ({"person_id": None}, {"person_id": owner.id})
        change = session.scalars(select(ChangeRow.id)).one()
    assert house.accounts.person_for(token) is None
    house.journal.undo(home, change)
    with house.database.read() as session:
        assert session.get_one(LookRow, look_id).person_id is None


def test_wrong_links_from_a_network_of_ipv6_are_counted_together(house: House, home: int) -> None:
    key = house.people.invite(home, house.people.add(home, "Jun").id)
    for number in range(FREE_ATTEMPTS):
        with pytest.raises(OverError):
            house.people.invitation("x" * 43, f"2001:db8:0:7::{number}")
    with pytest.raises(AccountError, match="Too many wrong links"):
        house.people.invitation(key, "2001:db8:0:7:ffff::1")
    with house.database.read() as session:
        assert len(session.scalars(select(AttemptRow)).all()) == 1
    assert house.people.invitation(key, "2001:db8:0:8::1").name == "Jun"
