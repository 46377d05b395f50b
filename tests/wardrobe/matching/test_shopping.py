"""What people chose for good, for themselves, and what that says of a pick for all of them."""

from __future__ import annotations

from typing import Any

import pytest

from wardrobe.catalogue.facts import ItemFilters
from wardrobe.house import House
from wardrobe.matching.shopping import CHOICE, keep, kept_filters, shared_filters


def test_nothing_is_sifted_until_somebody_chooses(house: House, home: int) -> None:
    assert kept_filters(house.choices, home, 1) == shared_filters(house.choices, home, [1, 2]) == ItemFilters()


def test_what_was_chosen_is_kept_for_that_person_alone_and_taken_back(house: House, home: int) -> None:
    keep(house.choices, home, 1, audience="male")
    keep(house.choices, home, 1, most_minor=5000, currency="EUR")
    assert kept_filters(house.choices, home, 1) == ItemFilters(audience="male", most_minor=5000, currency="EUR")
    assert kept_filters(house.choices, home, 2) == kept_filters(house.choices, home + 1, 1) == ItemFilters()
    keep(house.choices, home, 1, audience=None, most_minor=None, currency=None)
    assert house.choices.get(home, CHOICE, 1) == {}


def test_what_is_not_known_is_passed_over(house: House, home: int) -> None:
    house.choices.set(home, CHOICE, {"audience": "aliens", "currency": "EUR"}, 1)
    assert kept_filters(house.choices, home, 1) == ItemFilters()


@pytest.mark.parametrize(
    ("each", "shared"),
    [
        ([{"audience": "male"}], {"audience": "male"}),
        ([{"audience": "male"}, {}], {"audience": "male"}),
        ([{"audience": "male"}, {"audience": "female"}], {}),
        ([{"most_minor": 5000, "currency": "EUR"}, {}], {}),
        (
            [{"most_minor": 5000, "currency": "EUR"}, {"most_minor": 9000, "currency": "EUR"}],
            {"most_minor": 9000, "currency": "EUR"},
        ),
        ([{"most_minor": 5000, "currency": "EUR"}, {"most_minor": 9000, "currency": "KRW"}], {}),
    ],
)
def test_a_household_is_shown_what_suits_all_who_chose(
    house: House, home: int, each: list[dict[str, Any]], shared: dict[str, Any]
) -> None:
    for person, given in enumerate(each, start=1):
        keep(house.choices, home, person, **given)
    assert shared_filters(house.choices, home, range(1, len(each) + 1)) == ItemFilters(**shared)
