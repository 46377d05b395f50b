"""Pairing over HTTP: what a camera that has no token yet may ask, and what it is told."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from wardrobe.house import House
from wardrobe.pairings import Reach
from wardrobe.server.application import device_routes, own_routes

PAIRINGS = "/api/v1/pairings"


@pytest.fixture
def stranger(house: House) -> Iterator[TestClient]:
    with TestClient(own_routes(house)) as client:
        yield client


def code(nonce: bytes, server: str, fingerprint: bytes = bytes(32)) -> str:
    """As the document describes it."""
    digest = hashlib.sha256(b"otjang-pairing-1" + nonce + bytes.fromhex(server) + fingerprint).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def begun(client: TestClient, name: object = "hallway") -> tuple[dict[str, str], bytes]:
    nonce = secrets.token_bytes(32)
    reply = client.post(PAIRINGS, json={"name": name, "commitment": hashlib.sha256(nonce).hexdigest()})
    assert reply.status_code == 201 and reply.json()["expires_in"] == 300, reply.text
    opened: dict[str, str] = reply.json()
    reply = client.put(f"{PAIRINGS}/{opened['pairing_id']}/nonce", json={"nonce": nonce.hex()})
    assert (reply.status_code, reply.content) == (204, b"")
    return opened, nonce


def test_a_camera_is_paired_by_the_code_that_it_shows(house: House, home: int, stranger: TestClient) -> None:
    opened, nonce = begun(stranger)
    where, mine = f"{PAIRINGS}/{opened['pairing_id']}", {"Authorization": f"Bearer {opened['secret']}"}
    assert stranger.get(where, headers=mine).json() == {"state": "waiting"}
    device = house.pairings.approve(home, code(nonce, opened["nonce"]))
    told = stranger.get(where, headers=mine)
    assert told.json() == stranger.get(where, headers=mine).json() and told.headers["cache-control"] == "no-store"
    token = told.json().pop("token")
    assert told.json() | {"token": ""} == {
        "state": "paired",
        "device_id": device.id,
        "household": "home",
        "token": "",
    }
    paired = {"Authorization": f"Bearer {token}"}
    assert stranger.post("/api/v1/intents", json={"text": "order it"}, headers=paired).status_code == 200


def test_the_code_is_made_of_the_certificate_that_the_port_shows(house: House, home: int) -> None:
    fingerprint = secrets.token_bytes(32)
    with TestClient(device_routes(house, fingerprint=fingerprint.hex())) as camera:
        opened, nonce = begun(camera)
    assert house.pairings.approve(home, code(nonce, opened["nonce"], fingerprint)).name == "hallway"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  by\tthe \x1b[2J door ", "by the [2J door"),
        ("", "camera"),
        (None, "camera"),
        (7, "camera"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_camera_is_called_what_it_says_fit_to_be_shown(
    house: House, home: int, stranger: TestClient, name: object, kept: str
) -> None:
    opened, nonce = begun(stranger, name)
    assert house.pairings.approve(home, code(nonce, opened["nonce"])).name == kept


@pytest.mark.parametrize(
    "body", [{}, {"name": "x"}, {"commitment": "00"}, {"commitment": 5}, {"commitment": "g" * 64}, [], "x"]
)
def test_what_begins_no_pairing_is_refused(stranger: TestClient, body: object) -> None:
    reply = stranger.post(PAIRINGS, json=body)
    assert reply.status_code == 400 and set(reply.json()) == {"error", "remedy"}


@pytest.mark.parametrize("declared", [True, False])
def test_no_stranger_can_send_without_end(stranger: TestClient, declared: bool) -> None:
    parts = (b'{"name": "' + b"x" * 500 for _ in range(9)) if not declared else b"x" * 4500
    reply = stranger.post(PAIRINGS, content=parts)
    assert (reply.status_code, reply.headers["connection"]) == (413, "close"), "the rest is not read"


def test_a_number_must_fit_and_a_secret_must_be_right(stranger: TestClient) -> None:
    opened, _ = begun(stranger)
    where = f"{PAIRINGS}/{opened['pairing_id']}"
    for number in ("00" * 32, "xx", None):
        assert stranger.put(f"{where}/nonce", json={"nonce": number}).status_code == 400
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": opened["secret"]}):
        assert stranger.get(where, headers=headers).status_code == 401
    assert stranger.get(f"{PAIRINGS}/{'0' * 32}", headers={"Authorization": "Bearer x"}).status_code == 410
    assert stranger.put(f"{PAIRINGS}/{'0' * 32}/nonce", json={"nonce": "00" * 32}).status_code == 410


def test_a_fourth_pairing_of_an_address_has_to_wait(stranger: TestClient) -> None:
    for _ in range(3):
        begun(stranger)
    reply = stranger.post(PAIRINGS, json={"name": "x", "commitment": "00" * 32})
    assert reply.status_code == 429 and reply.headers["retry-after"]


def test_a_qr_code_is_claimed_once(house: House, home: int, stranger: TestClient) -> None:
    house.reach = Reach("https://192.0.2.7:8601", "ab" * 32)
    key = parse_qs(urlsplit(house.pairings.invite(home).text).query)["k"][0]
    asked = {"key": key, "name": "door", "nonce": "aa" * 32}
    first = stranger.post(f"{PAIRINGS}/claim", json=asked)
    again = stranger.post(f"{PAIRINGS}/claim", json=asked)
    assert (first.status_code, set(first.json())) == (201, {"token", "device_id", "household"})
    assert again.json() == first.json()
    assert stranger.post(f"{PAIRINGS}/claim", json={"key": key, "name": "thief"}).status_code == 410
    for wrong in ({}, {"key": ""}, {"key": 5}, {"key": "옷장"}, {"key": key, "nonce": "short"}):
        assert stranger.post(f"{PAIRINGS}/claim", json=wrong).status_code == 400


def test_a_camera_that_leaves_is_not_known_any_more(house: House, home: int, stranger: TestClient) -> None:
    token = house.accounts.add_device(home, "hallway")
    headers = {"Authorization": f"Bearer {token}"}
    assert stranger.delete("/api/v1/devices/me", headers=headers).status_code == 204
    assert stranger.delete("/api/v1/devices/me", headers=headers).status_code == 401
    assert house.accounts.devices(home) == []
