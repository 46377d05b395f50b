"""Groups: nobody can be read out of what is published."""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.insights.made import move_in, person
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.matching.insights.groups import (
    ASPECTS,
    CELLS,
    DELTA,
    EPSILON,
    EPSILON_PEOPLE,
    EPSILON_SUMS,
    GRID,
    GROUPS,
    LEAST_PEOPLE,
    SHOWN_FROM,
    Contribution,
    contribution,
    exact,
    release,
)
from wardrobe.matching.insights.noise import discrete_laplace, half_width, margin, tail
from wardrobe.matching.insights.releases import month_before
from wardrobe.schema import LookRow, SightingRow

TODAY = date(2026, 6, 15)
counts = st.fixed_dictionaries(
    {
        aspect: st.dictionaries(st.sampled_from(values), st.integers(0, 1000), max_size=6)
        for aspect, values in (ASPECTS | {"formality": ("casual", "smart", "formal")}).items()
    }
)
people = st.lists(counts, min_size=1, max_size=12).map(lambda each: [one for one in map(contribution, each) if one])


@given(counts)
@settings(deadline=None)
def test_what_anybody_adds_is_bounded(worn: dict[str, dict[str, int]]) -> None:
    own = contribution(worn)
    if own is not None:
        assert own.group in GROUPS and len(own.points) == len(CELLS)
        assert min(own.points) >= 0 and sum(own.points) <= GRID


@given(people, st.data())
@settings(deadline=None)
def test_one_person_more_or_less_changes_the_exact_numbers_by_no_more_than_stated(
    all_: list[Contribution], data: st.DataObject
) -> None:
    if not all_:
        return
    left_out = data.draw(st.integers(0, len(all_) - 1))
    with_, without = exact(all_), exact([one for place, one in enumerate(all_) if place != left_out])
    members = sum(abs(with_[group][0] - without[group][0]) for group in GROUPS)
    points = sum(abs(a - b) for group in GROUPS for a, b in zip(with_[group][1], without[group][1], strict=True))
    assert members == 1 and points <= GRID
    assert sum(with_[group] != without[group] for group in GROUPS) == 1


def alike(count: int) -> list[Contribution]:
    one = contribution({"formality": {"casual": 9}, "colour": {"blue": 6, "white": 3}, "pattern": {"plain": 9}})
    assert one is not None and one.group == "casual colourful"
    return [one] * count


def test_of_19_people_nothing_is_published_whatever_the_noise() -> None:
    assert not any(release("2026-05", alike(LEAST_PEOPLE - 1), Random(seed)).groups for seed in range(1500))


def test_of_20_people_hardly_ever_anything_is_published_so_the_limit_itself_tells_nothing() -> None:
    assert not any(release("2026-05", alike(LEAST_PEOPLE), Random(seed)).groups for seed in range(1500))
    assert tail(EPSILON_PEOPLE, 1, SHOWN_FROM - LEAST_PEOPLE) <= DELTA


def test_of_many_people_the_group_is_published_nearly_as_it_is() -> None:
    (group,) = release("2026-05", alike(2000), Random(4)).groups
    shares = dict(zip(CELLS, group.shares, strict=True))
    assert group.name == "casual colourful" and abs(group.people - 2000) < 40
    assert shares["colour", "blue"] == pytest.approx(2 / 3, abs=group.half_width)
    assert shares["pattern", "plain"] == pytest.approx(1, abs=group.half_width)
    assert 0 < group.half_width < 0.02


def test_the_noise_has_the_probabilities_that_privacy_asks_for() -> None:
    random, n = Random(7), 100_000
    seen = Counter(discrete_laplace(random, EPSILON_PEOPLE) for _ in range(n))
    ratio = math.exp(-EPSILON_PEOPLE)
    chi, cells = 0.0, 0
    for value in range(-10, 11):
        expected = n * (1 - ratio) / (1 + ratio) * ratio ** abs(value)
        chi, cells = chi + (seen[value] - expected) ** 2 / expected, cells + 1
    assert chi < 45.3  # chi-squared with 21 cells: exceeded in 1 of 600


def test_the_noise_of_sums_is_as_wide_as_one_persons_whole_share() -> None:
    random = Random(8)
    drawn = np.array([discrete_laplace(random, EPSILON_SUMS, GRID) for _ in range(40_000)])
    scale = GRID / EPSILON_SUMS
    assert np.abs(drawn).mean() == pytest.approx(scale, rel=0.03)
    assert drawn.mean() == pytest.approx(0, abs=4 * scale * math.sqrt(2 / len(drawn)))
    assert (np.abs(drawn) <= half_width(EPSILON_SUMS, GRID)).mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(("epsilon", "delta"), [(0.1, 1e-6), (0.5, 1e-6), (1.0, 1e-3), (3.0, 0.2)])
def test_the_margin_is_the_smallest_that_keeps_its_word(epsilon: float, delta: float) -> None:
    found = margin(epsilon, delta)
    assert tail(epsilon, 1, found) <= delta and (found == 1 or tail(epsilon, 1, found - 1) > delta)


def test_the_probability_of_every_answer_changes_by_no_more_than_epsilon_says() -> None:
    ratio = math.exp(-EPSILON_PEOPLE)
    for shown in range(-50, 120):
        one, other = (ratio ** abs(shown - truth) for truth in (40, 41))
        assert max(one / other, other / one) <= math.exp(EPSILON_PEOPLE) + 1e-12
    assert EPSILON == EPSILON_PEOPLE + EPSILON_SUMS


CLOTHES = {"A": {"colour": "blue", "formality": 0.0}, "B": {"colour": "blue", "formality": 0.0, "category": "pants"}}


def month(letters: str, who: int, days: int = 6) -> list[tuple[date, str, int]]:
    return [(date(2026, 5, 1) + timedelta(days=n), letters, who) for n in range(days)]


def taking_part(house: House, on: bool = True, count: int = 1, days: int = 6) -> tuple[int, list[int]]:
    home = fill(house, [])
    house.groups.take_part(home, on)
    who = [person(house, home, f"P{n}") for n in range(count)]
    move_in(house, home, CLOTHES, [look for one in who for look in month("AB", one, days)])
    return home, who


def test_a_household_is_off_until_it_opts_in_and_can_opt_out(house: House, home: int) -> None:
    assert not house.groups.takes_part(home)
    assert house.groups.mine(home, person(house, home, "Mina"), TODAY) is None
    house.groups.take_part(home, True)
    assert house.groups.takes_part(home)
    house.groups.take_part(home, False)
    assert not house.groups.takes_part(home) and house.choices.get(home, "groups") == {}


def test_only_people_who_opted_in_with_looks_of_their_own_count(house: House) -> None:
    taking_part(house, on=False)
    taking_part(house, days=4)  # too few looks
    home, _ = taking_part(house, count=2)
    move_in(house, home, CLOTHES, [(date(2026, 5, 1 + n), "A") for n in range(20)])  # nobody's looks
    first, last = month_before(TODAY)
    found = house.groups._people(first, last)
    assert len(found) == 2 and {one.group for one in found} == {"casual colourful"}


def test_what_one_adds_does_not_depend_on_the_others_of_the_household(house: House) -> None:
    home, (mina,) = taking_part(house)
    first, last = month_before(TODAY)
    alone = house.groups._people(first, last)
    jun = person(house, home, "Jun")
    move_in(house, home, {"A": {"colour": "red", "formality": 1.0}}, month("A", jun))
    with house.database.write() as session:  # Jun wears Mina's own shirt, and it looks red on him
        seen = select(SightingRow).join(LookRow).order_by(SightingRow.id)
        shirt = session.scalars(seen.where(LookRow.person_id == mina)).first()
        for row in session.scalars(seen.where(LookRow.person_id == jun)):
            row.garment_id = shirt.garment_id if shirt else None
    together = house.groups._people(first, last)
    assert alone[0] in together and len(together) == 2


def test_asked_again_the_answer_is_the_same_also_after_more_photos(house: House) -> None:
    home, who = taking_part(house, count=60)
    first = house.groups.latest(TODAY, Random(1))
    assert [group.name for group in first.groups] == ["casual colourful"]
    move_in(house, home, CLOTHES, month("A", who[0], 20))
    assert house.groups.latest(TODAY, Random(2)) == first == house.groups.latest(TODAY)
    mine = house.groups.mine(home, who[0], TODAY)
    assert mine is not None and mine.published == first.groups[0] and mine.month == "2026-05" and mine.others == ()


def test_no_exact_number_is_kept(house: House) -> None:
    taking_part(house, count=30)
    house.groups.latest(TODAY, Random(1))
    (file,) = (house.settings.data_dir / "groups").iterdir()
    kept = json.loads(file.read_text())
    assert kept == {"month": "2026-05", "groups": [], "epsilon": EPSILON, "delta": DELTA}


def test_a_damaged_release_is_not_drawn_again(house: House) -> None:
    folder: Path = house.settings.data_dir / "groups"
    folder.mkdir()
    (folder / "2026-05.json").write_text("{")
    with pytest.raises(StorageError, match="2026-05"):
        house.groups.latest(TODAY)
    assert (folder / "2026-05.json").read_text() == "{"


def test_who_comes_second_takes_the_first_ones_draw(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_part(house, count=60)
    real = house.groups._people

    def slow(*span: date) -> list[Contribution]:
        found = real(*span)
        monkeypatch.setattr(house.groups, "_people", real)
        house.groups.latest(TODAY, Random(1))  # another process is faster
        return found

    monkeypatch.setattr(house.groups, "_people", slow)
    late = house.groups.latest(TODAY, Random(2))
    assert late == house.groups.latest(TODAY)
    assert late == release("2026-05", real(*month_before(TODAY)), Random(1))
