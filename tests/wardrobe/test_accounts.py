"""Accounts, sessions and devices."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import wardrobe.accounts
from tests.wardrobe.conftest import PASSWORD
from wardrobe.accounts import FREE_ATTEMPTS, FREE_ATTEMPTS_OF_NAME, LONGEST_WAIT, LONGEST_WAIT_OF_NAME, Accounts
from wardrobe.errors import AccountError, NotFoundError
from wardrobe.house import House


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    house = open_house()
    house.accounts.create_owner("Mina", PASSWORD)
    return house


@pytest.fixture
def accounts(house: House) -> Accounts:
    return house.accounts


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stops the accounts' clock, and moves it on by seconds."""
    stopped = datetime.now(UTC)
    ahead = timedelta()

    def move(seconds: float) -> None:
        nonlocal ahead
        ahead += timedelta(seconds=seconds)

    monkeypatch.setattr(wardrobe.accounts, "now", lambda: stopped + ahead)
    return move


def test_the_first_account_owns_a_household(open_house: Callable[..., House]) -> None:
    accounts = open_house().accounts
    assert not accounts.has_owner()
    person = accounts.create_owner("  Mina  Kim ", PASSWORD)
    assert accounts.has_owner()
    assert (person.name, accounts.households()) == ("Mina Kim", [person.household_id])


def test_there_is_one_owner_only(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="has an owner"):
        accounts.create_owner("Somebody", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [("", PASSWORD, "name"), ("x" * 101, PASSWORD, "name"), ("Mina", "short", "at least 10")],
)
def test_bad_names_and_passwords_are_refused(
    open_house: Callable[..., House], name: str, password: str, message: str
) -> None:
    with pytest.raises(AccountError, match=message):
        open_house().accounts.create_owner(name, password)


@pytest.mark.parametrize("name", ["Mina", "mina", " MINA "])
def test_a_session_lasts_until_log_out(accounts: Accounts, name: str) -> None:
    token = accounts.log_in(name, PASSWORD)
    person = accounts.person_for(token)
    assert person is not None and person.name == "Mina"
    accounts.log_out(token)
    assert accounts.person_for(token) is None


def test_a_session_ends_by_itself(accounts: Accounts, clock: Callable[[float], None]) -> None:
    token = accounts.log_in("Mina", PASSWORD)
    clock(29 * 86_400)
    assert accounts.person_for(token) is not None
    clock(2 * 86_400)
    assert accounts.person_for(token) is None


@pytest.mark.parametrize(("name", "password"), [("Mina", "wrong password"), ("Nobody", PASSWORD), ("Mina", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(AccountError, match="Name or password is wrong"):
        accounts.log_in(name, password)
    assert accounts.person_for("") is None


@pytest.mark.parametrize("name", ["Mina", "Nobody"])
def test_after_wrong_passwords_a_name_has_to_wait(
    accounts: Accounts, clock: Callable[[float], None], name: str
) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(AccountError, match="wrong"):
            accounts.log_in(name, "wrong password")
    clock(0.1)
    with pytest.raises(AccountError, match="wait 1 s"):
        accounts.log_in(name, PASSWORD)
    clock(1)
    with pytest.raises(AccountError, match="Name or password is wrong"):
        accounts.log_in(name, "wrong password")
    with pytest.raises(AccountError, match="wait 2 s"):
        accounts.log_in(name, PASSWORD)


def test_the_wait_ends_and_success_forgets_the_failures(accounts: Accounts, clock: Callable[[float], None]) -> None:
    for _ in range(15):  # the wait would be 1024 s by now
        clock(301)  # the longest wait there is
        with pytest.raises(AccountError, match="Name or password"):
            accounts.log_in("Mina", "wrong password")
    clock(301)
    assert accounts.log_in("Mina", PASSWORD)
    with pytest.raises(AccountError, match="Name or password"):
        accounts.log_in("Mina", "wrong password")
    assert accounts.log_in("Mina", PASSWORD)


def test_a_changed_password_ends_the_other_sessions(accounts: Accounts) -> None:
    here, elsewhere = accounts.log_in("Mina", PASSWORD), accounts.log_in("Mina", PASSWORD)
    person = accounts.person_for(here)
    assert person is not None
    with pytest.raises(AccountError, match="wrong"):
        accounts.change_password(person.id, "not the old one", "another password")
    accounts.change_password(person.id, PASSWORD, "another password", keep=here)
    assert accounts.person_for(here) is not None
    assert accounts.person_for(elsewhere) is None
    assert accounts.log_in("Mina", "another password")
    with pytest.raises(AccountError):
        accounts.log_in("Mina", PASSWORD)


def test_the_same_password_in_other_unicode_is_the_same(open_house: Callable[..., House]) -> None:
    accounts = open_house().accounts
    accounts.create_owner("민아", "열두글자비밀번호입니다")  # composed syllables
    assert accounts.log_in(unicodedata.normalize("NFD", "민아"), unicodedata.normalize("NFD", "열두글자비밀번호입니다"))


def test_when_a_device_was_seen_is_written_at_most_once_a_minute(accounts: Accounts, home: int) -> None:
    device = accounts.device_for(accounts.add_device(home, "hallway"))
    assert device is not None and device.last_seen_at is None
    begin = datetime(2026, 3, 10, 12, tzinfo=UTC)
    for seconds, written in ((0, 0), (59, 0), (60, 60), (-3600, -3600)):  # the last: the clock was put right
        accounts.saw(accounts.device(home, device.id), begin + timedelta(seconds=seconds))
        assert accounts.device(home, device.id).last_seen_at == begin + timedelta(seconds=written)


def test_a_device_is_renamed_by_its_own_household_alone(accounts: Accounts, home: int) -> None:
    device = accounts.device_for(accounts.add_device(home, "hallway"))
    assert device is not None
    accounts.rename_device(home, device.id, " by the  door ")
    assert accounts.device(home, device.id).name == "by the door"
    with pytest.raises(AccountError):
        accounts.rename_device(home, device.id, " ")
    for household, id in ((home + 1, device.id), (home, device.id + 1)):
        with pytest.raises(NotFoundError):
            accounts.rename_device(household, id, "mine")
        with pytest.raises(NotFoundError):
            accounts.device(household, id)


def test_a_device_sends_until_it_is_revoked(accounts: Accounts, home: int) -> None:
    token = accounts.add_device(home, "hallway")
    device = accounts.device_for(token)
    assert device is not None and (device.household_id, device.name) == (home, "hallway")
    assert device.created_at.tzinfo is not None
    assert accounts.devices(home) == [device]
    with pytest.raises(NotFoundError):
        accounts.revoke_device(home + 1, device.id)
    accounts.revoke_device(home, device.id)
    assert accounts.device_for(token) is None
    assert accounts.devices(home) == []
    with pytest.raises(NotFoundError):
        accounts.revoke_device(home, device.id)


def test_nothing_that_opens_a_door_is_in_the_database(house: House, home: int) -> None:
    secrets = [PASSWORD, house.accounts.log_in("Mina", PASSWORD), house.accounts.add_device(home, "hallway")]
    copy = sqlite3.connect(house.settings.data_dir / "otjang.db")
    dump = "\n".join(copy.iterdump())
    copy.close()
    assert not [secret for secret in secrets if secret in dump]
    assert "$argon2id$" in dump


def test_a_data_folder_is_for_its_owner_alone(house: House) -> None:
    folder: Path = house.settings.data_dir
    assert folder.stat().st_mode & 0o077 == 0


THERE, HERE = "198.51.100.9", "2001:db8:0:7::1"


def test_a_stranger_who_tries_for_hours_does_not_lock_the_owner_out_elsewhere(
    accounts: Accounts, clock: Callable[[float], None]
) -> None:
    for _ in range(40):  # twice as often as is free for the name
        clock(LONGEST_WAIT)
        with pytest.raises(AccountError, match="Name or password"):
            accounts.log_in("Mina", "wrong password", THERE)
    with pytest.raises(AccountError, match=f"wait {LONGEST_WAIT_OF_NAME} s"):
        accounts.log_in("Mina", PASSWORD, HERE)
    clock(LONGEST_WAIT_OF_NAME)
    with pytest.raises(AccountError, match="wait 270 s"):
        accounts.log_in("Mina", "wrong password", THERE)
    assert accounts.log_in("Mina", PASSWORD, HERE)


def test_ever_new_addresses_do_not_buy_more_tries_of_a_name(accounts: Accounts, clock: Callable[[float], None]) -> None:
    clock(0)
    for number in range(FREE_ATTEMPTS_OF_NAME):
        with pytest.raises(AccountError, match="Name or password"):
            accounts.log_in("Mina", "wrong password", f"198.51.100.{number}")
    with pytest.raises(AccountError, match="wait 1 s"):
        accounts.log_in("Mina", PASSWORD, HERE)


def test_a_network_of_ipv6_is_one_address_to_the_log_in(accounts: Accounts, clock: Callable[[float], None]) -> None:
    clock(0)
    for number in range(FREE_ATTEMPTS):
        with pytest.raises(AccountError, match="Name or password"):
            accounts.log_in("Mina", "wrong password", f"2001:db8:0:7::{number}")
    with pytest.raises(AccountError, match="wait 1 s"):
        accounts.log_in("Mina", PASSWORD, HERE)


def test_what_strangers_try_at_the_log_in_does_not_keep_the_owner_from_a_new_password(
    accounts: Accounts, clock: Callable[[float], None]
) -> None:
    person = accounts.person_for(accounts.log_in("Mina", PASSWORD))
    assert person is not None
    clock(0)
    for number in range(FREE_ATTEMPTS_OF_NAME):
        with pytest.raises(AccountError, match="Name or password"):
            accounts.log_in("Mina", "wrong password", f"198.51.100.{number}")
    accounts.change_password(person.id, PASSWORD, "another password")


def test_a_log_in_that_was_under_way_does_not_bring_a_changed_password_back(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = accounts.person_for(accounts.log_in("Mina", PASSWORD))
    assert person is not None
    hasher = accounts._hasher

    class Slow:
        """While it checks, the owner changes the password."""

        def __getattr__(self, name: str) -> object:
            return getattr(hasher, name)

        def verify(self, kept: str, given: str) -> bool:
            monkeypatch.setattr(accounts, "_hasher", hasher)
            accounts.change_password(person.id, PASSWORD, "another password")
            return hasher.verify(kept, given)

    monkeypatch.setattr(accounts, "_hasher", Slow())
    with pytest.raises(AccountError, match="wrong"):
        accounts.log_in("Mina", PASSWORD)
    assert accounts.sessions(person.id) == 0
    with pytest.raises(AccountError, match="wrong"):
        accounts.log_in("Mina", PASSWORD)
    assert accounts.log_in("Mina", "another password")
