"""What to wear: what is left out, what is kept, how suggestions differ, and what is said about them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.closet import TODAY, Closet
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.matching.outfits import Outfits, Suggested, Wanted
from wardrobe.matching.taste import Feedback
from wardrobe.matching.together import WornTogether
from wardrobe.matching.weather import Weather

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def closet(house: House, home: int) -> Closet:
    return Closet(house, home)


@pytest.fixture
def suggest(house: House, home: int) -> Callable[..., Suggested]:
    def ask(**wanted: object) -> Suggested:
        return house.outfits.suggest(home, Wanted(**{"day": TODAY, **wanted}), TODAY)  # type: ignore[arg-type]

    return ask


def worn(suggested: Suggested) -> set[int]:
    return {id for outfit in suggested.outfits for id in outfit.garment_ids}


def said(suggested: Suggested) -> set[str]:
    return {str(reason) for outfit in suggested.outfits for reason in outfit.reasons}


def basics(closet: Closet, tops: int = 4, bottoms: int = 3) -> tuple[list[int], list[int]]:
    return [closet.own("upper-clothes") for _ in range(tops)], [closet.own("pants") for _ in range(bottoms)]


def test_an_empty_wardrobe_one_garment_and_only_shoes_say_what_can_be_said(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    assert str(suggest().nothing) == "The wardrobe is still empty."
    closet.own("shoes")
    assert str(suggest().nothing) == "There are only shoes here: add a top and trousers, or a dress."
    closet.own("upper-clothes")
    assert str(suggest().nothing) == "There is nothing here to wear below a top: add trousers or a skirt."
    closet.own("pants")
    assert suggest().nothing is None and len(suggest().outfits) == 1


def test_garments_without_vectors_yet_are_waited_for(house: House) -> None:
    other = fill(house, [["A"]])
    nothing = house.outfits.suggest(other, Wanted(TODAY), TODAY).nothing
    assert nothing is not None and "still being looked at" in str(nothing)


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"in_wash": True}, "wash"), ({"put_away": True}, "put_away"), ({"occasions": ["party"]}, "occasion")],
)
def test_what_cannot_be_worn_is_left_out_and_counted(
    closet: Closet, suggest: Callable[..., Suggested], facts: dict[str, object], why: str
) -> None:
    tops, _bottoms = basics(closet)
    closet.say(tops[0], **facts)
    found = suggest(occasion="casual")
    assert tops[0] not in worn(found)
    assert found.left_out == {why: 1}
    assert tops[0] in worn(suggest(occasion="casual", locked=(tops[0],)))


def test_what_was_worn_yesterday_is_left_out_but_coats_and_the_only_shoes_are_not(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    basics(closet)
    top, coat, shoes = (closet.own(name, YESTERDAY) for name in ("upper-clothes", "outerwear", "shoes"))
    found = suggest(warmth=0.9)
    assert top not in worn(found) and {coat, shoes} <= worn(found)
    assert found.left_out == {"worn": 1}
    others = closet.own("shoes")
    assert others in worn(suggest(warmth=0.9)) and shoes not in worn(suggest(warmth=0.9))
    assert top in worn(suggest(day=TODAY + timedelta(days=2)))


def test_where_there_is_too_little_to_change_into_it_is_said(closet: Closet, suggest: Callable[..., Suggested]) -> None:
    ids = {closet.own("upper-clothes", YESTERDAY), closet.own("pants", YESTERDAY)}
    found = suggest()
    assert worn(found) == ids
    assert [str(note) for note in found.notes] == [
        "There is too little to change into: what was worn the day before is shown as well."
    ]


def test_where_the_rest_is_in_the_wash_it_is_said(closet: Closet, suggest: Callable[..., Suggested]) -> None:
    closet.own("upper-clothes")
    closet.say(closet.own("pants"), in_wash=True)
    assert "in the wash" in str(suggest().nothing)


def test_what_is_planned_for_the_day_before_is_left_out(
    house: House, home: int, closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    tops, bottoms = basics(closet)
    kept = house.plans.save(home, [tops[0], bottoms[0]])
    house.plans.plan(home, kept.id, TODAY)
    assert not {tops[0], bottoms[0]} & worn(suggest(day=TODAY + timedelta(days=1)))
    assert {tops[0], bottoms[0]} & worn(suggest(limit=20))


@pytest.mark.parametrize(
    ("warmth", "left"),
    [(0.0, {"summer", "mild"}), (0.5, {"summer", "mild", "winter"}), (1.0, {"winter"})],
)
def test_garments_are_as_warm_as_the_day_wants(
    closet: Closet, suggest: Callable[..., Suggested], warmth: float, left: set[str]
) -> None:
    names = {
        closet.own("upper-clothes", warmth=warm): name
        for name, warm in (("summer", 0.1), ("mild", 0.4), ("winter", 0.9))
    }
    closet.own("pants")
    assert {names[id] for id in worn(suggest(warmth=warmth)) if id in names} == left


@pytest.mark.parametrize(
    ("weather", "layered"),
    [
        (Weather(TODAY, 24, 30), False),
        (Weather(TODAY, 24, 30, rain_mm=8), True),
        (Weather(TODAY, 1, 6), True),
        (Weather(TODAY, 8, 15, feels_low_c=4, feels_high_c=9), True),
    ],
)
def test_a_layer_is_worn_in_the_cold_and_in_the_rain(
    closet: Closet, suggest: Callable[..., Suggested], weather: Weather, layered: bool
) -> None:
    basics(closet)
    coat = closet.own("outerwear", warmth=0.6)
    found = suggest(weather=weather)
    assert all((coat in outfit.garment_ids) == layered for outfit in found.outfits)
    assert str(weather.said()) in said(found)


def test_lighter_things_are_worn_under_a_layer(closet: Closet, suggest: Callable[..., Suggested]) -> None:
    top = closet.own("upper-clothes", warmth=0.4)
    closet.own("upper-clothes", warmth=0.9)
    closet.own("pants")
    assert top not in worn(suggest(warmth=1.0))
    closet.own("outerwear", warmth=1.0)
    assert top in worn(suggest(warmth=1.0))


def test_without_weather_the_season_is_that_of_what_was_worn_lately(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    for _ in range(3):
        closet.own("upper-clothes", warmth=0.1)
        closet.own("pants", warmth=0.1)
    winter = closet.own("upper-clothes", TODAY - timedelta(days=90), warmth=0.95)
    assert winter not in worn(suggest(limit=20))
    assert "As warm as what was worn lately" in said(suggest())
    assert winter in worn(suggest(limit=20, warmth=1.0))


def test_rules_about_the_weather_give_way_before_there_is_nothing(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    closet.own("upper-clothes", warmth=0.0)
    closet.own("pants", warmth=0.0)
    found = suggest(warmth=1.0)
    assert len(found.outfits) == 1
    assert "the nearest is shown" in str(found.notes[0])


@pytest.mark.parametrize(("occasion", "fits"), [("formal", "suit"), ("sporty", "sweater"), (None, None)])
def test_an_occasion_has_its_formality(
    closet: Closet, suggest: Callable[..., Suggested], occasion: str | None, fits: str | None
) -> None:
    names = {
        closet.own("upper-clothes", formality=0.95): "suit",
        closet.own("upper-clothes", formality=0.05): "sweater",
    }
    closet.own("pants")
    found = {names[id] for id in worn(suggest(occasion=occasion)) if id in names}
    assert found == ({fits} if fits else {"suit", "sweater"})


def test_what_the_person_said_a_garment_is_for_stands_above_its_looks(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    top = closet.own("upper-clothes", formality=0.0, occasions=["formal"])
    closet.own("pants")
    assert top in worn(suggest(occasion="formal"))
    assert "Right for a formal occasion" in said(suggest(occasion="formal"))


def test_every_outfit_is_built_around_the_garment_and_keeps_what_is_locked(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    tops, bottoms = basics(closet)
    found = suggest(around=tops[2], locked=(bottoms[1],))
    assert found.outfits
    assert all({tops[2], bottoms[1]} <= {*outfit.garment_ids} for outfit in found.outfits)


def test_a_garment_of_others_or_of_nobody_is_not_built_around(
    house: House, closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    basics(closet)
    theirs = Closet(house, fill(house, [])).own("upper-clothes")
    for garment in (theirs, 9999):
        with pytest.raises(NotFoundError):
            suggest(around=garment)


def test_another_household_gets_only_its_own(house: House, closet: Closet) -> None:
    basics(closet)
    neighbour = Closet(house, fill(house, []))
    own = {neighbour.own("upper-clothes"), neighbour.own("skirt")}
    assert worn(house.outfits.suggest(neighbour.household, Wanted(TODAY), TODAY)) == own


def test_the_same_question_has_the_same_answer_and_a_shuffle_another(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    basics(closet, 8, 8)
    ids = [outfit.garment_ids for outfit in suggest().outfits]
    assert ids == [outfit.garment_ids for outfit in suggest().outfits]
    assert ids != [outfit.garment_ids for outfit in suggest(seed=1).outfits]
    assert ids != [outfit.garment_ids for outfit in suggest(surprise=True, seed=1).outfits]


def test_suggestions_differ_and_the_same_trousers_are_not_in_all_of_them(
    closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    best = closet.own("pants", like=[1, 0.1])
    for _ in range(4):
        closet.own("pants", like=[1, 0.6])
    for place in range(6):
        closet.own("upper-clothes", like=[1, place / 20])
    found = suggest(limit=6)
    uses = Counter(id for outfit in found.outfits for id in outfit.garment_ids)
    assert len({outfit.garment_ids for outfit in found.outfits}) == 6
    assert best in uses and max(uses.values()) <= 3


def test_every_wearable_garment_is_suggested_within_as_many_days_as_there_are_garments(
    house: House, home: int, closet: Closet
) -> None:
    categories = ["upper-clothes"] * 9 + ["pants"] * 5 + ["skirt", "dress", "outerwear", "outerwear"]
    categories += ["shoes"] * 3 + ["bag", "scarf", "hat", "belt", "belt"]
    ids = [closet.own(category) for category in categories]
    away = closet.own("dress", put_away=True)
    seen: set[int] = set()
    for number in range(len(ids) + 1):
        seen |= worn(house.outfits.suggest(home, Wanted(TODAY + timedelta(days=number), limit=3), TODAY))
    assert seen == {*ids} and away not in seen


def test_what_has_waited_long_is_preferred_and_it_is_said(closet: Closet, suggest: Callable[..., Suggested]) -> None:
    for place in range(4):
        closet.own("upper-clothes", TODAY - timedelta(days=3), like=[1, place / 10])
    waiting = closet.own("upper-clothes", TODAY - timedelta(days=80), like=[1, 0.05])
    closet.own("pants", TODAY - timedelta(days=5), like=[1])
    assert waiting in suggest(limit=1).outfits[0].garment_ids
    assert "top: not worn for 80 days" in said(suggest(limit=1))


def test_what_is_worn_together_is_said(closet: Closet, suggest: Callable[..., Suggested]) -> None:
    days = [TODAY - timedelta(days=ago) for ago in (4, 8, 12)]
    closet.own("upper-clothes", *days)
    closet.own("pants", *days)
    assert "top and trousers: worn together on 3 days" in said(suggest())


def test_the_taste_of_the_person_is_asked_and_moves_the_order(
    house: House, home: int, closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    tops, bottoms = basics(closet)
    asked: list[tuple[int, int | None]] = []

    class Likes:
        def adjust(self, household: int, person: int | None, outfits: Sequence[Sequence[int]]) -> np.ndarray:
            asked.append((household, person))
            return np.array([5.0 if {tops[3], bottoms[2]} <= {*ids} else 0.0 for ids in outfits])

        def said(self, household: int, person: int | None, limit: int = 100) -> list[Feedback]:
            return []

    own = Outfits(house.racks, house.garments, WornTogether(house.database, house.garments), house.plans, Likes())
    found = own.suggest(home, Wanted(TODAY, person_id=7), TODAY)
    assert found.outfits[0].garment_ids == (tops[3], bottoms[2])
    assert {*asked} == {(home, 7)}


def test_what_was_skipped_is_not_suggested_for_two_weeks_if_there_is_anything_else(
    house: House, home: int, closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    tops, bottoms = basics(closet, 2, 1)
    bag = closet.own("bag")
    then = datetime.combine(TODAY - timedelta(days=3), datetime.min.time(), UTC)
    said = house.taste.skip(home, None, [tops[0], bottoms[0], bag], now=then)
    assert tops[0] not in worn(suggest())
    assert tops[0] in worn(suggest(person_id=1))  # another's opinion
    assert tops[0] in worn(house.outfits.suggest(home, Wanted(TODAY + timedelta(12)), TODAY + timedelta(12)))
    house.taste.skip(home, None, [tops[1], bottoms[0]], now=then)
    assert len(suggest().outfits) == 2  # there is nothing else
    house.taste.undo(home, said.id)
    assert tops[0] in worn(suggest())


def test_a_wardrobe_of_five_hundred_is_answered_quickly(
    house: House, home: int, closet: Closet, suggest: Callable[..., Suggested]
) -> None:
    for number in range(500):
        closet.own(("upper-clothes", "pants", "upper-clothes", "shoes", "dress", "outerwear", "bag")[number % 7])
    suggest()
    began = time.perf_counter()
    assert len(suggest(seed=1).outfits) == 6
    assert time.perf_counter() - began < 0.6
