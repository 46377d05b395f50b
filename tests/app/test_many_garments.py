"""Many garments at once, collections, and garments that look the same, on the wardrobe's page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, words
from wardrobe.duplicates import Duplicate
from wardrobe.garments import GarmentItem

Visit = Callable[..., AppTest]
Select = Callable[..., None]


@pytest.fixture
def three(home: Home) -> tuple[int, int, int]:
    """Trousers worn today, yesterday and long ago, each on its own look."""
    found = []
    for days_ago in (0, 1, 200):
        found.append(home.garment())
        home.sighting(home.look(days_ago=days_ago), found[-1])
    return found[0], found[1], found[2]


@pytest.fixture
def select(monkeypatch: pytest.MonkeyPatch) -> Select:
    """Lets a person have selected these, as the gallery would tell."""

    def selected(*ids: int) -> None:
        def browse(tiles: object, *, selecting: Any = None, **given: object) -> list[int]:
            return [*ids] if selecting else []

        monkeypatch.setattr("app.components.wardrobe.grid.browse", browse)

    return selected


def garment(home: Home, id: int) -> GarmentItem:
    return home.house.garments.get(home.household, id)


def galleries(page: AppTest) -> list[list[int]]:
    """The ids in each gallery of the page."""
    parts = [part.proto for part in page.get("bidi_component") if part.proto.component_name == "otjang_gallery"]
    return [[tile["id"] for tile in json.loads(part.json)["tiles"]] for part in parts]


def test_selecting_begins_with_nothing_and_ends_with_done(visit: Visit, three: tuple[int, int, int]) -> None:
    page = shown(visit("wardrobe").button(key="select_begin").click().run())
    assert "Tap garments to select them" in words(page)
    assert all(page.button(key=f"bulk_{name}").disabled for name in ("tags", "collection"))
    assert "select_begin" not in {button.key for button in page.button}
    page = shown(page.button(key="bulk_done").click().run())
    assert "bulk_done" not in {button.key for button in page.button}
    assert galleries(page) == [list(three)]


def test_many_are_washed_with_one_tap_and_one_undo(
    home: Home, visit: Visit, three: tuple[int, int, int], select: Select
) -> None:
    select(*three[:2])
    page = shown(visit("wardrobe").button(key="select_begin").click().run())
    assert "2 selected" in words(page)
    page = shown(page.menu_button(key="bulk_wash").click("wash").run())
    assert [garment(home, id).belonging.in_wash for id in three] == [True, True, False]
    assert "2 selected" in words(page), "they stay selected for the next thing"
    shown(page.button(key="undo_button").click().run())
    assert not any(garment(home, id).belonging.in_wash for id in three)


def test_many_are_deleted_and_brought_back(
    home: Home, visit: Visit, three: tuple[int, int, int], select: Select
) -> None:
    select(*three[1:])
    page = shown(visit("wardrobe").button(key="select_begin").click().run())
    page = shown(page.menu_button(key="bulk_more").click("delete").run())
    assert [item.id for item in home.house.garments.list(home.household)] == [three[0]]
    shown(page.button(key="undo_button").click().run())
    assert len(home.house.garments.list(home.household)) == 3


def script(question: str, subject: object) -> None:
    """A page that is nothing but a question."""
    from app.components.wardrobe import bulk_dialogs, collections
    from app.session import me

    who = me()
    if question == "rename":
        assert isinstance(subject, int)
        collections.rename(who, who.house.collections.get(who.household, subject))
    else:
        getattr(bulk_dialogs, question)(who, subject)


def asked(question: str, subject: object) -> AppTest:
    arguments = {"question": question, "subject": subject}
    return shown(AppTest.from_function(script, kwargs=arguments, default_timeout=90).run())


@pytest.mark.usefixtures("visit")
def test_tags_are_given_and_taken_away_in_one_change(home: Home, three: tuple[int, int, int]) -> None:
    home.house.belongings.set(home.household, three[0], tags=["old"])
    page = asked("ask_tags", [*three[:2]])
    page.text_input(key="bulk_tags_new").set_value("travel, rain")
    page.button_group(key="bulk_tags_take").set_value(["old"])
    shown(page.button(key="FormSubmitter:bulk_tags_form-Save").click().run())
    assert [garment(home, id).belonging.tags for id in three] == [("travel", "rain"), ("travel", "rain"), ()]


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize(
    ("question", "tap", "read", "expected"),
    [
        ("ask_season", "bulk_season_winter", lambda one: one.said, {"warmth": "winter"}),
        ("ask_category", "FormSubmitter:bulk_category-Save", lambda one: one.category, "skirt"),
        ("ask_occasions", "FormSubmitter:bulk_occasions-Save", lambda one: one.belonging.occasions, ("office",)),
    ],
)
def test_what_many_are_is_said_at_once(
    home: Home,
    three: tuple[int, int, int],
    question: str,
    tap: str,
    read: Callable[[GarmentItem], object],
    expected: object,
) -> None:
    page = asked(question, [*three[:2]])
    if question == "ask_category":
        page.button_group(key="bulk_category_chosen").set_value("skirt")
    if question == "ask_occasions":
        page.button_group(key="bulk_occasions_chosen").set_value(["office"])
    shown(page.button(key=tap).click().run())
    assert [read(garment(home, id)) == expected for id in three] == [True, True, False]


def test_a_tag_is_a_filter_with_a_chip(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    home.house.belongings.set(home.household, three[1], tags=["from *Mum*"])
    page = visit("wardrobe", tag="from *Mum*")
    assert galleries(page) == [[three[1]]]
    page = shown(page.button(key="chosen_tag").click().run())
    assert galleries(page) == [list(three)] and "tag" not in page.query_params


def test_what_was_not_worn_for_long_is_a_filter(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    assert galleries(visit("wardrobe", idle=90)) == [[three[2]]]
    home.house.belongings.put_away(home.household, [three[2]])
    page = visit("wardrobe", idle=90)
    assert "idle" not in {group.key for group in page.button_group}
    assert galleries(page) == [list(three)], "what is put away rests on purpose"


def test_whose_garments_they_are_is_a_filter_where_several_people_wear_them(
    home: Home, visit: Visit, three: tuple[int, int, int]
) -> None:
    other = home.house.people.add(home.household, "Jun")
    mina = home.house.accounts.person_for(home.token)
    assert mina is not None
    for id, person in ((three[0], mina.id), (three[1], other.id)):
        (look,) = home.house.garments.looks_of(home.household, id)
        home.house.looks.set_person(home.household, look.id, person)
    assert galleries(visit("wardrobe", person=other.id)) == [[three[1]]]


def test_a_collection_is_made_of_what_is_selected_then_opened_renamed_and_deleted(
    home: Home, visit: Visit, three: tuple[int, int, int]
) -> None:
    page = asked("ask_collection", [*three[1:]])
    page.text_input(key="new_collection_name").set_value("Trip <b>")
    shown(page.button(key="FormSubmitter:new_collection-Make it").click().run())
    (made,) = home.house.collections.list(home.household)
    assert (made.name, {*made.garment_ids}) == ("Trip <b>", {*three[1:]})
    page = visit("wardrobe", collection=made.id)
    assert "Trip &lt;b&gt;" in words(page) and "2 garments" in words(page)
    question = asked("rename", made.id)
    question.text_input(key="collection_name").set_value("Weekend")
    shown(question.button(key="FormSubmitter:rename_collection-Save").click().run())
    page = shown(page.run())
    assert "Weekend" in words(page)
    page = shown(page.menu_button(key="menu_collection").click("delete").run())
    assert "Weekend" not in words(page) and "collection" not in page.query_params
    assert "3 garments" in words(visit("wardrobe", collection=made.id)), "one that is gone is no place to be stuck"


def test_collections_stand_above_the_grid_until_something_is_looked_for(
    home: Home, visit: Visit, three: tuple[int, int, int]
) -> None:
    made = home.house.collections.make(home.household, "Trip", [three[0]]).collection_id
    assert galleries(visit("wardrobe")) == [[made], list(three)]
    assert galleries(visit("wardrobe", collection=made)) == [[three[0]]]
    assert galleries(visit("wardrobe", idle=90)) == [[three[2]]]


def test_an_empty_collection_says_how_to_fill_it(home: Home, visit: Visit, three: tuple[int, int, int]) -> None:
    made = home.house.collections.make(home.household, "Trip").collection_id
    page = visit("wardrobe", collection=made)
    assert "This collection is empty" in words(page) and galleries(page) == []
    page = shown(page.button(key="collection_close").click().run())
    assert galleries(page)[-1] == list(three)


@pytest.fixture
def alike(home: Home, three: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Two garments look the same, until they are merged or told apart."""
    keep, other = three[:2]

    def found(household: int) -> list[Duplicate]:
        there = {item.id: item for item in home.house.garments.list(household)}
        told = any(change.kind == "apart" and not change.undone for change in home.house.journal.latest(household))
        return [Duplicate(there[keep], there[other], 0.97)] if {keep, other} <= there.keys() and not told else []

    monkeypatch.setattr(home.house.duplicates, "of", found)
    monkeypatch.setattr(
        home.house.duplicates, "at_hand", lambda household: type("At", (), {"found": found(household), "fresh": True})
    )
    return keep, other


def test_garments_that_look_the_same_are_merged_after_a_question(
    home: Home, visit: Visit, alike: tuple[int, int]
) -> None:
    keep, other = alike
    page = visit("wardrobe")
    assert page.button(key="duplicates_open").label == "1 pair looks like the same garment"
    page = shown(page.button(key="duplicates_open").click().run())
    assert "Is this the same garment?" in words(page) and page.query_params["show"] == "twice"
    page = shown(page.button(key=f"same_{keep}_{other}").click().run())
    assert "No garments look the same" in words(page)
    assert garment(home, keep).wear_count == 2
    page = shown(page.button(key="undo_button").click().run())
    assert f"same_{keep}_{other}" in {button.key for button in page.button}


def test_not_the_same_is_not_asked_again_and_later_is_asked_later(
    home: Home, visit: Visit, alike: tuple[int, int]
) -> None:
    keep, other = alike
    page = shown(visit("wardrobe", show="twice").button(key=f"later_{keep}_{other}").click().run())
    assert "No garments look the same" in words(page)
    page = shown(visit("wardrobe", show="twice").button(key=f"apart_{keep}_{other}").click().run())
    assert "No garments look the same" in words(page) and "Not asked again." in words(page)
    page = shown(page.button(key="duplicates_close").click().run())
    assert "duplicates_open" not in {button.key for button in page.button}
    assert len(home.house.garments.list(home.household)) == 3


def test_more_is_shown_when_the_end_is_reached_and_another_question_begins_anew(
    home: Home, visit: Visit, three: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.components.wardrobe.grid.PAGE", 1)
    drawn: list[tuple[int, Any]] = []

    def browse(tiles: list[Any], *, more: Any, **given: object) -> list[int]:
        drawn.append((len(tiles), more))
        return []

    monkeypatch.setattr("app.components.wardrobe.grid.browse", browse)
    page = visit("wardrobe")
    assert drawn[-1][0] == 1 and drawn[-1][1].word == "Show more"
    page.session_state["wardrobe_shown"] = page.session_state["wardrobe_shown"][0], 3
    page = shown(page.run())
    assert drawn[-1] == (3, None), "there is no more"
    shown(page.radio(key="sort").set_value("new").run())
    assert drawn[-1][0] == 1
