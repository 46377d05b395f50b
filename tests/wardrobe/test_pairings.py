"""Pairing: both sides make the same code, it is typed by a person, and everything ends after five minutes."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from wardrobe.errors import AccountError, ClashError, OverError, TooManyError
from wardrobe.house import House
from wardrobe.pairings import MOST, MOST_OF_AN_ADDRESS, NO_CERTIFICATE, MisfitError, Opened, Pairings, Reach, code_of

REACH = Reach("https://192.0.2.7:8601", "ab" * 32)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pairings(house: House, clock: Clock) -> Pairings:
    return Pairings(house.database, lambda: REACH, clock)


def begin(pairings: Pairings, address: str = "192.0.2.1", fingerprint: str = REACH.fingerprint) -> tuple[Opened, str]:
    """A camera begins and shows its number; gives also the code that it shows, made here by the document's words."""
    nonce = secrets.token_bytes(32)
    opened = pairings.open("hallway", hashlib.sha256(nonce).hexdigest(), address, fingerprint)
    pairings.reveal(opened.id, nonce.hex())
    mixed = b"otjang-pairing-1" + nonce + bytes.fromhex(opened.nonce) + bytes.fromhex(fingerprint)
    number = int.from_bytes(hashlib.sha256(mixed).digest()[:8], "big") % 1_000_000
    return opened, str(number).zfill(6)


@pytest.mark.parametrize("fingerprint", [REACH.fingerprint, NO_CERTIFICATE])
def test_the_code_that_the_camera_shows_lets_it_in(
    house: House, home: int, pairings: Pairings, fingerprint: str
) -> None:
    opened, code = begin(pairings, fingerprint=fingerprint)
    assert pairings.ask(opened.id, opened.secret) is None
    device = pairings.approve(home, f" {code[:3]} {code[3:]}")
    paired = pairings.ask(opened.id, opened.secret)
    assert paired is not None and (paired.device, paired.household) == (device, "home")
    assert house.accounts.device_for(paired.token) == device and device.name == "hallway"
    assert pairings.ask(opened.id, opened.secret) == paired, "an answer that was lost can be asked for again"
    assert pairings.approve(home, code) == device and len(house.accounts.devices(home)) == 1, "it is let in once"


def test_the_code_is_known_from_a_worked_example() -> None:
    mixed = hashlib.sha256(b"otjang-pairing-1" + bytes(range(32)) + bytes(range(32, 64)) + b"\xff" * 32).digest()
    expected = f"{int(mixed[:8].hex(), 16) % 10**6:06d}"
    assert code_of(bytes(range(32)).hex(), bytes(range(32, 64)).hex(), "ff" * 32) == expected


def test_another_certificate_in_between_gives_another_code(home: int, pairings: Pairings) -> None:
    opened, _ = begin(pairings)
    nonce = secrets.token_bytes(32)
    seen = code_of(nonce.hex(), opened.nonce, "cd" * 32)
    with pytest.raises(AccountError, match="No camera shows this code"):
        pairings.approve(home, seen)


def test_a_number_that_the_camera_did_not_commit_to_is_refused(pairings: Pairings) -> None:
    opened = pairings.open("x", hashlib.sha256(b"1" * 32).hexdigest(), "192.0.2.1")
    with pytest.raises(MisfitError):
        pairings.reveal(opened.id, (b"2" * 32).hex())
    pairings.reveal(opened.id, (b"1" * 32).hex())
    pairings.reveal(opened.id, (b"1" * 32).hex())


def test_two_cameras_never_show_the_same_code(home: int, pairings: Pairings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardrobe.pairings.code_of", lambda *_: "123456")
    begin(pairings)
    nonce = secrets.token_bytes(32)
    opened = pairings.open("second", hashlib.sha256(nonce).hexdigest(), "192.0.2.2")
    with pytest.raises(ClashError, match="same code"):
        pairings.reveal(opened.id, nonce.hex())
    with pytest.raises(OverError):
        pairings.ask(opened.id, opened.secret)
    assert pairings.approve(home, "123456").name == "hallway"


def test_a_pairing_ends_after_five_minutes(home: int, pairings: Pairings, clock: Clock) -> None:
    opened, code = begin(pairings)
    late, late_code = begin(pairings)
    clock.move(minutes=4, seconds=59)
    pairings.approve(home, code)
    clock.move(seconds=1)
    for one in (opened, late):
        with pytest.raises(OverError):
            pairings.ask(one.id, one.secret)
    with pytest.raises(AccountError, match="No camera"):
        pairings.approve(home, late_code)


@pytest.mark.parametrize("secret", ["", "x", "otj_"])
def test_only_the_camera_itself_is_told_the_token(home: int, pairings: Pairings, secret: str) -> None:
    opened, code = begin(pairings)
    pairings.approve(home, code)
    with pytest.raises(MisfitError):
        pairings.ask(opened.id, secret)
    with pytest.raises(OverError):
        pairings.ask("0" * 32, opened.secret)


def test_a_camera_that_is_sent_away_is_not_told_the_token_again(house: House, home: int, pairings: Pairings) -> None:
    opened, code = begin(pairings)
    house.accounts.revoke_device(home, pairings.approve(home, code).id)
    with pytest.raises(OverError):
        pairings.ask(opened.id, opened.secret)


def test_another_household_cannot_take_a_camera_that_is_let_in(house: House, home: int, pairings: Pairings) -> None:
    _, code = begin(pairings)
    pairings.approve(home, code)
    with pytest.raises(AccountError, match="No camera"):
        pairings.approve(fill(house, []), code)


def test_wrong_codes_cost_time_and_the_right_one_makes_it_good(home: int, pairings: Pairings, clock: Clock) -> None:
    _, code = begin(pairings)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(AccountError, match="No camera"):
            pairings.approve(home, wrong)
    with pytest.raises(AccountError, match="wait 1 s"):
        pairings.approve(home, code)
    clock.move(seconds=1)
    assert pairings.approve(home, code).name == "hallway"
    with pytest.raises(AccountError, match="No camera"):
        pairings.approve(home, wrong)


def test_strangers_cannot_open_pairings_without_end(pairings: Pairings, clock: Clock) -> None:
    for number in range(MOST_OF_AN_ADDRESS):
        begin(pairings, f"192.0.2.{number // 9}")
    with pytest.raises(TooManyError):
        begin(pairings, "192.0.2.0")
    for number in range(MOST - MOST_OF_AN_ADDRESS):
        begin(pairings, f"192.0.2.{10 + number}")
    with pytest.raises(TooManyError):
        begin(pairings, "192.0.2.99")
    clock.move(minutes=5)
    begin(pairings, "192.0.2.0")


def said(text: str) -> dict[str, str]:
    address = urlsplit(text)
    assert (address.scheme, address.netloc) == ("otjang", "pair")
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def test_an_invitation_lets_one_camera_in_once(house: House, home: int, pairings: Pairings) -> None:
    invitation = pairings.invite(home)
    words = said(invitation.text)
    assert (words["v"], words["s"], words["f"]) == ("1", REACH.server, REACH.fingerprint)
    assert pairings.claimed(invitation) is None
    paired = pairings.claim(words["k"], "hallway")
    assert pairings.claimed(invitation) == paired.device == house.accounts.device_for(paired.token)
    with pytest.raises(OverError):
        pairings.claim(words["k"], "another")
    with pytest.raises(OverError):
        pairings.claim("made up", "another")
    with pytest.raises(OverError):
        pairings.claim(invitation.id, "another")


def test_the_same_camera_is_answered_again_and_no_other(house: House, home: int, pairings: Pairings) -> None:
    key = said(pairings.invite(home).text)["k"]
    first = pairings.claim(key, "hallway", "aa" * 32)
    assert pairings.claim(key, "hallway", "aa" * 32) == first
    for nonce in ("", "bb" * 32):
        with pytest.raises(OverError):
            pairings.claim(key, "hallway", nonce)
    assert len(house.accounts.devices(home)) == 1


def test_an_invitation_is_good_for_five_minutes(home: int, pairings: Pairings, clock: Clock) -> None:
    key = said(pairings.invite(home).text)["k"]
    clock.move(minutes=5)
    with pytest.raises(OverError):
        pairings.claim(key, "hallway")


def test_an_address_can_be_given_and_where_there_is_none_it_is_told(house: House, home: int, clock: Clock) -> None:
    server = "https://[2001:db8::7]:443"
    assert said(Pairings(house.database, lambda: REACH, clock).invite(home, server).text)["s"] == server
    with pytest.raises(AccountError, match="cannot reach"):
        Pairings(house.database, lambda: None, clock).invite(home)


def test_the_database_holds_nothing_that_opens_anything(house: House, home: int, pairings: Pairings) -> None:
    opened, code = begin(pairings)
    pairings.approve(home, code)
    paired = pairings.ask(opened.id, opened.secret)
    key = said(pairings.invite(home).text)["k"]
    assert paired is not None
    with house.database.read() as session:
        everything = str(
            [session.execute(text(f"SELECT * FROM {table}")).all() for table in ("pairing", "invitation", "device")]
        )
    assert code in everything
    for secret in (opened.secret, paired.token, key):
        assert secret not in everything
