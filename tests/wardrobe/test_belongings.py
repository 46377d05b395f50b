"""What a person says of a garment, the wash, what is put away: kept, checked, undone, and followed through merges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from embeddings.attributes import Attributes
from tests.wardrobe.conftest import fill
from wardrobe.belonging import Belonging
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.matching.schema import FeedbackRow, OutfitGarmentRow, OutfitRow, TripRow, TripThingRow
from wardrobe.schema import now
from wardrobe.seasons import season_of
from wardrobe.washing import time_to_wash, wears_before_wash

TODAY = date(2026, 7, 1)


@pytest.fixture
def wardrobe(house: House) -> tuple[int, list[int]]:
    """A household with A worn on 1, 2 and 3 January 2026, B on 2 January and C on 3 January."""
    home = fill(house, [["A"], ["A", "B"], ["A", "C"]])
    return home, sorted(item.id for item in house.garments.list(home))


def test_facts_are_kept_tidy_and_can_be_undone_one_by_one(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    first = house.belongings.set(
        home,
        one,
        today=TODAY,
        brand="  Acme   Denim ",
        size="M",
        price_minor=12990,
        currency="eur",
        bought_on=date(2025, 3, 4),
        weight_grams=480,
        occasions=["office", "casual", "office"],
        tags=["Travel", "travel", "  from  Mum "],
    )
    second = house.belongings.set(home, one, size="L")
    known = house.garments.get(home, one).belonging
    assert known == Belonging(
        brand="Acme Denim",
        size="L",
        price_minor=12990,
        currency="EUR",
        bought_on=date(2025, 3, 4),
        weight_grams=480,
        occasions=("casual", "office"),
        tags=("Travel", "from Mum"),
        wears_since_wash=3,
    )
    house.journal.undo(home, second)
    assert house.garments.get(home, one).belonging.size == "M"
    house.journal.undo(home, first)
    assert house.garments.get(home, one).belonging == Belonging(wears_since_wash=3)


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"price_minor": 100}, "currency", "needs its currency"),
        ({"price_minor": -1, "currency": "EUR"}, "price", "out of range"),
        ({"price_minor": 100, "currency": "DOLLARS"}, "currency", "no currency"),
        ({"bought_on": date(2026, 7, 2)}, "bought_on", "in the future"),
        ({"bought_on": date(1066, 10, 14)}, "bought_on", "too long ago"),
        ({"weight_grams": 0}, "weight", "out of range"),
        ({"weight_grams": 30_000}, "weight", "out of range"),
        ({"brand": "x" * 101}, "brand", "too long"),
        ({"size": "x" * 41}, "size", "too long"),
        ({"occasions": ["casual", "war"]}, "occasions", "no occasion war"),
        ({"tags": ["a, b"]}, "tags", "cannot be taken"),
        ({"tags": [str(n) for n in range(21)]}, "tags", "too many tags"),
        ({"colour": "blue"}, "colour", "no field colour"),
    ],
)
def test_what_cannot_be_so_is_refused_by_its_field_and_nothing_changes(
    house: House, wardrobe: tuple[int, list[int]], facts: dict[str, Any], field: str, said: str
) -> None:
    home, (one, *_) = wardrobe
    with pytest.raises(ChangeError, match=said) as raised:
        house.belongings.set(home, one, today=TODAY, brand="Acme", **facts) if "brand" not in facts else (
            house.belongings.set(home, one, today=TODAY, **facts)
        )
    assert raised.value.params["field"] == field
    assert house.garments.get(home, one).belonging == Belonging(wears_since_wash=3)
    assert house.journal.latest(home) == []


def test_a_price_taken_back_takes_its_currency_along(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    house.belongings.set(home, one, price_minor=500, currency="USD")
    house.belongings.set(home, one, currency="EUR")
    assert house.garments.get(home, one).belonging.currency == "EUR"
    house.belongings.set(home, one, price_minor=None)
    assert house.garments.get(home, one).belonging.currency is None


def test_the_wash_goes_in_one_by_one_and_comes_clean_at_once(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, other, third) = wardrobe
    house.belongings.to_wash(home, [one, other])
    assert {item.id for item in house.belongings.in_wash(home)} == {one, other}
    done = house.belongings.washed(home, date(2026, 1, 2))
    assert house.belongings.in_wash(home) == []
    worn = {item.id: item.belonging.wears_since_wash for item in house.garments.list(home)}
    assert worn == {one: 1, other: 0, third: 1}, "the third was not washed; the first was worn again on the third"
    house.journal.undo(home, done)
    assert {item.id for item in house.belongings.in_wash(home)} == {one, other}


class TestWornAfterItWentIntoTheWash:
    """A was worn on 1, 2 and 3 January, so that it is out by then if it went in before."""

    @pytest.mark.parametrize(("day", "there"), [(1, False), (2, False), (3, True), (4, True)])
    def test_it_is_out_with_the_first_look_of_a_later_day(
        self, house: House, wardrobe: tuple[int, list[int]], day: int, there: bool
    ) -> None:
        home, (one, *_) = wardrobe
        house.belongings.to_wash(home, [one], on=date(2026, 1, day))
        assert house.garments.get(home, one).belonging.in_wash == there
        assert [item.id for item in house.belongings.in_wash(home)] == [one] * there

    def test_it_counts_as_washed_on_the_day_it_went_in(self, house: House, wardrobe: tuple[int, list[int]]) -> None:
        home, (one, *_) = wardrobe
        house.belongings.to_wash(home, [one], on=date(2026, 1, 2))
        known = house.garments.get(home, one).belonging
        assert (known.washed_on, known.wears_since_wash) == (date(2026, 1, 2), 1)

    def test_it_goes_in_again(self, house: House, wardrobe: tuple[int, list[int]]) -> None:
        home, (one, *_) = wardrobe
        first = house.belongings.to_wash(home, [one], on=date(2026, 1, 1))
        again = house.belongings.to_wash(home, [one], on=date(2026, 1, 3))
        assert house.garments.get(home, one).belonging.in_wash
        house.journal.undo(home, again)
        assert not house.garments.get(home, one).belonging.in_wash
        house.journal.undo(home, first)
        assert house.garments.get(home, one).belonging == Belonging(wears_since_wash=3)

    def test_saying_what_is_so_already_changes_nothing(self, house: House, wardrobe: tuple[int, list[int]]) -> None:
        home, (one, *_) = wardrobe
        house.belongings.to_wash(home, [one], on=date(2026, 1, 1))
        assert house.belongings.would_change(home, {one: {"in_wash": False}}) == {one: {}}
        house.belongings.set_many(home, {one: {"in_wash": True}}, today=date(2026, 1, 3))
        assert house.garments.get(home, one).belonging.in_wash

    def test_of_two_that_are_one_the_later_day_counts(self, house: House, wardrobe: tuple[int, list[int]]) -> None:
        home, (one, other, _) = wardrobe
        house.belongings.to_wash(home, [one], on=date(2026, 1, 1))
        house.belongings.to_wash(home, [other], on=date(2026, 1, 3))
        house.garments.merge(home, one, other)
        assert house.garments.get(home, one).belonging.in_wash


def test_an_earlier_wash_does_not_make_a_garment_less_clean(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    house.belongings.washed(home, date(2026, 2, 1), [one])
    house.belongings.washed(home, date(2026, 1, 1), [one])
    assert house.garments.get(home, one).belonging.washed_on == date(2026, 2, 1)


def test_an_empty_basket_and_no_choice_are_said(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, _ = wardrobe
    with pytest.raises(ChangeError, match="Nothing is in the wash"):
        house.belongings.washed(home, TODAY)
    with pytest.raises(ChangeError, match="No garment was chosen"):
        house.belongings.to_wash(home, [])


def test_what_is_put_away_is_out_of_the_basket_and_comes_back(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, other, _) = wardrobe
    house.belongings.to_wash(home, [one])
    house.belongings.put_away(home, [one, other])
    kept = house.garments.get(home, one).belonging
    assert (kept.put_away, kept.in_wash) == (True, False)
    house.belongings.bring_back(home, [one])
    assert not house.garments.get(home, one).belonging.put_away
    assert house.garments.get(home, other).belonging.put_away


@pytest.mark.parametrize("act", ["to_wash", "out_of_wash", "put_away", "bring_back"])
def test_another_household_changes_nothing(house: House, wardrobe: tuple[int, list[int]], act: str) -> None:
    home, (one, *_) = wardrobe
    other = fill(house, [["A"]])
    (own,) = [item.id for item in house.garments.list(other)]
    with pytest.raises(NotFoundError):
        getattr(house.belongings, act)(other, [own, one])
    with pytest.raises(NotFoundError):
        house.belongings.set(other, one, brand="Mine")
    with pytest.raises(NotFoundError):
        house.belongings.washed(other, TODAY, [one])
    assert house.garments.get(home, one).belonging == Belonging(wears_since_wash=3)
    assert house.garments.get(other, own).belonging == Belonging(wears_since_wash=1)


@pytest.mark.parametrize(
    ("kind", "category", "most"),
    [
        ("t-shirt", "upper-clothes", 1),
        ("jeans", "pants", 3),
        ("coat", "outerwear", 20),
        (None, "pants", 4),
        ("sneakers", "shoes", None),
        ("bag", "bag", None),
        (None, "belt", None),
    ],
)
def test_kinds_ask_for_the_wash_after_so_many_wears(kind: str | None, category: str, most: int | None) -> None:
    assert wears_before_wash(item(kind, category)) == most


@pytest.mark.parametrize(
    ("belonging", "last_worn", "asks"),
    [
        (Belonging(wears_since_wash=3), date(2026, 6, 20), "worn 3 times since the wash: time to wash?"),
        (Belonging(wears_since_wash=2), date(2026, 6, 20), None),
        (Belonging(wears_since_wash=9), date(2026, 1, 20), None),
        (
            Belonging(wears_since_wash=9, washed_on=date(2025, 1, 1)),
            date(2026, 1, 20),
            "worn 9 times since the wash: time to wash?",
        ),
        (Belonging(wears_since_wash=9, in_wash=True), date(2026, 6, 20), None),
        (Belonging(wears_since_wash=9, put_away=True), date(2026, 6, 20), None),
    ],
)
def test_only_what_is_worn_and_at_hand_asks_for_the_wash(
    belonging: Belonging, last_worn: date, asks: str | None
) -> None:
    reason = time_to_wash(item("jeans", "pants", belonging, last_worn), TODAY)
    assert (reason and reason.said()) == asks


@pytest.mark.parametrize(
    ("day", "southern", "season"),
    [
        (date(2026, 1, 15), False, "winter"),
        (date(2026, 1, 15), True, "summer"),
        (date(2026, 4, 1), False, "spring"),
        (date(2026, 10, 1), True, "spring"),
        (date(2026, 12, 31), False, "winter"),
    ],
)
def test_seasons_of_both_halves_of_the_earth(day: date, southern: bool, season: str) -> None:
    assert season_of(day, southern=southern) == season


def test_winter_garments_can_be_packed_away_in_summer_and_come_back_in_autumn(
    house: House, wardrobe: tuple[int, list[int]]
) -> None:
    home, (one, other, third) = wardrobe
    for id, warmth in ((one, "winter"), (other, "winter"), (third, "mild")):
        house.garments.say(home, id, "warmth", warmth)
    found = house.belongings.out_of_season(home, TODAY)
    assert found is not None and set(found.garment_ids) == {one, other}
    assert found.reason.said() == "2 winter garments can be packed away."
    assert house.belongings.out_of_season(home, TODAY, southern=True) is None
    assert house.belongings.out_of_season(home, date(2026, 10, 1)) is None
    assert house.belongings.back_in_season(home, date(2026, 10, 1)) is None
    house.belongings.put_away(home, found.garment_ids)
    assert house.belongings.out_of_season(home, TODAY) is None
    back = house.belongings.back_in_season(home, date(2026, 10, 1))
    assert back is not None and set(back.garment_ids) == {one, other}
    assert house.belongings.back_in_season(home, TODAY) is None


def test_what_was_worn_lately_is_not_out_of_season(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, other, third) = wardrobe
    for id in (one, other, third):
        house.garments.say(home, id, "warmth", "summer")
    assert house.belongings.out_of_season(home, date(2026, 1, 10)) is None
    found = house.belongings.out_of_season(home, date(2026, 1, 24))
    assert found is not None and found.garment_ids == (other,), "worn on the second; the others on the third"


def test_merging_keeps_the_own_word_else_the_others_and_undo_parts_them(
    house: House, wardrobe: tuple[int, list[int]]
) -> None:
    home, (one, other, _) = wardrobe
    house.belongings.set(home, one, brand="Own", tags=["a"])
    house.belongings.set(
        home, other, brand="Other", size="M", price_minor=9, currency="USD", tags=["A", "b"], occasions=["party"]
    )
    house.belongings.to_wash(home, [other])
    house.belongings.washed(home, date(2026, 1, 2), [one])
    before = {id: house.garments.get(home, id).belonging for id in (one, other)}
    merged = house.garments.merge(home, one, other)
    known = house.garments.get(home, one).belonging
    assert (known.brand, known.size, known.price_minor, known.currency) == ("Own", "M", 9, "USD")
    assert (known.tags, known.occasions) == (("a", "b"), ("party",))
    assert (known.in_wash, known.washed_on) == (True, date(2026, 1, 2))
    house.journal.undo(home, merged)
    assert {id: house.garments.get(home, id).belonging for id in (one, other)} == before


def test_a_price_and_its_currency_are_of_the_same_garment(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, other, _) = wardrobe
    house.belongings.set(home, one, price_minor=100, currency="KRW")
    house.belongings.set(home, other, price_minor=9, currency="USD")
    house.garments.merge(home, one, other)
    known = house.garments.get(home, one).belonging
    assert (known.price_minor, known.currency) == (100, "KRW")


def test_what_is_split_off_is_another_thing_that_was_not_bought_yet(
    house: House, wardrobe: tuple[int, list[int]]
) -> None:
    home, (one, *_) = wardrobe
    house.belongings.set(home, one, brand="Acme", price_minor=100, currency="KRW")
    house.belongings.washed(home, date(2026, 1, 2), [one])
    newest = house.looks.page(home)[0]
    house.garments.split(home, one, [newest.sightings[0].id])
    made = next(item for item in house.garments.list(home) if item.id > max(wardrobe[1]))
    assert made.belonging == Belonging(washed_on=date(2026, 1, 2), wears_since_wash=1)
    assert house.garments.get(home, one).belonging.brand == "Acme"


class Named:
    """An outfit of A and B, one of B alone, a trip with B packed, and praise of B with C."""

    def __init__(self, house: House, home: int, ids: list[int]) -> None:
        self.house = house
        one, other, third = ids
        with house.database.write() as session:
            both, alone = (OutfitRow(household_id=home, made="own", created_at=now()) for _ in range(2))
            trip = TripRow(household_id=home, name="x", first=TODAY, last=TODAY, wishes={}, created_at=now())
            session.add_all([both, alone, trip])
            session.flush()
            pairs = ((both.id, one), (both.id, other), (alone.id, other))
            session.add_all([OutfitGarmentRow(outfit_id=outfit, garment_id=id) for outfit, id in pairs])
            session.add(TripThingRow(trip_id=trip.id, garment_id=other, packed=True))
            session.add(FeedbackRow(household_id=home, at=now(), kind="liked", garment_ids=[other, third]))
        self.both, self.alone, self.trip = both.id, alone.id, trip.id

    def now(self) -> tuple[Any, ...]:
        with self.house.database.read() as session:
            pairs = session.execute(select(OutfitGarmentRow.outfit_id, OutfitGarmentRow.garment_id)).all()
            things = session.execute(select(TripThingRow.garment_id, TripThingRow.packed)).all()
            said = session.scalars(select(FeedbackRow.garment_ids)).all()
        return sorted(map(tuple, pairs)), [tuple(row) for row in things], said


def test_outfits_trips_and_praise_follow_a_merge_and_come_back(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, ids = wardrobe
    one, other, third = ids
    named = Named(house, home, ids)
    before = named.now()
    merged = house.garments.merge(home, one, other)
    assert named.now() == ([(named.both, one), (named.alone, one)], [(one, True)], [[one, third]])
    house.journal.undo(home, merged)
    assert named.now() == before


def test_a_deleted_garment_leaves_outfits_and_trips_and_comes_back_with_them(
    house: House, wardrobe: tuple[int, list[int]]
) -> None:
    home, ids = wardrobe
    named = Named(house, home, ids)
    before = named.now()
    deleted = house.garments.delete(home, ids[1])
    assert named.now()[:2] == ([(named.both, ids[0])], [])
    house.journal.undo(home, deleted)
    assert named.now() == before


def test_an_outfit_or_a_list_that_is_gone_meanwhile_does_not_hold_the_garment_back(
    house: House, wardrobe: tuple[int, list[int]]
) -> None:
    home, ids = wardrobe
    named = Named(house, home, ids)
    merged = house.garments.merge(home, ids[0], ids[1])
    with house.database.write() as session:
        session.delete(session.get_one(OutfitRow, named.both))
        session.delete(session.get_one(TripRow, named.trip))
    house.journal.undo(home, merged)
    assert named.now()[:2] == ([(named.alone, ids[1])], [])
    assert house.garments.get(home, ids[1])


def item(
    kind: str | None, category: str, belonging: Belonging | None = None, last_worn: date | None = None
) -> GarmentItem:
    known = belonging or Belonging()
    return GarmentItem(1, category, kind, (), None, 1, 1, last_worn, last_worn, Attributes(), {}, known)
