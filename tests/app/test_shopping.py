"""The pick of the day, the shopping list and what the settings say of notices and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, words
from tests.wardrobe.goods import change_item, sell
from tests.wardrobe.listening import Listener, listening
from wardrobe.notices import Made
from wardrobe.search.reasons import Reason

Visit = Callable[..., AppTest]
WHY = Reason("pick", "It goes with {count} things that you own.", {"count": 14})


def page() -> None:
    """A page of its own: the pick and the list."""
    import streamlit as st

    from app.components.notices import show_news
    from app.components.pick import pick_of_the_day
    from app.components.shopping_list import shopping_list
    from app.session import me

    st.session_state.setdefault("language", "en")
    show_news()
    pick_of_the_day(me())
    shopping_list(me())


def dialog(order: int) -> None:
    """A page that is nothing but the dialog about an order."""
    from app.components.order_dialog import confirm_order
    from app.session import me

    who = me()
    confirm_order(who, who.house.orders.get(who.household, order))


ORDER = "FormSubmitter:order_form-Order"


def asked(order: int) -> AppTest:
    return shown(AppTest.from_function(dialog, kwargs={"order": order}, default_timeout=90).run())


@pytest.fixture
def list_page(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """Opens it; ``visit`` has said whose house it is. Links to pages need the navigation that it lacks."""
    monkeypatch.setattr(st, "page_link", lambda page, *, label, query_params: st.caption(f"{label} {query_params}"))
    return lambda: shown(AppTest.from_function(page, default_timeout=90).run())


@pytest.fixture
def item(home: Home) -> int:
    return sell(home.house, home.household, title="Linen <b>shirt</b>", brand="Otto")


@pytest.fixture
def receiver() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def links(app: AppTest) -> list[str]:
    return [link.url for link in app.get("link_button")]


def test_the_pick_says_what_and_why_and_goes_on_the_list(
    home: Home, item: int, list_page: Callable[[], AppTest]
) -> None:
    home.house.notices.make(home.household, "pick", date.today(), Made(item_id=item, reasons=(WHY,)))
    app = list_page()
    text = words(app)
    assert "Otto · 49.90 EUR" in text and "It goes with 14 things that you own." in text
    assert f"Linen <b>shirt</b> {{'item': '{item}'}}" in text, "a label is Markdown, which shows it as typed"
    app = shown(app.button(key="pick_list").click().run())
    assert "On the shopping list." in words(app)
    (line,) = home.house.orders.listed(home.household)
    assert app.button(key=f"order_confirm_{line.id}").label == "Order …"


def test_not_for_me_takes_the_pick_away(home: Home, item: int, list_page: Callable[[], AppTest]) -> None:
    home.house.notices.make(home.household, "pick", date.today(), Made(item_id=item, reasons=(WHY,)))
    app = shown(list_page().button(key="pick_dismiss").click().run())
    assert "Pick of the day" not in words(app)
    assert home.house.wishes.dismissed(home.household)


def test_no_pick_is_said_quietly_or_not_at_all(home: Home, list_page: Callable[[], AppTest]) -> None:
    home.house.notices.choose(home.household, hour=0)
    assert "pick" not in words(list_page()).lower(), "nothing is on sale"
    home.house.notices.choose(home.household, pick=False)
    sell(home.house, home.household)
    assert "pick" not in words(list_page()).lower()


@pytest.mark.usefixtures("visit")
def test_an_order_is_confirmed_in_the_dialog_with_the_pin_and_opens_the_shop(home: Home, item: int) -> None:
    orders = home.house.orders
    orders.set_limits(home.household, "EUR", None, 10_000)
    orders.set_pin(home.household, "4711")
    line = orders.add(home.household, None, item, "M")
    app = asked(line)
    text = words(app).replace("&#x27;", "'")
    assert "49.90 EUR · M" in text and "Left of this month's limit: 100.00 EUR." in text
    app.text_input(key="order_pin").set_value("4712")
    app = shown(app.button(key=ORDER).click().run())
    assert "The PIN is wrong" in app.warning[0].value
    assert orders.get(home.household, line).state == "listed"
    app.text_input(key="order_pin").set_value("4711")
    app = shown(app.button(key=ORDER).click().run())
    assert orders.get(home.household, line).state == "opened"
    assert links(shown(app.run())) == ["https://shop.example/A-1"]


@pytest.mark.usefixtures("visit")
def test_a_price_that_has_changed_behind_the_dialog_is_shown_before_it_can_be_confirmed(home: Home, item: int) -> None:
    orders = home.house.orders
    line = orders.add(home.household, None, item)
    app = AppTest.from_function(page_with_old_price, kwargs={"order": line}, default_timeout=90)
    app = shown(app.run())
    assert "49.90 EUR" in words(app)
    change_item(home.house, item, price_minor=5990)
    app = shown(app.button(key=ORDER).click().run())
    assert orders.get(home.household, line).state == "listed"
    assert "59.90 EUR" in words(app) and "49.90 EUR" not in words(app)
    assert "59\\.90 EUR now" in app.warning[0].value
    shown(app.button(key=ORDER).click().run())
    assert orders.get(home.household, line).paid == (5990, "EUR")


def page_with_old_price(order: int) -> None:
    """The dialog as it was opened: in a browser only the dialog itself is drawn anew."""
    import streamlit as st

    from app.components.order_dialog import confirm_order
    from app.session import me

    who = me()
    if "seen" not in st.session_state:
        st.session_state["seen"] = who.house.orders.get(who.household, order)
    confirm_order(who, st.session_state["seen"])


def test_a_refused_order_shows_why_and_can_be_ordered_again(
    home: Home, item: int, list_page: Callable[[], AppTest], receiver: Listener
) -> None:
    orders = home.house.orders
    orders.set_webhook(home.household, receiver.url)
    receiver.answers.append(403)
    line = orders.add(home.household, None, item)
    orders.confirm(home.household, line, (4990, "EUR"))
    orders.sending.work()
    app = list_page()
    assert "it answered 403" in words(app) and "not sent" in words(app)
    assert not app.button(key=f"order_confirm_{line}").disabled
    app = asked(line)
    assert "Your webhook gets the order." in words(app)
    shown(app.button(key=ORDER).click().run())
    assert orders.get(home.household, line).state == "sending"
    orders.sending.work()
    assert "sent to your webhook" in words(list_page())


def test_what_cannot_be_had_cannot_be_ordered_and_can_be_taken_off(
    home: Home, item: int, list_page: Callable[[], AppTest]
) -> None:
    line = home.house.orders.add(home.household, None, item)
    change_item(home.house, item, available=False)
    app = list_page()
    assert app.button(key=f"order_confirm_{line}").disabled and "cannot be had" in words(app)
    shown(app.button(key=f"order_remove_{line}").click().run())
    assert home.house.orders.listed(home.household) == []


def test_the_size_is_chosen_on_the_list(home: Home, item: int, list_page: Callable[[], AppTest]) -> None:
    line = home.house.orders.add(home.household, home.house.accounts.only_person(home.household), item)
    shown(list_page().selectbox(key=f"order_size_{line}").set_value("M").run())
    assert home.house.orders.get(home.household, line).size == "M"
    assert len(home.house.orders.listed(home.household)) == 1


def test_channels_are_added_tested_and_removed_without_showing_them(
    home: Home, visit: Visit, receiver: Listener
) -> None:
    page = visit("settings", part="notices")
    page.text_input(key="channel_url").set_value(receiver.url.replace("http", "json") + "/secret-topic")
    page = shown(page.button(key="FormSubmitter:channel-Add").click().run())
    (channel,) = home.house.notices.chosen(home.household).channels
    everything = words(page) + "".join(one.value for one in page.markdown)
    assert "secret-topic" not in everything and "JSON" in everything
    page = shown(page.button(key=f"channel_test_{channel.id}").click().run())
    assert "It should arrive now" in words(page) and len(receiver.got) == 1
    receiver.answers.append(500)
    page = shown(page.button(key=f"channel_test_{channel.id}").click().run())
    assert "500" in page.warning[0].value
    page = shown(page.toggle(key="notices_quiet").set_value(True).run())
    assert home.house.notices.chosen(home.household).quiet
    page = shown(page.button(key=f"channel_remove_{channel.id}").click().run())
    assert home.house.notices.chosen(home.household).channels == ()


def test_what_is_no_channel_is_said_in_the_form(home: Home, visit: Visit) -> None:
    page = visit("settings", part="notices")
    page.text_input(key="channel_url").set_value("foo://bar")
    page = shown(page.button(key="FormSubmitter:channel-Add").click().run())
    assert "there is no such channel" in page.warning[0].value.replace("\\", "")


def test_hours_and_kinds_are_chosen(home: Home, visit: Visit) -> None:
    page = visit("settings", part="notices")
    page = shown(page.selectbox(key="notices_hour").set_value(6).run())
    page = shown(page.toggle(key="notices_outfit").set_value(False).run())
    chosen = home.house.notices.chosen(home.household)
    assert (chosen.hour, chosen.evening, chosen.pick, chosen.outfit) == (6, 20, True, False)
    assert page.selectbox(key="notices_evening").disabled


def test_limits_pin_and_webhook_are_set_and_the_secret_is_shown_once(home: Home, visit: Visit) -> None:
    page = visit("settings", part="shops")
    page.text_input(key="limits_order").set_value("120")
    page = shown(page.button(key="FormSubmitter:limits-Save").click().run())
    assert home.house.orders.terms(home.household).per_order == 12_000
    page.text_input(key="limits_order").set_value("a lot")
    page = shown(page.button(key="FormSubmitter:limits-Save").click().run())
    assert "is no price" in page.warning[0].value
    page.text_input(key="pin_new").set_value("4711")
    page = shown(page.button(key="FormSubmitter:pin-Save").click().run())
    assert home.house.orders.terms(home.household).has_pin
    page.text_input(key="webhook_url").set_value("https://example.org/orders")
    page = shown(page.button(key="FormSubmitter:webhook-Save").click().run())
    assert "needs the PIN" in page.warning[0].value
    page.text_input(key="webhook_pin").set_value("4711")
    page = shown(page.button(key="FormSubmitter:webhook-Save").click().run())
    (secret,) = [code.value for code in page.code]
    assert secret.startswith("whsec_")
    page = shown(page.button(key="secret_done").click().run())
    assert not page.code
    assert home.house.orders.terms(home.household).webhook == "https://example.org/orders"


def test_the_outfit_for_tomorrow_is_shown_with_its_reasons_while_all_of_it_is_owned(home: Home, visit: Visit) -> None:
    garments = [home.garment("pants"), home.garment("upper-clothes")]
    for garment, category in zip(garments, ("pants", "upper-clothes"), strict=True):
        home.sighting(home.look(), garment, category=category)
    assert "For tomorrow" not in words(visit("outfits"))
    why = Reason("plan", "You have planned it.")
    home.house.notices.make(home.household, "outfit", date.today(), Made(garment_ids=tuple(garments), reasons=(why,)))
    text = words(visit("outfits"))
    assert "For tomorrow" in text and "You have planned it." in text
    home.house.garments.delete(home.household, garments[0])
    assert "For tomorrow" not in words(visit("outfits"))
