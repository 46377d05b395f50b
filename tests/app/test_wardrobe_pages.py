"""The wardrobe and one garment of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words
from wardrobe.search import Filters, Found, Hit, Parts, Picture, Reason, Request

Visit = Callable[..., AppTest]


@pytest.fixture
def three(home: Home) -> tuple[int, int, int]:
    """Blue jeans worn on two days, black shoes worn today, a red dress worn long ago."""
    jeans, shoes, dress = home.garment(), home.garment("shoes"), home.garment("dress", name="Mum's <b>dress</b>")
    today, before, long_ago = home.look(), home.look(days_ago=2), home.look(days_ago=9)
    home.sighting(today, jeans)
    home.sighting(before, jeans, decision="same")
    home.sighting(today, shoes, category="shoes", kind=None, colour="black")
    home.sighting(long_ago, dress, category="dress", kind=None, colour="red")
    return jeans, shoes, dress


def component(page: AppTest, name: str) -> dict[str, Any]:
    """What a component of the page is to show."""
    (part,) = [one.proto for one in page.get("bidi_component") if one.proto.component_name == name]
    found: dict[str, Any] = json.loads(part.json)
    return found


def ids(page: AppTest) -> list[int]:
    return [tile["id"] for tile in tiles(page)]


def test_an_empty_wardrobe_says_what_to_do(visit: Visit) -> None:
    page = visit("wardrobe")
    assert "Your wardrobe is empty" in words(page)
    assert [link.label for link in page.get("page_link")] == ["Add a look"]
    assert tiles(page) == []


def test_every_garment_has_its_cut_out_name_and_wears(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    jeans, _shoes, dress = three
    found = {tile["id"]: tile for tile in tiles(visit("wardrobe"))}
    assert found[jeans]["title"] == "dark blue jeans"
    assert found[jeans]["subtitle"] == "worn 2 times · Today"
    cover = home.house.garments.get(home.household, jeans).cover_sighting_id
    assert found[jeans]["image"].startswith(f"/media/sightings/{cover}/small?v=")
    assert found[dress]["title"] == "Mum's <b>dress</b>"  # the gallery sets text, never markup


def test_filters_count_and_stay_in_the_address(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    jeans, shoes, _dress = three
    page = visit("wardrobe")
    pills = page.button_group(key="category")
    assert list(pills.options) == ["Dresses 1", "Trousers 1", "Shoes 1"]
    page = shown(pills.set_value("shoes").run())
    assert ids(page) == [shoes]
    assert page.query_params["category"] == "shoes"
    assert ids(visit("wardrobe", category="pants")) == [jeans]
    assert len(ids(visit("wardrobe", category="no such category"))) == 3


def test_colours_are_filtered_by_family(visit: Visit, three: tuple[int, int, int]) -> None:
    jeans, _shoes, dress = three
    assert ids(visit("wardrobe", colour="blue")) == [jeans]
    assert ids(visit("wardrobe", colour="red")) == [dress]


@pytest.mark.parametrize(("order", "first"), [("recent", {0, 1}), ("most", {0}), ("least", {1, 2}), ("new", {2})])
def test_the_order_is_chosen(visit: Visit, three: tuple[int, int, int], order: str, first: set[int]) -> None:
    page = shown(visit("wardrobe").radio(key="sort").set_value(order).run())
    assert ids(page)[0] in {three[place] for place in first}


def test_a_garment_shows_its_facts_and_every_look(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    jeans, _shoes, _dress = three
    page = visit("garment", garment=jeans)
    assert "dark blue jeans" in words(page)
    assert "2 times" in words(page)
    beside, looks = ids(page)[:1], ids(page)[1:]
    assert beside == [three[1]] and tiles(page)[0]["subtitle"] == "once together"
    assert len(looks) == 2
    pictures = component(page, "otjang_garment_views")
    assert pictures["views"][0]["caption"] == "Today" and len(pictures["views"]) == 2


def test_a_garment_leads_to_its_collections_its_tags_and_its_neighbours(
    home: Home, visit: Visit, three: tuple[int, int, int]
) -> None:
    jeans, _shoes, dress = three
    home.house.belongings.set(home.household, jeans, tags=["travel"])
    made = home.house.collections.make(home.household, "Trip", [jeans]).collection_id
    page = visit("wardrobe")
    order = ids(page)[1:]
    page = page.switch_page("views/garment.py")
    page.query_params["garment"] = str(jeans)
    page = shown(page.run())
    links = {link.label: link for link in page.get("page_link")}
    assert links["Trip"].query_string == f"collection={made}" and links["travel"].query_string == "tag=travel"
    at = order.index(jeans)
    assert links["Next garment"].query_string == f"garment={order[at + 1] if at < 2 else 0}"
    assert links["Next garment"].disabled == (at == 2)
    assert "Worn 2 times in twelve months" in words(page)
    page = shown(page.button(key=f"do_out_{made}").click().run())
    assert home.house.collections.get(home.household, made).count == 0
    assert "Worn once in twelve months, in " in words(visit("garment", garment=dress)), "nine days ago"


def test_a_garments_name_is_never_markup(visit: Visit, three: tuple[int, int, int]) -> None:
    page = visit("garment", garment=three[2])
    assert "Mum&#x27;s &lt;b&gt;dress&lt;/b&gt;" in words(page)
    assert "<b>dress" not in words(page)


def test_a_garment_that_is_not_there_leads_back(visit: Visit) -> None:
    assert "This garment is not here" in words(visit("garment", garment=999))


def test_a_deleted_garment_leads_to_the_wardrobe_and_can_be_brought_back(
    home: Home, visit: Visit, three: tuple[int, int, int]
) -> None:
    page = shown(visit("garment", garment=three[0]).button(key="do_delete").click().run())
    assert page.title[0].value == "Wardrobe"
    assert three[0] not in ids(page)
    shown(page.button(key="undo_button").click().run())
    assert three[0] in {garment.id for garment in home.house.garments.list(home.household)}


def test_split_is_offered_only_where_there_is_something_to_split(visit: Visit, three: tuple[int, int, int]) -> None:
    keys = {button.key for button in visit("garment", garment=three[1]).button}
    assert "do_split" not in keys
    page = shown(visit("garment", garment=three[0]).button(key="do_split").click().run())
    assert page.button(key="split_go").disabled


def test_merge_offers_the_others_of_the_category(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    other = home.garment()
    home.sighting(home.look(days_ago=5), other)
    before = len(ids(visit("garment", garment=three[0])))
    page = shown(visit("garment", garment=three[0]).button(key="do_merge").click().run())
    assert ids(page).count(other) == 1
    assert len(ids(page)) == before + 1


def test_words_pictures_and_garments_find_best_first(
    home: Home, visit: Visit, three: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    jeans, shoes, dress = three
    asked: list[Request] = []

    def find(household: int, request: Request) -> Found:
        assert household == home.household
        asked.append(request)
        why = (Reason("colour", "{value}", {"value": "black"}), Reason("kind", "maybe {value}", {"value": "boots"}))
        return Found((Hit(shoes, 0.9, Parts(), why), Hit(dress, 0.5, Parts(), ())))

    monkeypatch.setattr(home.house.search, "find", find)
    page = visit("wardrobe", q="black shoes")
    assert ids(page) == [shoes, dress]
    assert tiles(page)[0]["subtitle"] == "black · maybe boots"
    page.session_state["search_picture_given"] = Picture("<b>x</b>.jpg", b"bytes")
    page = shown(page.run())
    assert ids(page) == [shoes, dress]
    assert "Like &lt;b&gt;x&lt;/b&gt;.jpg" in words(page)
    page = shown(page.text_input(key="q").set_value("").run())
    page = shown(page.button(key="like_clear").click().run())
    assert set(ids(page)) == {jeans, shoes, dress}
    page = visit("wardrobe", like=jeans, colour="black")
    assert "Like dark blue jeans" in words(page)
    page = shown(page.button(key="like_clear").click().run())
    assert asked[0].words == "black shoes" and asked[0].picture is None
    both = next(one for one in asked if one.picture is not None)
    assert (both.words, both.picture) == ("black shoes", Picture("<b>x</b>.jpg", b"bytes"))
    assert (asked[-1].garment_id, asked[-1].filters) == (jeans, Filters(colour="black"))


def test_a_garments_page_leads_to_others_like_it(
    home: Home, visit: Visit, three: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home.house.search, "find", lambda household, request: Found((Hit(three[2], 0.8, Parts(), ()),)))
    page = shown(visit("garment", garment=three[0]).button(key="do_like").click().run())
    assert page.title[0].value == "Wardrobe"
    assert "Like dark blue jeans" in words(page)
    assert ids(page) == [three[2]]


def test_slips_are_told_and_an_empty_answer_says_why(visit: Visit, three: tuple[int, int, int]) -> None:
    page = visit("wardrobe", q="gren jeens")
    assert ids(page) == []
    assert "Searched for: green jeans" in words(page)
    assert "There is one pair of jeans here, but it is not green." in words(page)
    page = visit("wardrobe", q="blue jeans")
    assert ids(page) == [three[0]]
    assert "Searched for" not in words(page)


def test_patterns_and_seasons_are_filters_where_they_tell_garments_apart(
    home: Home, visit: Visit, three: tuple[int, int, int]
) -> None:
    jeans, _shoes, dress = three
    keys = {group.key for group in visit("wardrobe").button_group}
    assert not keys & {"pattern", "season"}
    for garment, pattern, warmth in ((jeans, "plain", "winter"), (dress, "floral", "summer")):
        home.house.garments.say(home.household, garment, "pattern", pattern)
        home.house.garments.say(home.household, garment, "warmth", warmth)
    page = visit("wardrobe")
    assert list(page.button_group(key="pattern").options) == ["Plain 1", "Floral 1"]
    page = shown(page.button_group(key="pattern").set_value("floral").run())
    assert ids(page) == [dress]
    assert page.query_params["pattern"] == "floral"
    assert ids(visit("wardrobe", season="winter")) == [jeans]
    page = visit("wardrobe", season="winter", pattern="floral")
    assert ids(page) == [] and "Nothing found" in words(page)
    assert [page.button(key=f"chosen_{name}").label for name in ("season", "pattern")] == ["Winter", "Floral"]
    page = shown(page.button(key="chosen_season").click().run())
    assert ids(page) == [dress] and "season" not in page.query_params
    page = shown(visit("wardrobe", season="winter", pattern="floral").button(key="chosen_clear").click().run())
    assert len(ids(page)) == 3 and "season" not in page.query_params


def test_each_drawing_puts_each_garment_through_the_filters_once(
    visit: Visit, three: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    admit = Filters.admit
    monkeypatch.setattr(Filters, "admit", lambda *given: asked.append(given) or admit(*given))
    page = visit("wardrobe")
    asked.clear()
    shown(page.run())
    assert len(asked) == len(three)


def test_a_picture_that_cannot_be_read_is_said(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    page = visit("wardrobe")
    page.session_state["search_picture_given"] = Picture("notes.jpg", b"milk, eggs")
    page = shown(page.run())
    assert "notes.jpg is not a JPEG" in words(page)
    assert "Nothing found" in words(page)
