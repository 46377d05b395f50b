"""The person's word on a garment: remembered, undone, true through merge, split, re-parsing and new models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from embeddings.attributes import Guess
from tests.wardrobe.conftest import BLUE, RED, ColourEncoder, fill, finish
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.rebuild import rebuild
from wardrobe.said import sayable
from wardrobe.schema import GarmentRow, LookRow, SightingRow


def only(house: House, home: int, category: str = "pants") -> GarmentItem:
    (garment,) = house.garments.list(home, category=category)
    return garment


@pytest.fixture
def pants(house: House, home: int, add: Callable[..., int]) -> int:
    """The id of blue trousers that a look shows."""
    add(pants=BLUE)
    return only(house, home).id


def test_what_is_guessed_is_there_before_anybody_says_anything(house: House, home: int, pants: int) -> None:
    garment = house.garments.get(home, pants)
    assert garment.kind == "jeans"
    assert garment.attributes.kind == Guess("jeans", pytest.approx(0.9))
    assert garment.attributes.pattern == Guess("plain", 0.9)
    assert garment.attributes.sleeve is None, "trousers have no sleeves"
    assert (garment.attributes.warmth, garment.said) == (pytest.approx(0.8), {})


def test_a_word_is_remembered_and_can_be_undone_or_taken_back(house: House, home: int, pants: int) -> None:
    said = house.garments.say(home, pants, "pattern", "striped")
    house.garments.say(home, pants, "kind", "shorts")
    house.garments.say(home, pants, "colour", "black")
    house.garments.say(home, pants, "warmth", "summer")
    garment = only(house, home)
    assert garment.attributes.pattern == Guess("striped", 1.0)
    assert (garment.kind, garment.colours[0].name, garment.attributes.warmth) == ("shorts", "black", 0.0)
    assert [item.id for item in house.garments.list(home, colour_family="black")] == [pants]
    with pytest.raises(ChangeError, match="changed again later"):
        house.journal.undo(home, said)
    house.garments.say(home, pants, "kind", None)
    assert only(house, home).kind == "jeans"
    for change in house.journal.latest(home)[:4]:
        house.journal.undo(home, change.id)
    house.journal.undo(home, said)
    assert only(house, home).said == {}


@pytest.mark.parametrize(
    ("aspect", "value", "message", "remedy"),
    [
        ("pattern", "tartan", "tartan is no pattern", "plain, striped, checked, dotted, floral, graphic"),
        ("kind", "coat", "coat is no kind", "trousers, jeans, shorts, leggings"),
        ("colour", "puce", "puce is no colour", "dark blue"),
        ("sleeve", "long", "There is no sleeve", "colour, kind, pattern, length, formality, warmth"),
        ("mood", "sad", "There is no mood", "colour, kind"),
        ("mood", None, "There is no mood", "colour, kind"),
        ("warmth", "0.7", "0.7 is no warmth", "summer, mild, winter"),
    ],
)
def test_a_word_that_cannot_be_is_refused_with_those_that_can(
    house: House, home: int, pants: int, aspect: str, value: str | None, message: str, remedy: str
) -> None:
    before = house.looks.version(home)
    with pytest.raises(ChangeError, match=message) as caught:
        house.garments.say(home, pants, aspect, value)
    assert remedy in caught.value.advice
    assert house.looks.version(home) == before
    assert only(house, home).said == {}


def test_nobody_speaks_for_another_household(house: House, home: int, pants: int) -> None:
    with pytest.raises(NotFoundError):
        house.garments.say(fill(house, []), pants, "pattern", "plain")


def test_everything_that_can_be_said_is_accepted(house: House, home: int, pants: int) -> None:
    for aspect, values in sayable("pants").items():
        for value in values:
            house.garments.say(home, pants, aspect, value)
    garment = only(house, home)
    assert garment.said == {aspect: values[-1] for aspect, values in sayable("pants").items()}


def test_merging_keeps_what_was_said_of_either_and_its_own_word_first(house: House) -> None:
    home = fill(house, [["A"], ["B"]])
    one, other = sorted(item.id for item in house.garments.list(home))
    house.garments.say(home, one, "pattern", "striped")
    house.garments.say(home, other, "pattern", "plain")
    house.garments.say(home, other, "warmth", "winter")
    merged = house.garments.merge(home, one, other)
    assert only(house, home).said == {"pattern": "striped", "warmth": "winter"}
    house.journal.undo(home, merged)
    assert house.garments.get(home, one).said == {"pattern": "striped"}
    assert house.garments.get(home, other).said == {"pattern": "plain", "warmth": "winter"}


def test_after_a_split_what_was_said_is_true_of_both(house: House) -> None:
    home = fill(house, [["A"], ["A"]])
    garment = only(house, home)
    house.garments.say(home, garment.id, "pattern", "striped")
    look = house.looks.page(home)[0]
    house.garments.split(home, garment.id, [look.sightings[0].id])
    assert [item.said for item in house.garments.list(home)] == [{"pattern": "striped"}] * 2


def test_another_category_takes_back_only_what_it_cannot_be(house: House, home: int, pants: int) -> None:
    house.garments.say(home, pants, "kind", "shorts")
    house.garments.say(home, pants, "colour", "black")
    change = house.garments.set_category(home, pants, "bag")
    assert only(house, home, "bag").said == {"colour": "black"}
    house.journal.undo(home, change)
    assert only(house, home).said == {"kind": "shorts", "colour": "black"}


def test_another_sighting_does_not_overrule_the_person(
    house: House, home: int, pants: int, add: Callable[..., int]
) -> None:
    house.garments.say(home, pants, "kind", "shorts")
    add(pants=BLUE, seed=1)
    garment = only(house, home)
    assert (garment.wear_count, garment.kind) == (1, "shorts")
    assert len(house.garments.looks_of(home, pants)) == 2


def test_the_word_outlives_a_new_encoder_which_gives_its_own_guesses(
    house: House, home: int, pants: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.garments.say(home, pants, "pattern", "dotted")
    with house.database.write() as session:
        session.execute(update(SightingRow).values(attributes=None, kind=None))
    monkeypatch.setattr(ColourEncoder, "model_id", "another-encoder")
    assert rebuild(house.tools).embedded == 1
    garment = only(house, home)
    assert garment.attributes.pattern == Guess("dotted", 1.0)
    assert garment.attributes.kind == Guess("jeans", pytest.approx(0.9)), "looks of before have attributes now"


def parse_again(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(LookRow).values(state="decoded", claimed_by=None))
    finish(house)


def test_the_word_outlives_a_look_that_is_parsed_again(house: House, home: int, pants: int) -> None:
    house.garments.say(home, pants, "pattern", "dotted")
    sighting = house.looks.page(home)[0].sightings[0].id
    parse_again(house)
    garment = only(house, home)
    assert (garment.id, garment.said, garment.cover_sighting_id) == (pants, {"pattern": "dotted"}, sighting)


def test_a_look_that_is_parsed_again_leaves_no_garment_behind(house: House, home: int, add: Callable[..., int]) -> None:
    add(pants=BLUE, upper_clothes=RED)
    parse_again(house)
    with house.database.read() as session:
        assert len(session.scalars(select(GarmentRow)).all()) == len(house.garments.list(home)) == 2


def test_what_was_seen_before_there_were_attributes_still_has_its_kind(house: House, home: int, pants: int) -> None:
    with house.database.write() as session:
        session.execute(update(SightingRow).values(attributes=None))
        session.execute(update(GarmentRow).values(name="x"))
    garment = house.garments.get(home, pants)
    assert (garment.kind, garment.attributes.kind) == ("jeans", None)
    house.garments.set_category(home, pants, "skirt")
    assert house.garments.get(home, pants).kind is None
