"""`otjang shopping` and `otjang notices`: lists in words and JSON, and an order only with --yes and the PIN."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.wardrobe.cli.conftest import Otjang
from tests.wardrobe.goods import sell
from tests.wardrobe.listening import Listener, listening
from wardrobe.house import House
from wardrobe.notices import Made
from wardrobe.search.reasons import Reason
from wardrobe.settings import Settings


@pytest.fixture
def house(owned: Otjang, data_dir: Path) -> Iterator[House]:
    house = House.open(Settings(data_dir=data_dir))
    yield house
    house.close()


@pytest.fixture
def item(house: House) -> int:
    return sell(house, house.accounts.households()[0])


@pytest.fixture
def receiver() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def test_an_item_is_put_on_the_list_and_taken_off(owned: Otjang, item: int) -> None:
    assert "empty" in owned("shopping", "list").told
    assert owned("shopping", "add", item, "--size", "M").code == 0
    (line,) = owned("shopping", "list", "--json").json
    assert (line["title"], line["size"], line["price"], line["currency"]) == ("Linen shirt", "M", "49.90", "EUR")
    assert "49.90 EUR" in owned("shopping", "list").told
    assert owned("shopping", "remove", line["id"]).code == 0
    assert owned("shopping", "list", "--json").json == []
    assert owned("shopping", "add", 999).code == 2


def test_without_yes_nothing_is_ordered(owned: Otjang, item: int) -> None:
    owned("shopping", "add", item)
    ran = owned("shopping", "confirm", 1)
    assert ran.code == 2 and "Nothing was ordered" in ran.told and "49.90 EUR" in ran.told
    assert owned("shopping", "list", "--json").json[0]["state"] == "listed"
    ran = owned("shopping", "confirm", 1, "--yes")
    assert ran.code == 0 and ran.out.strip() == "https://shop.example/A-1"


def test_the_pin_is_asked_for_and_can_be_forgotten(owned: Otjang, house: House, item: int) -> None:
    house.orders.set_pin(house.accounts.households()[0], "4711")
    owned("shopping", "add", item)
    wrong = owned("shopping", "confirm", 1, "--yes", OTJANG_PIN="4712")
    assert wrong.code == 2 and "The PIN is wrong" in wrong.told and "forget-pin" in wrong.told
    assert owned("shopping", "confirm", 1, "--yes", OTJANG_PIN="4711").code == 0
    assert owned("shopping", "forget-pin").code == 0
    assert owned("shopping", "confirm", 1, "--yes").code == 0


def test_an_order_goes_to_the_webhook_at_once(owned: Otjang, house: House, item: int, receiver: Listener) -> None:
    house.orders.set_webhook(house.accounts.households()[0], receiver.url)
    receiver.answers.append(403)
    owned("shopping", "add", item)
    assert "failed: The webhook refused the order: it answered 403." in owned("shopping", "confirm", 1, "--yes").told
    assert owned("shopping", "confirm", 1, "--yes").out.strip() == "sent"
    assert len(receiver.got) == 2


def test_notices_are_listed_and_channels_tested(owned: Otjang, house: House, item: int, receiver: Listener) -> None:
    home = house.accounts.households()[0]
    assert "No notices yet" in owned("notices", "list").told
    assert "No channel yet" in owned("notices", "test").told
    channel = house.notices.add_channel(home, receiver.url.replace("http", "json") + "/secret-topic")
    house.notices.make(home, "pick", date.today(), Made(item_id=item, reasons=(Reason("pick", "Because."),)))
    listed = owned("notices", "list").told
    assert "Because." in listed and "Linen shirt" in listed and "secret-topic" not in listed
    found = owned("notices", "list", "--json").json
    assert found["channels"][0]["id"] == channel.id and found["notices"][0]["state"] == "sending"
    assert "secret-topic" not in str(found)
    assert owned("notices", "test", channel.id).code == 0
    receiver.answers.append(500)
    assert owned("notices", "test").code == 1
    assert owned("notices", "test", "nothing").code == 2


def test_send_now_sends_what_waits_and_makes_no_second_one(
    owned: Otjang, house: House, item: int, receiver: Listener
) -> None:
    home = house.accounts.households()[0]
    house.notices.add_channel(home, receiver.url.replace("http", "json"))
    house.notices.make(home, "pick", date.today(), Made(item_id=item))
    assert "1 messages sent" in owned("notices", "send-now").told
    assert "0 notices made; 0 messages sent" in owned("notices", "send-now").told
    assert len(receiver.got) == 1
