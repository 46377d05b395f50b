"""The shopping list: once each, confirmed only by a person, within limits, behind a PIN."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from tests.wardrobe.goods import change_item, move_in, sell
from wardrobe.errors import AccountError, NotFoundError, OrderError
from wardrobe.house import House
from wardrobe.matching.schema import ChoiceRow, OrderRow
from wardrobe.ordering import Orders
from wardrobe.ordering.links import safe_link
from wardrobe.ordering.orders import PriceChangedError
from wardrobe.schema import HouseholdRow

SHOWN = (4990, "EUR")


@pytest.fixture
def me(house: House, home: int) -> int:
    """A person of the household; nobody logs in, so that nothing is hashed."""
    return move_in(house, home)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def orders(house: House, clock: Clock) -> Orders:
    return Orders(house.database, house.choices, clock)


def version(house: House, household: int) -> int:
    with house.database.read() as session:
        return session.get_one(HouseholdRow, household).version


def test_an_item_is_on_the_list_once_and_its_size_can_be_said_later(
    house: House, home: int, me: int, orders: Orders
) -> None:
    item = sell(house, home)
    before = version(house, home)
    first = orders.add(home, me, item)
    assert orders.add(home, me, item, "  M ") == first == orders.add(home, me, item)
    (line,) = orders.listed(home)
    assert (line.item.title, line.size, line.state, line.price) == ("Linen shirt", "M", "listed", SHOWN)
    assert (line.person_id, line.confirmed_at, line.paid) == (me, None, None)
    assert version(house, home) > before, "pages are told"


def test_ten_taps_at_once_put_it_there_once(house: House, home: int, me: int, orders: Orders) -> None:
    item = sell(house, home)
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda _: orders.add(home, me, item), range(10)))
    assert len(set(found)) == len(orders.listed(home)) == 1


def test_what_was_taken_off_can_be_put_on_again(house: House, home: int, me: int, orders: Orders) -> None:
    item = sell(house, home)
    first = orders.add(home, me, item)
    orders.remove(home, first)
    assert orders.listed(home) == []
    with pytest.raises(NotFoundError):
        orders.remove(home, first)
    assert orders.add(home, me, item) != first


def test_another_household_sees_and_changes_nothing(house: House, home: int, me: int, orders: Orders) -> None:
    mine, everybodys = sell(house, home), sell(house, None)
    there = fill(house, [])
    line = orders.add(home, me, mine)
    with pytest.raises(NotFoundError):
        orders.add(there, None, mine)
    with pytest.raises(AccountError):
        orders.add(there, me, everybodys)
    for act in (
        lambda: orders.remove(there, line),
        lambda: orders.confirm(there, line, SHOWN),
        lambda: orders.get(there, line),
    ):
        with pytest.raises(NotFoundError):
            act()
    orders.set_limits(there, "EUR", 1, None)
    orders.set_webhook(there, "http://127.0.0.1:9/")
    orders.set_pin(there, "1234")
    assert orders.listed(there) == [] and orders.spent(there) == {}
    assert not orders.terms(home).has_pin
    assert orders.confirm(home, line, SHOWN).state == "opened", "its limits, webhook and PIN are not ours"


def test_confirming_opens_the_shops_page_and_counts_for_the_month(
    house: House, home: int, me: int, orders: Orders, clock: Clock
) -> None:
    line = orders.add(home, me, sell(house, home))
    confirmed = orders.confirm(home, line, SHOWN)
    assert (confirmed.state, confirmed.link) == ("opened", "https://shop.example/A-1")
    assert orders.confirm(home, line, SHOWN).link == confirmed.link, "it can be opened again"
    assert orders.spent(home) == {"EUR": 4990}
    orders.remove(home, line)
    assert orders.spent(home) == {"EUR": 4990}, "whoever opened the page may have bought it"
    clock.move(days=31)
    assert orders.spent(home) == {}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"available": False}, "cannot be had"),
        ({"gone_at": datetime(2026, 3, 1, tzinfo=UTC)}, "cannot be had"),
        ({"link": None}, "gives no page"),
        ({"link": "javascript:alert(1)"}, "gives no page"),
        ({"link": "https://shop.example@evil.example/"}, "gives no page"),
        ({"price_minor": 5990}, "it is 59.90 EUR now"),
        ({"currency": "USD"}, "it is 49.90 USD now"),
        ({"price_minor": None}, "not known any more"),
    ],
)
def test_what_has_changed_since_it_was_shown_is_not_confirmed(
    house: House, home: int, me: int, orders: Orders, columns: dict[str, object], reason: str
) -> None:
    item = sell(house, home)
    line = orders.add(home, me, item)
    change_item(house, item, **columns)
    with pytest.raises(OrderError, match=reason):
        orders.confirm(home, line, SHOWN)
    assert orders.get(home, line).state == "listed" and orders.spent(home) == {}


def test_a_new_price_comes_with_the_refusal_and_can_be_confirmed_then(
    house: House, home: int, me: int, orders: Orders
) -> None:
    item = sell(house, home)
    line = orders.add(home, me, item)
    change_item(house, item, price_minor=5990)
    with pytest.raises(PriceChangedError) as caught:
        orders.confirm(home, line, SHOWN)
    assert caught.value.price == (5990, "EUR")
    assert orders.confirm(home, line, caught.value.price).state == "opened"
    assert orders.get(home, line).paid == (5990, "EUR")


def test_what_is_gone_is_not_put_on_the_list(house: House, home: int, me: int, orders: Orders) -> None:
    item = sell(house, home, gone_at=datetime(2026, 3, 1, tzinfo=UTC))
    with pytest.raises(OrderError, match="not sold any more"):
        orders.add(home, me, item)


@pytest.mark.parametrize(
    ("limits", "columns", "reason"),
    [
        (("EUR", 4989, None), {}, "more than the limit of 49.89 EUR for one order"),
        (("EUR", 4990, None), {}, None),
        (("EUR", None, 9979), {}, "left of this month's limit: 49.89 EUR of 99.79 EUR"),
        (("EUR", None, 9980), {}, None),
        (("KRW", 100_000, None), {}, "limit is in KRW, this price in EUR"),
        (("EUR", 0, None), {}, "more than the limit of 0.00 EUR"),
        (("EUR", None, 20_000), {"price_minor": None, "currency": None}, "price is not known"),
        (("EUR", None, None), {"price_minor": None, "currency": None}, None),
    ],
)
def test_limits_hold_for_an_order_and_for_a_month(
    house: House,
    home: int,
    me: int,
    orders: Orders,
    limits: tuple[str, int | None, int | None],
    columns: dict[str, object],
    reason: str | None,
) -> None:
    earlier = orders.add(home, me, sell(house, home, "B-1"))
    orders.confirm(home, earlier, SHOWN)
    orders.set_limits(home, *limits)
    line = orders.add(home, me, sell(house, home, **columns))
    shown = orders.get(home, line).price
    if reason is None:
        assert orders.confirm(home, line, shown).state == "opened"
    else:
        with pytest.raises(OrderError, match=reason):
            orders.confirm(home, line, shown)


def test_a_new_month_has_the_whole_limit_again(house: House, home: int, me: int, orders: Orders, clock: Clock) -> None:
    orders.set_limits(home, "EUR", None, 6000)
    one, two = (orders.add(home, me, sell(house, home, key)) for key in ("A", "B"))
    orders.confirm(home, one, SHOWN)
    with pytest.raises(OrderError, match=r"10\.10 EUR of 60\.00 EUR"):
        orders.confirm(home, two, SHOWN)
    clock.at = datetime(2026, 4, 2, tzinfo=UTC)
    assert orders.confirm(home, two, SHOWN).state == "opened"


def test_confirmations_at_once_do_not_slip_past_the_limit_together(
    house: House, home: int, me: int, orders: Orders
) -> None:
    orders.set_limits(home, "EUR", None, 4990 * 3)
    lines = [orders.add(home, me, sell(house, home, f"A-{number}")) for number in range(8)]

    def confirm(line: int) -> bool:
        try:
            return orders.confirm(home, line, SHOWN).state == "opened"
        except OrderError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(confirm, lines)) == 3
    assert orders.spent(home) == {"EUR": 4990 * 3}


@pytest.mark.parametrize(
    ("limits", "reason"),
    [((None, 100, None), "needs a currency"), (("EURO", 100, None), "no currency"), (("EUR", -1, None), "less than")],
)
def test_limits_that_cannot_be_kept_are_refused(
    home: int, orders: Orders, limits: tuple[str | None, int | None, int | None], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        orders.set_limits(home, *limits)
    assert not orders.terms(home).limited


def test_with_a_pin_nothing_is_confirmed_or_changed_without_it(
    house: House, home: int, me: int, orders: Orders
) -> None:
    orders.set_pin(home, "4711")
    line = orders.add(home, me, sell(house, home))
    for act in (
        lambda pin: orders.confirm(home, line, SHOWN, pin),
        lambda pin: orders.set_limits(home, None, None, None, pin),
        lambda pin: orders.set_webhook(home, "https://example.org/", pin),
        lambda pin: orders.set_pin(home, None, pin),
    ):
        with pytest.raises(AccountError, match="needs the PIN"):
            act(None)
    with pytest.raises(AccountError, match="wrong"):
        orders.confirm(home, line, SHOWN, "4712")
    assert orders.get(home, line).state == "listed"
    assert orders.confirm(home, line, SHOWN, "４７１１").state == "opened", "full-width digits are the same"
    orders.set_pin(home, None, "4711")
    assert orders.confirm(home, line, SHOWN).state == "opened"


@pytest.mark.parametrize("pin", ["", "123", "12a4", "1234567890123", "١٢٣٤x"])
def test_a_pin_has_four_to_twelve_digits(home: int, orders: Orders, pin: str) -> None:
    with pytest.raises(AccountError, match="4 to 12 digits"):
        orders.set_pin(home, pin)


def test_wrong_pins_have_to_wait_longer_and_longer_and_the_right_one_waits_too(
    house: House, home: int, me: int, orders: Orders, clock: Clock
) -> None:
    orders.set_pin(home, "4711")
    line = orders.add(home, me, sell(house, home))
    for _ in range(5):
        with pytest.raises(AccountError, match="wrong"):
            orders.confirm(home, line, SHOWN, "0000")
    with pytest.raises(AccountError, match="wait 1 s"):
        orders.confirm(home, line, SHOWN, "4711")
    clock.move(seconds=2)
    with pytest.raises(AccountError, match="wrong"):
        orders.confirm(home, line, SHOWN, "0000")
    with pytest.raises(AccountError, match="wait 2 s"):
        orders.confirm(home, line, SHOWN, "4711")
    clock.move(seconds=3)
    assert orders.confirm(home, line, SHOWN, "4711").state == "opened"


def test_a_clock_that_is_put_back_locks_nobody_out(
    house: House, home: int, me: int, orders: Orders, clock: Clock
) -> None:
    orders.set_pin(home, "4711")
    line = orders.add(home, me, sell(house, home))
    with pytest.raises(AccountError, match="wrong"):
        orders.confirm(home, line, SHOWN, "0000")
    clock.move(days=-3000)
    assert orders.confirm(home, line, SHOWN, "4711").state == "opened"


def test_many_pins_at_once_do_not_slip_through_together(home: int, orders: Orders) -> None:
    orders.set_pin(home, "4711")

    def guess(number: int) -> str:
        try:
            orders.set_limits(home, None, None, None, f"{number:04}")
        except AccountError as error:
            return error.template
        return "right"

    with ThreadPoolExecutor(10) as pool:
        said = list(pool.map(guess, range(20)))
    assert sum("is wrong" in one for one in said) == 5, "the others were not even compared"


def test_a_forgotten_pin_is_taken_away_on_the_machine_and_leaves_the_rest(home: int, orders: Orders) -> None:
    orders.set_limits(home, "EUR", 100, 200)
    orders.set_pin(home, "4711")
    orders.forget_pin(home)
    assert orders.terms(home) == orders.terms(home).__class__("EUR", 100, 200)


def test_the_pin_is_kept_as_a_hash_and_the_secret_is_not_in_the_terms(house: House, home: int, orders: Orders) -> None:
    orders.set_pin(home, "4711")
    secret = orders.set_webhook(home, "https://example.org/orders", "4711")
    assert secret is not None and secret.startswith("whsec_")
    assert secret not in repr(orders.terms(home))
    with house.database.read() as session:
        value = session.scalars(select(ChoiceRow.value)).one()
    assert value["pin"].startswith("$argon2id$") and "4711" not in str(value["pin"])


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "example.org", "file:///etc/passwd", "http://u:p@host/", "http://"]
)
def test_an_address_that_cannot_be_posted_to_is_no_webhook(home: int, orders: Orders, url: str) -> None:
    with pytest.raises(OrderError, match="no address"):
        orders.set_webhook(home, url)
    assert orders.terms(home).webhook is None


def test_orders_leave_with_their_catalogue_and_sent_ones_leave_the_list_in_time(
    house: House, home: int, me: int, orders: Orders, clock: Clock
) -> None:
    line = orders.add(home, me, sell(house, home))
    orders.confirm(home, line, SHOWN)
    with house.database.write() as session:
        session.get_one(OrderRow, line).state = "sent"
    assert len(orders.listed(home)) == 1
    clock.move(days=91)
    assert orders.listed(home) == []
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(OrderRow)) == 1


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://shop.example/a?b=c#d", True),
        ("http://shop.example:8080/", True),
        ("HTTPS://SHOP.EXAMPLE/", True),
        ("https://상점.한국/바지", True),
        (None, False),
        ("", False),
        ("//shop.example/", False),
        ("data:text/html,hello", False),
        ("javascript:alert(1)//https://", False),
        ("https://shop.example\n.evil.example/", False),
        ("https://shop.example\\@evil.example/", False),
        ("https://a b/", False),
        ("https://host:port/", False),
        ("https://[::1/", False),
        ("https://shop.example/" + "a" * 2000, False),
    ],
)
def test_only_plain_addresses_of_the_web_are_opened(link: str | None, safe: bool) -> None:
    assert (safe_link(link) is not None) is safe
