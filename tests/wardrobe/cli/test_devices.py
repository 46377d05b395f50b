"""`otjang device`: cameras are let in, named, listed and sent away from the terminal."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.wardrobe.cli.conftest import Otjang
from wardrobe.house import House
from wardrobe.pairings import code_of
from wardrobe.schema import now
from wardrobe.settings import Settings


def shown(data_dir: Path) -> str:
    """A camera begins to be paired with the running server; gives the code that it shows."""
    house = House.open(Settings(data_dir=data_dir))
    try:
        nonce = secrets.token_bytes(32)
        opened = house.pairings.open("hallway", hashlib.sha256(nonce).hexdigest(), "192.0.2.1", "ab" * 32)
        house.pairings.reveal(opened.id, nonce.hex())
        return code_of(nonce.hex(), opened.nonce, "ab" * 32)
    finally:
        house.close()


def test_a_camera_is_let_in_by_the_code_that_it_shows(owned: Otjang, data_dir: Path) -> None:
    code = shown(data_dir)
    wrong = owned("device", "approve", f"{(int(code) + 1) % 1_000_000:06d}")
    assert wrong.code == 2 and "No camera shows this code" in wrong.told
    made = owned("device", "approve", f"{code[:3]} {code[3:]}")
    assert made.code == 0 and "hallway is paired" in made.out
    (listed,) = owned("device", "list", "--json").json
    assert (listed["name"], listed["last_seen_at"]) == ("hallway", None)


def test_an_invitation_is_shown_as_a_qr_code_that_lets_one_camera_in(owned: Otjang, data_dir: Path) -> None:
    made = owned("device", "invite")
    assert made.code == 0 and "https://127.0.0.1:8601" in made.told
    *picture, text = made.out.strip().splitlines()
    assert len(picture) > 20 and all(set(line) <= set("█▀▄ ") for line in picture)
    words = parse_qs(urlsplit(text).query)
    assert words["s"] == ["https://127.0.0.1:8601"] and len(words["f"][0]) == 64
    house = House.open(Settings(data_dir=data_dir))
    try:
        paired = house.pairings.claim(words["k"][0], "bedroom")
        assert house.accounts.device_for(paired.token) == paired.device
    finally:
        house.close()


def test_another_address_can_be_given(owned: Otjang) -> None:
    told = owned("device", "invite", "--server", "https://wardrobe.lan:9000", "--json").json
    assert parse_qs(urlsplit(told["text"]).query)["s"] == ["https://wardrobe.lan:9000"]
    refused = owned("device", "invite", OTJANG_PORT="0")
    assert refused.code == 2 and "--server" in refused.told


def test_a_device_is_renamed_and_it_is_told_when_it_was_last_seen(owned: Otjang, data_dir: Path) -> None:
    token = owned("device", "add", "hallway").out.strip()
    assert "never" in owned("device", "list").out
    assert owned("device", "rename", 1, "by the  door").code == 0
    house = House.open(Settings(data_dir=data_dir))
    try:
        device = house.accounts.device_for(token)
        assert device is not None and device.name == "by the door"
        house.accounts.saw(device, now())
    finally:
        house.close()
    assert (
        f"{now().astimezone():%Y-%m-%d}" in owned("device", "list").out and "never" not in owned("device", "list").out
    )


@pytest.mark.parametrize(("number", "name"), [(9, "x"), (1, " "), (1, "x" * 101)])
def test_what_cannot_be_renamed_is_told(owned: Otjang, number: int, name: str) -> None:
    owned("device", "add", "hallway")
    refused = owned("device", "rename", number, name)
    assert refused.code == 2 and refused.err
