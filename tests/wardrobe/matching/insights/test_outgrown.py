"""What to give away: only what had its chance, and never the only one of its kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.wardrobe.matching.insights.made import TODAY, item, rack, worn
from wardrobe.garments import GarmentItem
from wardrobe.matching.insights.outgrown import Outgrown, days_of_season, outgrown
from wardrobe.matching.insights.past import wears
from wardrobe.matching.worn import Worn

OLD = date(2024, 3, 1)


def weekly(id: int, count: int = 60) -> list[Worn]:
    """Worn every week up to today."""
    return [worn(TODAY - timedelta(weeks=n), id) for n in range(count)]


def proposed(
    garments: list[GarmentItem], looks: list[Worn], southern: bool = False, styles: Any = None
) -> tuple[Outgrown, ...]:
    return outgrown(rack(garments, styles), wears(looks), sorted(looks, key=lambda one: one.day), TODAY, southern)


def test_what_a_twin_is_worn_instead_of_is_proposed_with_both_reasons() -> None:
    garments = [item(1, kind="shirt"), item(2, kind="shirt")]
    (one,) = proposed(garments, [worn(OLD, 1), *weekly(2)])
    assert (one.garment.id, one.twin.id) == (1, 2)
    assert [str(reason) for reason in one.reasons] == [
        f"Not worn for {(TODAY - OLD).days} days.",
        "You have one much like it: worn 53 times in the last year.",
    ]


@pytest.mark.parametrize(
    ("own", "twin"),
    [
        ({"kind": "shirt"}, {"kind": "blouse"}),  # another kind
        ({"colour": "blue"}, {"colour": "red"}),  # another colour
        ({"category": "upper-clothes"}, {"category": "outerwear"}),  # another category
        ({"formality": 0.95}, {"formality": 0.95}),  # formal: seldom worn by nature
        ({"occasions": ("party",)}, {}),  # kept for an occasion
        ({"bought_on": TODAY - timedelta(days=100)}, {}),  # new
        ({"colour": None}, {"colour": None}),  # nobody knows what colour it is
    ],
)
def test_what_has_no_twin_or_a_good_reason_to_rest_stays(own: dict[str, Any], twin: dict[str, Any]) -> None:
    assert proposed([item(1, **own), item(2, **twin)], [worn(OLD, 1), *weekly(2)]) == ()


def test_the_only_one_of_its_kind_always_stays() -> None:
    assert proposed([item(1)], [worn(OLD, 1), *weekly(9)]) == ()


def test_of_twins_that_all_rest_none_goes() -> None:
    assert proposed([item(1), item(2)], [worn(OLD, 1), worn(OLD, 2), *weekly(9)]) == ()


def test_one_of_many_twins_always_stays() -> None:
    found = proposed([item(id) for id in range(1, 6)], [*[worn(OLD, id, id=id) for id in range(1, 5)], *weekly(5)])
    assert {one.garment.id for one in found} == {1, 2, 3, 4} and {one.twin.id for one in found} == {5}


def test_without_looks_in_all_that_time_nothing_is_known() -> None:
    assert proposed([item(1), item(2)], [worn(OLD, 1), *weekly(2, count=15)]) == ()


@pytest.mark.parametrize(
    ("warmth", "last", "southern", "goes"),
    [
        (0.95, date(2026, 3, 20), False, False),  # a coat in June: its season is over, it had no chance
        (0.95, date(2025, 3, 20), False, True),  # a whole winter without it
        (0.05, date(2025, 9, 10), False, False),  # a summer dress in June: the summer has only begun
        (0.05, date(2024, 9, 10), False, True),
        (0.05, date(2025, 6, 20), False, True),  # 103 days of last summer and 76 of this
        (0.95, date(2025, 6, 20), False, True),
        (0.95, date(2025, 9, 10), True, False),  # in the south its winter was short since
        (None, date(2025, 9, 10), False, False),
        (None, date(2025, 6, 10), False, True),
    ],
)
def test_a_garment_has_its_chance_in_its_own_season(
    warmth: float | None, last: date, southern: bool, goes: bool
) -> None:
    looks = [worn(OLD, 1), worn(last, 1), *weekly(2, count=150)]
    assert bool(proposed([item(1, warmth=warmth), item(2, warmth=warmth)], looks, southern)) == goes


def test_days_of_a_season_are_counted_as_the_calendar_has_them() -> None:
    assert days_of_season(item(1, warmth=0.0), date(2025, 3, 31), date(2026, 3, 31)) == 183
    assert days_of_season(item(1, warmth=1.0), date(2025, 3, 31), date(2026, 3, 31)) == 182
    assert days_of_season(item(1, warmth=0.5), date(2025, 3, 31), date(2026, 3, 31)) == 365
    assert days_of_season(item(1, warmth=0.0), date(2025, 3, 31), date(2026, 3, 31), southern=True) == 182


def test_where_many_look_different_a_twin_must_look_alike_too() -> None:
    garments = [item(id) for id in range(1, 7)]
    far = np.eye(6)
    looks = [worn(OLD, 1, id=1), *weekly(2), *[worn(TODAY - timedelta(days=3), id, id=100 + id) for id in range(3, 7)]]
    near = far.copy()
    near[1] = near[0] + 0.1 * near[1]
    far[1] = -far[0] - 0.1 * far[1]
    assert [one.garment.id for one in proposed(garments, looks, styles=near)] == [1]
    assert proposed(garments, looks, styles=far) == ()
