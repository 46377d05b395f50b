"""Orders on their way to the owner's webhook: signed, once, tried again, never without a confirmation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from tests.wardrobe.clock import Clock
from tests.wardrobe.goods import change_item, move_in, sell
from tests.wardrobe.listening import Got, Listener, listening
from wardrobe.house import House
from wardrobe.ordering import Orders, sending, webhook
from wardrobe.ordering.webhook import retry_after, signature

SHOWN = (4990, "EUR")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def orders(house: House, clock: Clock) -> Orders:
    return Orders(house.database, house.choices, clock)


@pytest.fixture
def owners() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def secret(orders: Orders, home: int, owners: Listener) -> str:
    secret = orders.set_webhook(home, f"{owners.url}/orders?from=otjang")
    assert secret is not None
    return secret


@pytest.fixture
def line(house: House, home: int, orders: Orders, secret: str) -> int:
    """An order on the list of a household with a webhook."""
    return orders.add(home, move_in(house, home), sell(house, home, title="리넨 셔츠", brand="Otto"), "M")


def verified(got: Got, secret: str) -> dict[str, object]:
    """The message, after checking it as https://www.standardwebhooks.com says, apart from our own code."""
    key = base64.b64decode(secret.split("_", 1)[1], validate=True)
    assert 24 <= len(key) <= 64
    signed = b".".join([got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body])
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert f"v1,{expected}" in got.headers["webhook-signature"].split(" ")
    assert "." not in got.headers["webhook-id"]
    message = json.loads(got.body)
    assert isinstance(message, dict)
    return message


def test_the_signature_is_that_of_the_reference_implementations() -> None:
    # The example in the libraries' own tests (github.com/standard-webhooks/standard-webhooks, libraries/*).
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_nothing_is_sent_without_a_confirmation(orders: Orders, line: int, owners: Listener, clock: Clock) -> None:
    for _ in range(3):
        assert orders.sending.work() == 0
        clock.move(days=1)
    assert owners.got == []


def test_a_confirmed_order_arrives_once_signed_and_whole(
    home: int, orders: Orders, line: int, secret: str, owners: Listener, clock: Clock
) -> None:
    assert orders.confirm(home, line, SHOWN).state == "sending"
    assert orders.confirm(home, line, SHOWN).state == "sending", "a second tap changes nothing"
    assert owners.got == [], "the page does not wait for it"
    assert orders.sending.work() == 1
    assert orders.confirm(home, line, SHOWN).state == "sent", "nor a late one"
    clock.move(days=2)
    assert orders.sending.work() == 0
    (got,) = owners.got
    assert (got.method, got.path) == ("POST", "/orders?from=otjang")
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-timestamp"] == str(int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp()))
    assert verified(got, secret) == {
        "type": "order.confirmed",
        "timestamp": "2026-03-10T12:00:00Z",
        "data": {
            "order": got.headers["webhook-id"],
            "shop": "The shop",
            "item": "A-1",
            "title": "리넨 셔츠",
            "brand": "Otto",
            "link": "https://shop.example/A-1",
            "size": "M",
            "price": "49.90",
            "currency": "EUR",
            "person": "Mina",
        },
    }
    with pytest.raises(AssertionError):
        verified(got, webhook.new_secret())


def test_faults_of_the_moment_are_tried_again_with_the_same_id_and_a_new_timestamp(
    home: int, orders: Orders, line: int, secret: str, owners: Listener, clock: Clock
) -> None:
    owners.answers += [500, 503, 429]
    orders.confirm(home, line, SHOWN)
    waits = []
    while orders.get(home, line).state == "sending":
        began = clock.at
        orders.sending.work()
        waiting = orders.get(home, line)
        if waiting.next_try_at is not None:
            assert waiting.failure is not None and "answered" in waiting.failure.message
            clock.at = waiting.next_try_at.replace(microsecond=0)
            assert orders.sending.work() == 0 or clock.at >= waiting.next_try_at, "not before its time"
            clock.at = waiting.next_try_at
            waits.append((clock.at - began).total_seconds())
    assert orders.get(home, line).state == "sent" and orders.get(home, line).failure is None
    assert len({got.headers["webhook-id"] for got in owners.got}) == 1
    assert len({got.headers["webhook-timestamp"] for got in owners.got}) == len(owners.got) == 4
    assert len({got.body for got in owners.got}) == 1
    for got in owners.got:
        verified(got, secret)
    for wait, least in zip(waits, sending.WAITS, strict=False):
        assert least <= wait <= least * 1.2


def test_it_is_given_up_in_the_end_with_the_reason_and_can_be_confirmed_again(
    home: int, orders: Orders, line: int, owners: Listener, clock: Clock
) -> None:
    owners.answers += [500] * 50
    orders.confirm(home, line, SHOWN)
    for _ in range(60):
        orders.sending.work()
        clock.move(hours=1)
    failed = orders.get(home, line)
    assert failed.state == "failed" and failed.failure is not None
    assert failed.failure.message == "The webhook answered 500."
    assert len(owners.got) == len(sending.WAITS) + 1
    assert orders.spent(home) == {"EUR": 4990}, "it may have arrived all the same"
    owners.answers.clear()
    assert orders.confirm(home, line, SHOWN).state == "sending"
    assert orders.sending.work() == 1
    assert len({got.headers["webhook-id"] for got in owners.got}) == 1, "still the same order"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_a_refusal_is_final_until_the_person_confirms_anew(
    home: int, orders: Orders, line: int, owners: Listener, clock: Clock, status: int
) -> None:
    owners.answers.append(status)
    orders.confirm(home, line, SHOWN)
    orders.sending.work()
    clock.move(days=1)
    orders.sending.work()
    refused = orders.get(home, line)
    assert len(owners.got) == 1 and refused.state == "failed"
    assert refused.failure is not None and str(status) in refused.failure.message
    assert orders.spent(home) == {}, "what was refused costs nothing"
    orders.confirm(home, line, SHOWN)
    orders.sending.work()
    assert len({got.headers["webhook-id"] for got in owners.got}) == 2, "a new order"


def test_a_refusal_after_a_try_that_may_have_arrived_keeps_its_id_and_counts(
    home: int, orders: Orders, line: int, owners: Listener, clock: Clock
) -> None:
    owners.answers += [500, 409, 409]
    orders.confirm(home, line, SHOWN)
    orders.sending.work()
    clock.move(minutes=1)
    orders.sending.work()
    for _ in range(2):
        assert orders.get(home, line).state == "failed" and orders.spent(home) == {"EUR": 4990}
        orders.confirm(home, line, SHOWN)
        orders.sending.work()
    assert orders.get(home, line).state == "sent"
    assert len(owners.got) == 4 and len({got.headers["webhook-id"] for got in owners.got}) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(home: int, orders: Orders, line: int, owners: Listener, status: int) -> None:
    with listening() as elsewhere:
        owners.answers.append((status, {"location": elsewhere.url}))
        orders.confirm(home, line, SHOWN)
        orders.sending.work()
        assert elsewhere.got == []
    failed = orders.get(home, line)
    assert failed.state == "failed" and failed.failure is not None and "redirects" in failed.failure.message


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("86400000", 86400),  # a day is the most
        (format_datetime(datetime(2026, 3, 10, 12, 30, tzinfo=UTC), usegmt=True), 1800),
        ("yesterday", 5),
        ("-3", 5),
        ("1", 5),
    ],
)
def test_it_waits_as_long_as_the_server_asks_for(
    home: int, orders: Orders, line: int, owners: Listener, clock: Clock, value: str, seconds: float
) -> None:
    owners.answers.append((503, {"retry-after": value}))
    orders.confirm(home, line, SHOWN)
    orders.sending.work()
    due = orders.get(home, line).next_try_at
    assert due is not None
    assert seconds <= (due - clock.at).total_seconds() <= seconds * 1.2


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, 0), ("", 0), ("7", 7), ("٧", 0), ("Tue, 10 Mar 2026 11:00:00 GMT", 0), ("Tue, 10 Mar 2026 12:00:09", 9)],
)
def test_what_a_server_may_say_of_waiting(value: str | None, seconds: float, clock: Clock) -> None:
    assert retry_after(value, clock.at) == seconds


def test_a_server_that_is_not_there_is_tried_again(house: House, home: int, orders: Orders, clock: Clock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    orders.set_webhook(home, f"http://127.0.0.1:{port}/")
    line = orders.add(home, None, sell(house, home))
    orders.confirm(home, line, SHOWN)
    assert orders.sending.work() == 0
    waiting = orders.get(home, line)
    assert waiting.state == "sending" and waiting.failure is not None and "cannot be reached" in waiting.failure.message


@pytest.mark.parametrize("limit", ["PATIENCE", "WHOLE"])
def test_a_slow_server_is_not_waited_for(
    home: int, orders: Orders, line: int, owners: Listener, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(webhook, limit, 0.2)
    owners.answers.append(lambda: bool(owners.released.wait(20)) and None)
    orders.confirm(home, line, SHOWN)
    orders.sending.work()
    waiting = orders.get(home, line)
    assert waiting.state == "sending" and waiting.failure is not None
    assert waiting.failure.message == "The webhook did not answer in time."


def test_killed_while_it_sent_it_sends_the_same_message_again_after_the_lease(
    house: House, home: int, orders: Orders, line: int, owners: Listener, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    orders.confirm(home, line, SHOWN)
    with monkeypatch.context() as patch:
        patch.setattr(sending.Sending, "_settle", killed)
        with pytest.raises(Killed):
            orders.sending.work()
    after = Orders(house.database, house.choices, clock)
    assert after.sending.work() == 0, "another worker does not take it while the first may live"
    clock.move(minutes=4)
    assert after.sending.work() == 1
    assert after.get(home, line).state == "sent"
    assert len(owners.got) == 2
    assert len({(got.headers["webhook-id"], got.body) for got in owners.got}) == 1, "the receiver knows it again"


def test_two_workers_send_each_order_once(
    house: House, home: int, orders: Orders, secret: str, owners: Listener
) -> None:
    for number in range(6):
        orders.confirm(home, orders.add(home, None, sell(house, home, f"A-{number}")), SHOWN)
    begin = threading.Barrier(2)

    def work(_: int) -> int:
        begin.wait()
        return Orders(house.database, house.choices, Clock()).sending.work()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 6
    assert len(owners.got) == len({got.headers["webhook-id"] for got in owners.got}) == 6


def test_a_clock_that_has_jumped_does_not_put_an_order_off_for_good(
    home: int, orders: Orders, line: int, owners: Listener, clock: Clock
) -> None:
    clock.move(days=300)
    owners.answers.append(500)
    orders.confirm(home, line, SHOWN)
    orders.sending.work()
    clock.move(days=-300)
    assert orders.sending.work() == 1


def test_an_order_on_its_way_stays_on_the_list_and_the_price_it_was_confirmed_at_is_sent(
    house: House, home: int, orders: Orders, line: int, secret: str, owners: Listener
) -> None:
    orders.confirm(home, line, SHOWN)
    with pytest.raises(ValueError, match="being sent"):
        orders.remove(home, line)
    change_item(house, orders.get(home, line).item.id, price_minor=9990)
    orders.sending.work()
    message = verified(owners.got[0], secret)
    assert isinstance(message["data"], dict) and message["data"]["price"] == "49.90"


def test_without_a_webhook_any_more_a_waiting_order_says_so(home: int, orders: Orders, line: int) -> None:
    orders.confirm(home, line, SHOWN)
    orders.set_webhook(home, None)
    orders.sending.work()
    failed = orders.get(home, line)
    assert failed.state == "failed" and failed.failure is not None and "No webhook" in failed.failure.message
