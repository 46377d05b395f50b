"""The API for voices: a token, a sentence, something to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.wardrobe.goods import sell
from tests.wardrobe.server.conftest import Running
from wardrobe.house import House
from wardrobe.notices import Made
from wardrobe.server.application import own_routes

INTENTS = "/api/v1/intents"


@pytest.fixture
def device(house: House, home: int) -> Iterator[TestClient]:
    token = house.accounts.add_device(home, "hallway")
    with TestClient(own_routes(house), headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def test_a_sentence_puts_the_pick_on_the_list_and_is_answered(house: House, home: int, device: TestClient) -> None:
    house.notices.make(home, "pick", date.today(), Made(item_id=sell(house, home)))
    reply = device.post(INTENTS, json={"text": "order it"})
    assert reply.status_code == 200 and reply.headers["cache-control"] == "no-store"
    (line,) = house.orders.listed(home)
    assert reply.json() == {
        "intent": "list",
        "language": "en",
        "say": "Linen shirt is on the shopping list. Confirm it in the app: nothing is ordered by voice.",
        "order_id": line.id,
    }
    assert line.state == "listed"


def test_korean_is_answered_in_korean(device: TestClient) -> None:
    reply = device.post(INTENTS, json={"text": "주문해줘"}, headers={"Accept-Language": "en"})
    assert reply.json()["language"] == "ko"


def test_what_is_not_there_is_said_and_is_no_fault_of_the_request(device: TestClient) -> None:
    reply = device.post(INTENTS, json={"text": "order it", "item_id": 12345})
    assert reply.status_code == 200
    assert reply.json()["say"].startswith("There is no such item.") and reply.json()["order_id"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"order it", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"text": ""}', 400),
        (b'{"text": 5}', 400),
        (b'{"text": "order it", "item_id": "7"}', 400),
        (b'{"text": "order it", "item_id": true}', 400),
        (b'{"text": "order it", "item_id": -1}', 400),
        (b'{"text": "order it", "item_id": 99999999999999999999}', 400),
        (b'{"text": "' + b"a" * 301 + b'"}', 400),
        (b"[" * 4000, 400),
        (b"\xff\xfe", 400),
        (b" " * 5000, 413),
    ],
)
def test_what_is_no_sentence_is_refused_with_the_reason(device: TestClient, body: bytes, status: int) -> None:
    reply = device.post(INTENTS, content=body)
    assert reply.status_code == status and reply.json()["error"]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong"])
def test_without_the_right_token_nothing_is_heard(running: Running, authorization: str) -> None:
    headers = {"Authorization": authorization}
    reply = httpx.post(running.url + INTENTS, json={"text": "order it"}, headers=headers, timeout=20)
    assert reply.status_code == 401 and "otjang device add" in reply.json()["remedy"]


def test_the_real_server_answers_a_device(running: Running) -> None:
    headers = {"Authorization": f"Bearer {running.token}"}
    reply = httpx.post(running.url + INTENTS, json={"text": "order it"}, headers=headers, timeout=20)
    assert reply.status_code == 200 and reply.json()["intent"] == "list"
    assert httpx.get(running.url + INTENTS, timeout=20).status_code in (401, 303)
