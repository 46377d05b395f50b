"""What was worn together, and how far that alone tells what is worn next."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.wardrobe.matching.dressed import FIRST, Dressed
from wardrobe.house import House
from wardrobe.matching.worn import Worn, days_together, held_out, read_worn

TYPES = {id: "top" if id < 10 else "pants" for id in range(20)}


def worn(*looks: tuple[int, ...], day_of: int | None = None) -> list[Worn]:
    return [
        Worn(number, FIRST + timedelta(days=number if day_of is None else day_of), None, ids)
        for number, ids in enumerate(looks)
    ]


def test_days_count_and_not_photos() -> None:
    assert days_together(worn((1, 10), (1, 10))) == {(1, 10): 2}
    assert days_together(worn((1, 10), (10, 1), day_of=3)) == {(1, 10): 1}
    assert days_together(worn((1, 10), (1, 10)), without=[0]) == {(1, 10): 1}


def test_somebody_who_repeats_outfits_is_foretold() -> None:
    looks = worn(*((n % 5, 10 + n % 5) for n in range(100)))
    found = held_out(looks, TYPES)
    assert found.accuracy == 1 and found.n == 40 and found.chance == 0.25 and found.low > 0.9


def test_somebody_who_wears_anything_is_not() -> None:
    random = np.random.default_rng(1)
    looks = worn(*((int(random.integers(0, 10)), int(random.integers(10, 20))) for _ in range(600)))
    found = held_out(looks, TYPES)
    assert found.n > 200 and found.low < 0.25 < found.high


def test_what_is_worn_often_is_not_right_by_that_alone() -> None:
    """One pair of trousers nearly every day, with tops by chance: it is not the answer to every question."""
    random = np.random.default_rng(2)
    looks = worn(
        *(
            (int(random.integers(0, 10)), 10 if random.random() < 0.7 else int(random.integers(11, 20)))
            for _ in range(600)
        )
    )
    found = held_out(looks, TYPES)
    assert found.accuracy < 0.5


@pytest.mark.parametrize("looks", [[], [(1, 10)], [(1,), (1,), (1,), (1,), (1,)]])
def test_where_nothing_can_be_asked_there_is_no_figure(looks: list[tuple[int, ...]]) -> None:
    found = held_out(worn(*looks), TYPES)
    assert found.n == 0 and np.isnan(found.accuracy) and (found.low, found.high) == (0, 1)


def test_only_certain_garments_of_visible_looks_of_the_household_are_read(house: House) -> None:
    home, other = Dressed(house), Dressed(house)
    top, pants = home.garment("upper-clothes"), home.garment("pants")
    first, hidden = home.look(top, pants), home.look(top, pants)
    home.look(top, asked=[pants])
    other.look(other.garment("dress"))
    house.looks.delete(home.id, hidden)
    with house.database.read() as session:
        found = read_worn(session, home.id)
    assert [look.garment_ids for look in found] == [(top, pants), (top,)] and found[0].look_id == first
