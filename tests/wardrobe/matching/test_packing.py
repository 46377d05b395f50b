"""Packing lists: few garments that dress every day, and nothing that a person did to a list is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from embeddings.compatibility.likeness import Likeness
from embeddings.ontology import KINDS
from embeddings.parsing import GARMENT_CATEGORIES
from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.closet import TODAY, Closet
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.matching.capsules import Need, choose, days_of
from wardrobe.matching.packing import ORDER, Packing
from wardrobe.matching.rack import Rack
from wardrobe.matching.trips import Thing, Trip, TripWishes, read_line
from wardrobe.matching.weights import GRAMS, OF_CATEGORY

FIRST = date(2026, 5, 1)


@pytest.fixture
def closet(house: House, home: int) -> Closet:
    return Closet(house, home)


@pytest.fixture
def packing(house: House) -> Packing:
    return house.packing


def stocked(closet: Closet, tops: int = 8, bottoms: int = 4, shoes: int = 3) -> dict[str, list[int]]:
    counts = {"upper-clothes": tops, "pants": bottoms, "shoes": shoes}
    return {category: [closet.own(category) for _ in range(count)] for category, count in counts.items()}


def make(packing: Packing, home: int, days: int = 4, **wishes: Any) -> Trip:
    last = FIRST + timedelta(days=days - 1)
    return packing.get(home, packing.make(home, "Busan", FIRST, last, TripWishes(**wishes)))


def ids(trip: Trip) -> set[int]:
    return {garment.id for garment in trip.garments}


def said(things: tuple[Thing, ...]) -> list[str]:
    return [reason.said() for thing in things if (reason := thing.said())]


def line(trip: Trip, name: str) -> Thing:
    return next(thing for thing in trip.things if thing.words and read_line(thing.words)[0] == name)


def test_a_small_choice_dresses_every_day(closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    trip = make(packing, home, days=6)
    kinds = Counter(garment.category for garment in trip.garments)
    assert kinds["upper-clothes"] == 3, "a top stays fresh for two days"
    assert kinds["pants"] == 2, "trousers stay fresh for four days"
    assert kinds["shoes"] == 1, "shoes are heavy and stay fresh"
    plan = packing.plan(home, trip)
    assert len(plan.outfits) == 6 and plan.notes == ()
    for _, garments in plan.outfits:
        assert {"upper-clothes", "pants", "shoes"} == {garment.category for garment in garments}
    worn = Counter(garment.id for _, garments in plan.outfits for garment in garments if garment.category != "shoes")
    assert max(worn.values()) <= 4


def test_laundry_on_the_way_makes_the_list_shorter(closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    long, washed = make(packing, home, days=8), make(packing, home, days=8, laundry=True)
    assert len(washed.garments) < len(long.garments)
    assert read_line(line(long, "underwear").words or "")[1] == 9
    assert read_line(line(washed, "underwear").words or "")[1] == 5
    assert len(packing.plan(home, washed).outfits) == 8 and packing.plan(home, washed).notes == ()


def test_what_is_in_the_wash_or_put_away_stays_at_home_unless_it_is_wished(
    closet: Closet, packing: Packing, home: int
) -> None:
    stocked(closet, tops=2, bottoms=2, shoes=1)
    washing, away = closet.own("upper-clothes", in_wash=True), closet.own("upper-clothes", put_away=True)
    assert not {washing, away} & ids(make(packing, home, days=8))
    assert {washing, away} < ids(make(packing, home, days=8, everything=True))


def test_each_further_occasion_has_a_day_with_what_suits_it(closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    gown = closet.own("dress", occasions=["party"])
    closet.own("dress", occasions=["sporty"])
    trip = make(packing, home, days=4, occasions=("casual", "party"))
    plan = packing.plan(home, trip)
    assert Counter(occasion for occasion, _ in plan.outfits) == {"casual": 3, "party": 1}
    assert [occasion for occasion, _ in plan.outfits] == ["casual"] * 3 + ["party"]
    assert gown not in {
        garment.id for occasion, garments in plan.outfits if occasion == "casual" for garment in garments
    }


@pytest.mark.parametrize(
    ("occasions", "days", "found"),
    [
        ((), 5, {None: 5}),
        (("casual",), 5, {"casual": 5}),
        (("casual", "party", "formal"), 5, {"casual": 3, "party": 1, "formal": 1}),
        (("casual", "party"), 1, {"casual": 1, "party": 1}),
    ],
)
def test_the_usual_occasion_has_the_days_that_the_others_leave(
    occasions: tuple[str, ...], days: int, found: dict[str | None, int]
) -> None:
    assert days_of(occasions, days) == found


def test_warmth_decides_what_is_taken(closet: Closet, packing: Packing, home: int) -> None:
    light = [closet.own(category, warmth=0.1) for category in ("upper-clothes", "pants", "sunglasses")]
    warm = [closet.own(category, warmth=0.9) for category in ("upper-clothes", "pants", "outerwear", "scarf")]
    summer, winter = make(packing, home, days=2, warmth=0.05), make(packing, home, days=2, warmth=0.95)
    assert ids(summer) == set(light)
    assert ids(winter) == set(warm)
    assert "Swimwear" in said(summer.things) and "Swimwear" not in said(winter.things)


def test_rain_puts_something_over_it_and_an_umbrella_on_the_list(closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    coat = closet.own("outerwear")
    trip = make(packing, home, days=3, warmth=0.3, wet=True)
    assert coat in ids(trip) and "Umbrella" in said(trip.things)


def test_the_weight_wished_for_is_kept_by_wearing_things_again(closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    free = packing.plan(home, make(packing, home, days=8))
    assert free.grams > 3600 and free.notes == ()
    plan = packing.plan(home, make(packing, home, days=8, most_grams=3600))
    assert plan.grams <= 3600, "shoes, trousers and two tops"
    assert len(plan.outfits) == 8
    assert "Some garments are worn more often than usual before they are washed." in map(str, plan.notes)


def test_the_same_outfit_is_not_worn_two_days_running_where_there_is_another(
    closet: Closet, packing: Packing, home: int
) -> None:
    stocked(closet, tops=2, bottoms=1, shoes=1)
    outfits = [garments for _, garments in packing.plan(home, make(packing, home, days=4)).outfits]
    assert len(outfits) == 4 and len(set(map(tuple, map(_ids, outfits)))) == 2
    assert all(_ids(one) != _ids(other) for one, other in pairwise(outfits))


def test_a_list_dresses_every_occasion_fresh_where_it_can(closet: Closet, packing: Packing, home: int) -> None:
    usual = closet.own("upper-clothes", occasions=["casual"])
    both = closet.own("upper-clothes")
    closet.own("pants")
    plan = packing.plan(home, make(packing, home, days=3, occasions=("casual", "party")))
    assert plan.notes == () and {usual, both} <= {one.id for _, garments in plan.outfits for one in garments}


def _ids(garments: Iterable[GarmentItem]) -> list[int]:
    return [garment.id for garment in garments]


def test_a_weight_that_cannot_be_kept_is_said_and_there_is_still_an_outfit(
    closet: Closet, packing: Packing, home: int
) -> None:
    stocked(closet)
    plan = packing.plan(home, make(packing, home, days=2, most_grams=500))
    assert plan.outfits and "The list weighs more than you wished." in map(str, plan.notes)


def test_a_garments_own_weight_counts(closet: Closet, packing: Packing, home: int) -> None:
    closet.own("dress", weight_grams=1234)
    trip = make(packing, home, days=1)
    words = packing.plan(home, trip).grams - 1234
    assert words == 2 * 50 + 2 * 50 + 350 + 500


def test_a_bag_that_goes_with_it_comes_along_and_no_second(closet: Closet, packing: Packing, home: int) -> None:
    closet.own("dress", like=[1, 0])
    good, _bad = closet.own("bag", like=[1, 0.1]), closet.own("bag", like=[0, 1])
    trip = make(packing, home, days=1)
    assert good in ids(trip) and len(trip.garments) == 2


def test_an_empty_wardrobe_and_only_shoes_have_a_list_in_words_and_say_why(
    closet: Closet, packing: Packing, home: int
) -> None:
    trip = make(packing, home)
    assert trip.garments == () and said(trip.things)[:2] == ["5 × underwear", "5 pairs of socks"]
    assert [str(note) for note in packing.plan(home, trip).notes] == ["The wardrobe is still empty."]
    closet.own("shoes")
    packing.regenerate(home, trip.id)
    notes = packing.plan(home, packing.get(home, trip.id)).notes
    assert (notes and "add" in str(notes[0])) or "empty" in str(notes[0])


def test_making_it_anew_keeps_what_is_ticked_off_and_what_the_person_did(
    closet: Closet, packing: Packing, home: int
) -> None:
    owned = stocked(closet)
    trip = make(packing, home, days=4)
    ticked = next(thing for thing in trip.things if thing.garment and thing.garment.category == "upper-clothes")
    off = next(thing for thing in trip.things if thing.garment and thing.garment.category == "pants")
    packing.tick(home, ticked.id, True)
    packing.remove(home, off.id)
    packing.remove(home, line(trip, "nightwear").id)
    packing.tick(home, line(trip, "socks").id, True)
    wished = next(id for id in owned["shoes"] if id not in ids(trip))
    packing.add_garment(home, trip.id, wished)
    packing.add_garment(home, trip.id, wished)
    packing.add_words(home, trip.id, "  charger   and cable ")
    packing.regenerate(home, trip.id)
    again = packing.get(home, trip.id)
    assert ticked.id in {thing.id for thing in again.things if thing.packed}
    assert off.garment is not None and off.garment.id not in ids(again), "what was taken off stays off"
    assert "Nightwear" not in said(again.things)
    assert wished in ids(again) and Counter(ids(again))[wished] == 1
    assert said(again.things).count("charger and cable") == 1
    assert sum(text.endswith("pairs of socks") for text in said(again.things)) == 1
    assert len(again.garments) == len(ids(again)), "nothing is on it twice"
    assert len(packing.plan(home, again).outfits) == 4


def test_another_plan_for_the_same_trip_keeps_what_the_person_did(closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    trip = make(packing, home, days=2)
    off = trip.things[0]
    packing.remove(home, off.id)
    packing.change(home, trip.id, "Jeju", FIRST, FIRST + timedelta(days=5), TripWishes(laundry=True))
    again = packing.get(home, trip.id)
    assert (again.name, again.days, again.wishes.laundry) == ("Jeju", 6, True)
    assert off.garment is not None and again.wishes.without == (off.garment.id,)
    assert off.garment.id not in ids(again)


@pytest.mark.parametrize(
    ("name", "days", "wishes", "field"),
    [
        ("  ", 2, TripWishes(), "name"),
        ("x" * 81, 2, TripWishes(), "name"),
        ("x", 0, TripWishes(), "last"),
        ("x", 61, TripWishes(), "last"),
        ("x", 2, TripWishes(occasions=("war",)), "occasions"),
        ("x", 2, TripWishes(warmth=1.1), "warmth"),
        ("x", 2, TripWishes(most_grams=10), "weight"),
    ],
)
def test_a_trip_that_cannot_be_is_refused_by_its_field(
    packing: Packing, home: int, name: str, days: int, wishes: TripWishes, field: str
) -> None:
    with pytest.raises(ChangeError) as raised:
        packing.make(home, name, FIRST, FIRST + timedelta(days=days - 1), wishes)
    assert raised.value.params["field"] == field
    assert packing.trips(home) == []


@pytest.mark.parametrize("text", ["", "   ", "===", "x" * 61])
def test_a_line_has_words(packing: Packing, home: int, text: str) -> None:
    trip = make(packing, home)
    with pytest.raises(ChangeError):
        packing.add_words(home, trip.id, text)


def test_a_line_that_a_person_writes_is_never_taken_for_one_of_the_lists(packing: Packing, home: int) -> None:
    trip = make(packing, home)
    packing.add_words(home, trip.id, "=socks 3")
    assert "socks 3" in said(packing.get(home, trip.id).things)


def test_another_household_sees_and_changes_nothing(house: House, closet: Closet, packing: Packing, home: int) -> None:
    stocked(closet)
    trip = make(packing, home)
    other = fill(house, [["A"]])
    (own,) = [item.id for item in house.garments.list(other)]
    assert packing.trips(other) == []
    attempts: list[tuple[Any, ...]] = [
        (packing.get, trip.id),
        (packing.regenerate, trip.id),
        (packing.delete, trip.id),
        (packing.tick, trip.things[0].id, True),
        (packing.remove, trip.things[0].id),
        (packing.add_words, trip.id, "x"),
        (packing.add_garment, trip.id, own),
        (packing.change, trip.id, "x", FIRST, FIRST, TripWishes()),
    ]
    for act, *given in attempts:
        with pytest.raises(NotFoundError):
            act(other, *given)
    with pytest.raises(NotFoundError):
        packing.add_garment(home, trip.id, own)
    assert packing.get(home, trip.id) == trip


def test_a_deleted_trip_is_gone_with_its_lines_and_a_deleted_garment_leaves_the_list(
    house: House, closet: Closet, packing: Packing, home: int
) -> None:
    stocked(closet)
    trip = make(packing, home)
    gone = trip.garments[0].id
    house.garments.delete(home, gone)
    assert ids(packing.get(home, trip.id)) == ids(trip) - {gone}
    packing.delete(home, trip.id)
    assert packing.trips(home) == []
    with pytest.raises(NotFoundError):
        packing.tick(home, trip.things[0].id, True)


def test_trips_come_the_latest_first(packing: Packing, home: int) -> None:
    days = [FIRST, FIRST + timedelta(days=30), FIRST - timedelta(days=30)]
    made = [packing.make(home, f"{day}", day, day) for day in days]
    assert [trip.id for trip in packing.trips(home)] == [made[1], made[0], made[2]]


def test_wishes_come_back_as_they_were_kept() -> None:
    wishes = TripWishes("Busan", 0.4, True, ("casual", "party"), True, 9000, True, (1, 2), (3,), ("socks",))
    assert TripWishes.from_json(wishes.json()) == wishes
    assert TripWishes.from_json({"place": "Busan", "of a later version": 1}) == TripWishes("Busan")


def test_every_kind_and_category_has_a_weight_and_a_place_in_the_list() -> None:
    assert set(GRAMS) == set(KINDS)
    assert set(OF_CATEGORY) == set(ORDER) == set(GARMENT_CATEGORIES)


def test_a_large_wardrobe_is_packed_from_in_moments() -> None:
    random = np.random.default_rng(0)
    types = tuple(["top"] * 200 + ["pants"] * 80 + ["dress"] * 40 + ["outerwear"] * 40 + ["shoes"] * 40)
    garments: Any = [None] * len(types)
    styles = random.normal(size=(len(types), 32)).astype(np.float32)
    rack = Rack(tuple(garments), types, styles / np.linalg.norm(styles, axis=1, keepdims=True))
    wears = [{"top": 2, "pants": 4, "dress": 2}.get(type_) for type_ in types]
    start = time.perf_counter()
    found = choose(rack, Likeness(32), [Need("casual", 14, tuple(range(len(types))))], [300] * len(types), wears)
    assert time.perf_counter() - start < 2
    assert len(found.outfits) == 14 and found.missing == 0 and not found.worn_again
    assert len(found.places) <= 16, "fourteen outfits of a few garments"


assert TODAY < FIRST
