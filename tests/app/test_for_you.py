"""For you and one thing on sale: suggestions with reasons, gaps, wishes, a search, and every empty state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from app.components.picture_search import SHOP
from tests.app.conftest import Home, shown, tiles, words
from tests.wardrobe.matching.shop import Shop, colours_of, unit
from wardrobe.search import Picture
from wardrobe.search.likeness import Example

Visit = Callable[..., AppTest]
WARM = (1.0, 0.1)


@pytest.fixture
def shop(home: Home) -> Shop:
    return Shop(home.house, home.household)


@pytest.fixture
def dressed(shop: Shop) -> Shop:
    for place in range(4):
        shop.owns("upper-clothes", (1, 0.05 * place), "blue")
        shop.owns("pants", (0.2, 0, 1), "red")
    shop.owns("shoes", (1, 0.2), "white")
    return shop


def person(home: Home) -> int:
    found = home.house.accounts.person_for(home.token)
    assert found is not None
    return found.id


def by_id(page: AppTest) -> dict[int, dict[str, object]]:
    return {tile["id"]: tile for tile in tiles(page)}


def test_without_a_catalogue_it_is_said_how_to_add_one(visit: Visit, shop: Shop) -> None:
    shop.owns("pants")
    page = visit("for_you")
    assert "No catalogue yet" in words(page) and "product feed" in words(page)
    assert "Settings" in {link.label for link in page.get("page_link")}


def test_an_empty_wardrobe_is_told_before_anything_else(visit: Visit, shop: Shop) -> None:
    shop.sells("dress")
    assert "Your wardrobe is empty" in words(visit("for_you"))


def test_a_catalogue_in_work_says_how_much_is_left(visit: Visit, shop: Shop) -> None:
    shop.owns("pants")
    shop.sells("dress", state="waiting")
    assert "The catalogue is being prepared: 1 items" in words(visit("for_you"))


def test_one_garment_says_what_it_can_and_cannot_say(visit: Visit, shop: Shop) -> None:
    shop.owns("pants", WARM)
    shop.sells("upper-clothes", WARM, "white")
    page = visit("for_you")
    assert "With one garment, this shows what goes with it." in words(page) and len(tiles(page)) == 1


def test_suggestions_say_price_and_reason_and_lead_to_the_item(visit: Visit, dressed: Shop) -> None:
    item = dressed.sells("pants", WARM, "beige", price=2990, regular_minor=5980, title="Wide <b>trousers</b>")
    tile = by_id(visit("for_you"))[item]
    assert tile["title"] == "Wide <b>trousers</b>" and tile["badge"] == "−50 %"
    assert tile["subtitle"] == "29.90 EUR · goes with 5 things you own"
    assert tile["href"] == f"/item?item={item}"


def test_types_and_prices_narrow_what_is_shown(home: Home, visit: Visit, dressed: Shop) -> None:
    cheap, dear = dressed.sells("pants", WARM, "beige", price=2000), dressed.sells("bag", WARM, "beige", price=90000)
    page = visit("for_you")
    assert {cheap, dear} == by_id(page).keys()
    assert by_id(visit("for_you", type="bag")).keys() == {dear}
    page = shown(visit("for_you").number_input(key="shop_most").set_value(100).run())
    assert by_id(page).keys() == {cheap}
    assert by_id(visit("for_you")).keys() == {cheap}, "the most that it may cost is remembered"


def test_sizes_and_stock_narrow_what_is_shown_and_all_is_taken_away_at_once(visit: Visit, dressed: Shop) -> None:
    small = dressed.sells("pants", WARM, "beige", sizes=["S", "XS"])
    unsaid = dressed.sells("bag", WARM, "beige")
    large = dressed.sells("upper-clothes", WARM, "beige", sizes=["L"], available=False)
    page = visit("for_you")
    assert by_id(page).keys() == {small, unsaid}
    page = shown(page.checkbox(key="shop_sold_out").check().run())
    assert by_id(page).keys() == {small, unsaid, large} and "also sold out" in words(page)
    page = shown(page.text_input(key="shop_size").set_value(" l").run())
    assert by_id(page).keys() == {unsaid, large} and "size l" in words(page)
    page = shown(page.radio(key="shop_audience").set_value("kids").run())
    page = shown(page.button(key="shop_clear").click().run())
    assert by_id(page).keys() == {small, unsaid} and not any(one.key == "shop_clear" for one in page.button)
    assert by_id(visit("for_you")).keys() == {small, unsaid}, "nothing of it is remembered"


def test_what_looks_like_a_garment_of_ones_own(home: Home, visit: Visit, dressed: Shop) -> None:
    boots = dressed.owns("shoes", (0, 1), "black")
    near, far = dressed.sells("shoes", (0.2, 1), "black"), dressed.sells("shoes", (1, 0.2), "red")
    dressed.sells("bag", (0, 1), "black")
    page = visit("for_you", like=boots)
    assert [tile["id"] for tile in tiles(page)] == [near, far]
    assert "Like black shoes" in words(page)
    assert "Nothing found" in words(visit("for_you", like=dressed.owns("skirt")))
    page = shown(page.button(key="like_clear").click().run())
    assert "Like black shoes" not in words(page)


def test_what_looks_like_a_picture_until_it_is_taken_away(
    visit: Visit, dressed: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = dressed.sells("shoes", (0.2, 1), "black"), dressed.sells("shoes", (1, 0.2), "black")
    bag = dressed.sells("bag", (0, 1), "black")
    embedding = unit((0, 1), dressed.house.models.encoder.dim).astype("<f4")
    histogram = colours_of("black")[1].astype("<f4")
    seen = {
        "boots.jpg": [Example("shoes", {}, embedding, histogram)],
        "thing.jpg": [Example(None, {}, embedding, histogram)],
    }
    monkeypatch.setattr("wardrobe.matching.alike.on_picture", lambda picture, *_: seen[picture.name])
    page = visit("for_you")
    page.session_state[SHOP] = Picture("boots.jpg", b"boots")
    page = shown(page.run())
    assert [tile["id"] for tile in tiles(page)] == [near, far] and "Like boots.jpg" in words(page)
    page.session_state[SHOP] = Picture("thing.jpg", b"thing")
    assert {near, bag} <= by_id(shown(page.run())).keys()
    page = shown(page.button(key="like_clear").click().run())
    assert "Like thing.jpg" not in words(page) and SHOP not in page.session_state


def test_a_picture_that_is_none_is_said(visit: Visit, dressed: Shop) -> None:
    dressed.sells("shoes", (0.2, 1), "black")
    page = visit("for_you")
    page.session_state[SHOP] = Picture("notes.jpg", b"no picture at all")
    assert "The picture cannot be read" in words(shown(page.run()))


def test_like_a_garment_of_others_is_everything(home: Home, visit: Visit, dressed: Shop) -> None:
    neighbour = Shop(home.house, home.neighbour(), catalogue=dressed.catalogue)
    theirs = neighbour.owns("shoes", (0, 1))
    item = dressed.sells("pants", WARM)
    page = visit("for_you", like=theirs)
    assert by_id(page).keys() == {item} and "Like black" not in words(page)


def test_a_garment_leads_to_what_is_like_it_where_there_is_a_catalogue(home: Home, visit: Visit) -> None:
    look, garment = home.look(), home.garment()
    home.sighting(look, garment)
    assert "do_like_on_sale" not in {one.key for one in visit("garment", garment=garment).button}
    Shop(home.house, home.household)
    assert "do_like_on_sale" in {one.key for one in visit("garment", garment=garment).button}


def test_for_whom_is_remembered(visit: Visit, dressed: Shop) -> None:
    hers, his = dressed.sells("pants", WARM, audience="female"), dressed.sells("bag", WARM, audience="male")
    assert by_id(visit("for_you")).keys() == {hers, his}
    page = shown(visit("for_you").radio(key="shop_audience").set_value("male").run())
    assert by_id(page).keys() == {his}
    assert by_id(visit("for_you")).keys() == {his}


def test_words_search_the_catalogue(home: Home, visit: Visit, dressed: Shop) -> None:
    text = home.house.models.encoder.encode_texts(["red dress"])[0].tolist()
    item = dressed.sells("dress", text, "red")
    page = visit("for_you", q="red dress")
    assert [tile["id"] for tile in tiles(page)] == [item]
    dressed.sells("bag", text, "red")
    assert "Nothing found" in words(visit("for_you", q="red dress", type="bag"))


def test_the_gap_view_says_what_would_open_most(visit: Visit, dressed: Shop) -> None:
    item = dressed.sells("pants", WARM, "beige", kind="trousers")
    page = visit("for_you", section="gaps")
    assert "Beige trousers" in words(page) and "would open 4 new outfits" in words(page)
    assert "4 outfits" in str(by_id(page)[item]["subtitle"])


def test_the_wish_list_shows_drops_first_and_what_is_gone(home: Home, visit: Visit, dressed: Shop) -> None:
    assert "Nothing on the wish list" in words(visit("for_you", section="wishes")) or not tiles(visit("for_you"))
    gone, cheaper = dressed.sells("bag", WARM, price=8000), dressed.sells("hat", WARM, price=8000)
    for item in (cheaper, gone):
        home.house.wishes.wish(home.household, person(home), item)
    dressed.costs(cheaper, 6000, date(2027, 1, 1))
    dressed.change(gone, gone_at=datetime(2026, 1, 1, tzinfo=UTC))
    found = tiles(visit("for_you", section="wishes"))
    assert [tile["id"] for tile in found] == [cheaper, gone]
    assert found[0]["badge"] == "Price dropped" and found[0]["subtitle"] == "60.00 EUR · was 80.00 EUR"
    assert found[1]["badge"] == "Gone" and found[1]["subtitle"] == "no longer on sale"


def test_an_item_shows_everything_that_can_be_said(home: Home, visit: Visit, dressed: Shop) -> None:
    twin = dressed.owns("pants", WARM, "beige")
    item = dressed.sells(
        "pants", WARM, "beige", price=4000, sizes=["S", "M"], brand="Brand & Co", title="Wide trousers"
    )
    page = visit("item", item=item)
    said = words(page)
    assert "Wide trousers" in said and "Brand &amp; Co" in said and "40.00 EUR" in said
    assert "Sizes: S, M" in said and "for each time worn" in said
    assert "Goes with 5 things you own" in said and "As outfits" in said and "outfit-card" in said
    assert "You already have" in said and twin in by_id(page)
    assert f"/media/items/{item}/large" in said


@pytest.mark.parametrize(
    ("link", "safe"),
    [("https://shop.example/7?a=1&b=2", True), ("javascript:alert(1)", False), (None, False), ("//x", False)],
)
def test_only_addresses_of_the_web_lead_to_the_shop(visit: Visit, dressed: Shop, link: str | None, safe: bool) -> None:
    said = words(visit("item", item=dressed.sells("pants", WARM, link=link)))
    assert ('rel="noopener noreferrer nofollow"' in said) == safe
    assert "javascript" not in said
    assert ("shop.example/7?a=1&amp;b=2" in said) == safe


def test_a_wish_is_made_and_taken_back(home: Home, visit: Visit, dressed: Shop) -> None:
    item = dressed.sells("pants", WARM)
    page = shown(visit("item", item=item).button(key="do_wish").click().run())
    assert home.house.wishes.state(home.household, person(home), item) == "wished"
    page = shown(page.button(key="do_forget").click().run())
    assert home.house.wishes.state(home.household, person(home), item) is None
    shown(page.button(key="undo_button").click().run())
    assert home.house.wishes.state(home.household, person(home), item) == "wished"


def test_not_for_me_takes_it_off_the_page_with_its_reason_until_it_is_undone(
    home: Home, visit: Visit, dressed: Shop
) -> None:
    item, other = dressed.sells("pants", WARM, "beige"), dressed.sells("bag", WARM, "brown")
    page = shown(visit("item", item=item).button(key="not_colour").click().run())
    assert page.title[0].value == "For you" and by_id(page).keys() == {other}
    (dismissed,) = home.house.wishes.dismissed(home.household)
    assert (dismissed.item.id, dismissed.why) == (item, "colour")
    shown(page.button(key="undo_button").click().run())
    assert item in by_id(visit("for_you"))
    assert "do_forget" not in {button.key for button in visit("item", item=item).button}


def test_an_item_goes_on_the_shopping_list_in_a_size(home: Home, visit: Visit, dressed: Shop) -> None:
    dressed.owns("pants", WARM, size="m")
    item = dressed.sells("pants", WARM, sizes=["S", "M"])
    page = visit("item", item=item)
    assert page.selectbox(key="list_size").value == "M", "the size that is owned"
    shown(page.button(key="do_list").click().run())
    (order,) = home.house.orders.listed(home.household)
    assert (order.item.id, order.size) == (item, "M")
    bag = dressed.sells("bag", WARM)
    shown(visit("item", item=bag).button(key="do_list").click().run())
    assert len(home.house.orders.listed(home.household)) == 2


def test_what_is_gone_says_so_and_offers_no_shop(visit: Visit, dressed: Shop) -> None:
    item = dressed.sells("pants", WARM, gone_at=datetime(2026, 1, 1, tzinfo=UTC))
    page = visit("item", item=item)
    assert "no longer on sale" in words(page) and 'class="to-shop"' not in words(page)
    assert "do_list" not in {button.key for button in page.button}


def test_another_households_item_is_not_here(visit: Visit, dressed: Shop) -> None:
    item = dressed.sells("pants", WARM, catalogue=dressed.open(dressed.neighbour()))
    page = visit("item", item=item)
    assert "This is not here" in words(page) and "For you" in {link.label for link in page.get("page_link")}
