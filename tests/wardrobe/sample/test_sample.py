"""The sample household: added at once, filled by the real intake in the background, gone without a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.wardrobe.conftest import BLUE, RED, finish, photo
from tests.wardrobe.everything import rows
from tests.wardrobe.sample.conftest import TODAY, live
from tests.wardrobe.test_erasing import cached, files
from wardrobe.errors import NotFoundError, StorageError
from wardrobe.house import House
from wardrobe.sample import Manifest, Sample, SampleRounds
from wardrobe.sample.sample import CHOICE


def test_adding_makes_a_household_with_people_who_cannot_log_in_and_works_on_nothing(
    house: House, home: int, sample: Sample
) -> None:
    household = sample.add(home)
    assert {(person.name, person.can_log_in) for person in house.accounts.people(household)} == {
        ("Mina", False),
        ("Jun", False),
    }
    state = sample.state(home)
    assert (state.household_id, state.looks_total, state.looks_ready, state.done) == (household, 3, 0, False)
    assert house.looks.page(household) == []


def test_added_twice_it_is_there_once(house: House, home: int, sample: Sample) -> None:
    assert sample.add(home) == sample.add(home)
    household = live(house, sample, home)
    assert sample.add(home) == household
    assert not sample.step(household)
    assert len(house.looks.page(household)) == 3


def test_looks_come_in_the_order_of_their_days_counted_back_from_today(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    people = {person.id: person.name for person in house.accounts.people(household)}
    seen = [
        (look.name, (TODAY - look.worn_on).days, people[look.person_id or 0]) for look in house.looks.page(household)
    ]
    assert seen == [("c.jpg", 0, "Mina"), ("b.jpg", 4, "Jun"), ("a.jpg", 9, "Mina")]
    assert [look.id for look in house.looks.page(household)] == sorted(
        (look.id for look in house.looks.page(household)), reverse=True
    )


def test_one_look_is_handed_on_at_a_time_so_that_a_real_one_is_next(house: House, home: int, sample: Sample) -> None:
    household = sample.add(home)
    assert sample.step(household)
    assert not sample.step(household)
    mine = house.intake.receive(photo(upper_clothes=BLUE), "mine.jpg", household_id=home, source="upload")
    house.intake.work_once()
    house.intake.work_once()
    assert house.looks.get(home, mine.look_id).state == "ready"
    assert sample.state(home).looks_ready == 1


def test_the_sample_is_no_household_of_its_own(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    assert household not in house.accounts.households()
    assert house.daily.work() == 0
    told = house.notices.of(household, "outfit", date.today())
    assert told is not None and told.state == "made", "shown, and sent nowhere"


def test_its_shop_is_read_and_prepared_by_the_catalogues_own_worker(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    house.catalogue_work.round()
    (shop,) = house.catalogues.list(household)
    assert (shop.name, shop.items, shop.waiting, shop.failed) == ("A shop", 1, 0, 0)
    assert house.catalogues.list(home) == []


@pytest.mark.parametrize("at", range(4))
def test_a_process_that_ends_at_any_moment_leaves_a_sample_that_the_next_one_finishes(
    at: int, open_house: Callable[..., House], house: House, home: int, sampled: Callable[[House], Sample]
) -> None:
    sample = sampled(house)
    keep, done = house.choices.set, iter(range(at))

    def cut(household_id: int, name: str, value: dict[str, object], person_id: int = 0) -> None:
        if name == CHOICE and next(done, None) is None:
            raise KeyboardInterrupt
        keep(household_id, name, value, person_id)

    house.choices.set = cut  # type: ignore[method-assign]
    try:
        live(house, sample, home)
    except KeyboardInterrupt:
        house.close()
        house = open_house()
        sample = sampled(house)
    household = live(house, sample, home)
    assert [look.name for look in house.looks.page(household)] == ["c.jpg", "b.jpg", "a.jpg"]
    assert len(house.catalogues.list(household)) == 1
    assert [trip.name for trip in house.packing.trips(household)] == ["The sea"]
    assert len(house.plans.between(household, TODAY, TODAY + timedelta(days=30))) == 1


def test_removed_it_leaves_no_row_and_no_file(house: House, home: int, sample: Sample) -> None:
    house.intake.receive(photo(upper_clothes=RED), "mine.jpg", household_id=home, source="upload")
    finish(house)
    before = rows(house.database), files(house), cached(house)
    live(house, sample, home)
    house.catalogue_work.round()
    assert (rows(house.database), files(house), cached(house)) != before
    sample.remove(home)
    assert (rows(house.database), files(house), cached(house)) == before
    assert sample.state(home).household_id is None


def test_where_there_is_none_removing_does_nothing(home: int, sample: Sample) -> None:
    sample.remove(home)
    assert sample.state(home).household_id is None


def test_taken_away_while_its_looks_are_in_work_it_stays_away(house: House, home: int, sample: Sample) -> None:
    household = sample.add(home)
    sample.step(household)
    sample.remove(home)
    assert not sample.step(household)
    assert sample.unfinished() == []
    finish(house)
    assert len(house.looks.page(live(house, sample, home))) == 3


def test_only_a_household_has_a_sample(sample: Sample, home: int) -> None:
    with pytest.raises(NotFoundError):
        sample.add(home + 99)


def test_an_installation_without_it_says_so(house: House, home: int, sample: Sample, tmp_path: Path) -> None:
    sample._folder = tmp_path / "nowhere"
    assert sample.state(home).looks_total == 0
    with pytest.raises(StorageError, match="not installed"):
        sample.add(home)


def test_the_background_does_all_of_it_beside_the_intake(house: House, home: int, sample: Sample) -> None:
    rounds = SampleRounds(sample, house.settings.data_dir)
    house.intake.start_worker()
    sample.add(home)
    assert sample.ready() == []
    rounds.round()
    assert sample.state(home).done
    assert sample.ready() == [sample.state(home).household_id]


def test_a_sample_that_another_process_works_on_is_left_alone(
    house: House, home: int, sample: Sample, sampled: Callable[[House], Sample]
) -> None:
    folder = house.settings.data_dir
    first, second = SampleRounds(sample, folder), SampleRounds(sampled(house), folder)
    sample.add(home)
    seen = []
    sample.step = lambda _: seen.append(second.once()) or True  # type: ignore[method-assign,func-returns-value]
    assert first.once()
    assert seen == [False]


def test_the_installed_sample_says_what_is_in_it() -> None:
    told = Manifest.load()
    assert len(told.people) == 2
    assert len(told.looks) >= 26 and sum(look.file.endswith(".mp4") for look in told.looks) == 2
    worn = {key for look in told.looks for key in look.worn}
    assert len(worn) >= 30 and worn <= set(told.garments)
    assert {*told.outfit["garments"], *told.in_wash} <= set(told.garments)
    assert {look.person for look in told.looks} | {who for look in told.looks for who in look.ratings} <= set(
        told.people
    )
    assert all((told.folder / look.file).is_file() for look in told.looks)
    days = [look.days_ago for look in told.looks]
    assert days[-1] == 0 and 60 <= days[0] <= 80 and len(set(days)) == len(days)
    shop = told.folder / told.catalogue["folder"]
    assert len(list(shop.glob("*.jpg"))) == 60
    assert sum(path.stat().st_size for path in told.folder.rglob("*") if path.is_file()) <= 8_000_000
