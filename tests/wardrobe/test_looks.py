"""Looks by day, and deletion that means it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.wardrobe.conftest import BLUE, RED, DrawnModels, fill, photo
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.looks import MOST_REMARK
from wardrobe.recognition import Thresholds
from wardrobe.schema import Base, ChangeRow, ImageRow, LookRow

Add = Callable[..., int]


def test_pages_follow_the_days_worn(house: House) -> None:
    home = fill(house, [["A"], ["A"], ["A"], ["A"], ["A"]])
    newest = house.looks.page(home)
    assert [look.worn_on.day for look in newest] == [5, 4, 3, 2, 1]
    house.looks.set_worn_on(home, newest[0].id, date(2025, 12, 31))
    first = house.looks.page(home, limit=2)
    second = house.looks.page(home, before=first[-1].id, limit=2)
    third = house.looks.page(home, before=second[-1].id, limit=2)
    assert [look.worn_on.day for look in (*first, *second, *third)] == [4, 3, 2, 1, 31]
    assert house.looks.page(home, before=third[-1].id) == []


def test_looks_of_one_day_come_the_latest_first_and_none_twice(house: House) -> None:
    home = fill(house, [["A"]] * 4)
    ids = [look.id for look in house.looks.page(home)]
    for look_id in ids:
        house.looks.set_worn_on(home, look_id, date(2026, 1, 1))
    pages, before = [], None
    while page := house.looks.page(home, before=before, limit=1):
        pages += [look.id for look in page]
        before = page[-1].id
    assert pages == sorted(ids, reverse=True)


def test_a_page_does_not_start_at_a_look_of_others(house: House) -> None:
    home, other = fill(house, [["A"]]), fill(house, [["A"]])
    with pytest.raises(NotFoundError):
        house.looks.page(home, before=house.looks.page(other)[0].id)


def test_every_change_raises_the_version(house: House) -> None:
    home = fill(house, [["A", "B"], ["A?"]])
    newest, oldest = house.looks.page(home)
    garment = house.garments.list(home)[0].id
    versions = [house.looks.version(home)]
    for change in (
        lambda: house.garments.confirm(home, newest.sightings[0].id),
        lambda: house.garments.rename(home, garment, "name"),
        lambda: house.looks.delete(home, oldest.id),
        lambda: house.journal.undo(home, house.journal.latest(home)[0].id),
    ):
        change()
        versions.append(house.looks.version(home))
    assert versions == sorted(set(versions))
    with pytest.raises(NotFoundError):
        house.looks.version(999_999)


def test_a_deleted_look_is_gone_at_once_and_can_be_brought_back(house: House, home: int, add: Add) -> None:
    look = add(pants=BLUE)
    before = house.looks.get(home, look), house.garments.list(home)
    change = house.looks.delete(home, look)
    assert house.looks.page(home) == house.garments.list(home) == []
    for gone in (house.looks.get, house.looks.delete, house.looks.keep_twin):
        with pytest.raises(NotFoundError):
            gone(home, look)
    with pytest.raises(NotFoundError):
        house.garments.get(home, before[1][0].id)
    house.journal.undo(home, change)
    assert (house.looks.get(home, look), house.garments.list(home)) == before


def test_the_same_picture_given_again_brings_a_deleted_look_back(house: House, home: int, add: Add) -> None:
    look = add(pants=BLUE)
    garment = house.garments.list(home)[0].id
    house.garments.rename(home, garment, "Sunday best")
    house.looks.delete(home, look)
    received = house.intake.receive(photo(pants=BLUE), "again.jpg", household_id=home, source="upload")
    assert (received.look_id, received.duplicate) == (look, False)
    assert house.garments.get(home, garment).name == "Sunday best"
    assert house.journal.latest(home)[0].undone


def test_a_deleted_look_comes_back_with_its_picture_whatever_was_changed_since(
    house: House, home: int, add: Add
) -> None:
    assert isinstance(house.models, DrawnModels)
    first = add(seed=1, pants=BLUE)
    house.models.measured = Thresholds(same=1, ask=0.5)
    asking = house.looks.get(home, add(seed=2, pants=BLUE)).sightings[0]
    house.looks.delete(home, first)
    assert house.garments.sighting(home, asking.id).decision == "new"  # the question lost its other side
    house.garments.reject(home, asking.id)
    received = house.intake.receive(photo(seed=1, pants=BLUE), "again.jpg", household_id=home, source="upload")
    assert (received.look_id, received.duplicate) == (first, False)
    assert house.looks.get(home, first).sightings[0].decision == "new"
    assert len(house.garments.list(home)) == 1


def traces(house: House) -> set[str]:
    """Tables with rows, apart from those that stay."""
    stay = {"household", "person", "session", "attempt", "alembic_version"}
    with house.database.read() as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if table.name not in stay and session.scalar(select(func.count()).select_from(table))
        }


def files(house: House) -> list[Path]:
    return [
        path
        for part in ("originals", "cache")
        for path in (house.settings.data_dir / part).rglob("*")
        if path.is_file() and path.suffix != ".lock"  # it says who writes the index, and holds nothing
    ]


def test_deleted_means_deleted(open_house: Callable[..., House]) -> None:
    house = open_house(delete_grace_seconds=0)
    home = fill(house, [])
    data = photo(pants=BLUE, upper_clothes=RED)
    look = house.intake.receive(data, "my secret name.jpg", household_id=home, source="upload").look_id
    house.intake.work_once()
    pants, _ = house.looks.get(home, look).sightings
    house.garments.separate(home, pants.id)
    house.garments.rename(home, house.garments.list(home)[0].id, "my secret coat")
    house.media.rendition("blurred", look, "large")
    house.media.rendition("cut-out", pants.id, "large")
    house.garments.list(home)
    house.search.words(home, "blue jeans")
    with house.database.read() as session:
        house.vectors.save(session)
    assert len(files(house)) >= 6
    change = house.looks.delete(home, look)
    house.intake._looked_after = -1e9  # its next round is due
    house.intake.work_once()
    assert files(house) == []
    assert traces(house) == set()
    with pytest.raises(NotFoundError):
        house.journal.undo(home, change)
    assert house.search.words(home, "blue jeans") == []
    for path in house.settings.data_dir.glob("otjang.db*"):
        assert b"my secret" not in path.read_bytes(), path


def test_nothing_is_erased_before_its_time(house: House, home: int, add: Add) -> None:
    look = add(pants=BLUE)
    change = house.looks.delete(home, look)
    assert house._purge.due() == 0
    house.journal.undo(home, change)
    assert house.media.rendition("look", look, "small").exists()


def test_what_is_due_is_erased_when_the_house_is_opened(open_house: Callable[..., House]) -> None:
    house = open_house()
    home = fill(house, [])
    look = house.intake.receive(photo(pants=BLUE), "a.jpg", household_id=home, source="upload").look_id
    house.looks.delete(home, look)
    house.close()
    again = open_house(delete_grace_seconds=0.01)
    time.sleep(0.02)
    again._purge.due()
    with again.database.read() as session:
        assert session.get(LookRow, look) is None
    assert list(again.media.originals.stored()) == []


def test_an_original_stays_while_another_household_has_it(house: House, home: int) -> None:
    other = fill(house, [])
    looks = {
        owner: house.intake.receive(photo(pants=BLUE), "a.jpg", household_id=owner, source="upload").look_id
        for owner in (home, other)
    }
    house._purge._grace *= 0
    house.looks.delete(home, looks[home])
    assert house._purge.due() == 1
    assert house.media.rendition("look", looks[other], "medium").exists()
    house.looks.delete(other, looks[other])
    house._purge.due()
    assert list(house.media.originals.stored()) == []


def test_erasing_one_look_leaves_the_others_history(house: House) -> None:
    home = fill(house, [["A"], ["A"], ["A"]])
    newest, middle, oldest = house.looks.page(home)
    separated = house.garments.separate(home, newest.sightings[0].id)
    split = house.garments.separate(home, middle.sightings[0].id)
    house.looks.delete(home, middle.id)
    house._purge._grace *= 0
    house._purge.due()
    with pytest.raises((NotFoundError, ChangeError)):
        house.journal.undo(home, split)
    house.journal.undo(home, separated)
    assert [item.wear_count for item in house.garments.list(home)] == [2]
    with house.database.read() as session:
        images = {(image.table, image.row_id) for image in session.scalars(select(ImageRow))}
        assert session.scalar(select(func.count()).select_from(ChangeRow)) == 1
    assert not images & {("look", middle.id), ("sighting", middle.sightings[0].id)}
    assert house.looks.get(home, oldest.id).sightings == oldest.sightings


def test_a_garment_that_only_erased_looks_showed_cannot_be_brought_back(house: House) -> None:
    home = fill(house, [["A"], ["B"]])
    newest, oldest = house.looks.page(home)
    other = oldest.sightings[0].garment_id
    assert other is not None
    assigned = house.garments.assign(home, newest.sightings[0].id, other)
    house.looks.delete(home, oldest.id)
    house._purge._grace *= 0
    house._purge.due()
    house.journal.undo(home, assigned)  # it goes back to its own garment, which the change keeps
    assert house.garments.sighting(home, newest.sightings[0].id).garment_id == newest.sightings[0].garment_id


def test_erasing_goes_on_after_a_kill_in_between(house: House, home: int, add: Add) -> None:
    look = add(pants=BLUE)
    house.looks.delete(home, look)
    house.media.originals.delete(house.media.put(photo(pants=BLUE)).sha256)  # as far as it had come
    house._purge._grace *= 0
    assert house._purge.due() == 1
    assert traces(house) == set()


def test_a_remark_is_kept_as_it_was_written_and_can_be_taken_back(house: House) -> None:
    home = fill(house, [["A"]])
    look = house.looks.page(home)[0]
    assert look.remark == ""
    first = house.looks.set_remark(home, look.id, "  Too warm for June. \n\n<b>Belt!</b> \n")
    assert house.looks.get(home, look.id).remark == "Too warm for June.\n\n<b>Belt!</b>"
    second = house.looks.set_remark(home, look.id, "")
    assert house.looks.get(home, look.id).remark == ""
    for change in (second, first):
        house.journal.undo(home, change)
    assert house.looks.get(home, look.id) == look


def test_a_remark_that_is_too_long_or_not_ours_is_refused(house: House) -> None:
    home, other = fill(house, [["A"]]), fill(house, [["A"]])
    mine, theirs = (house.looks.page(household)[0].id for household in (home, other))
    house.looks.set_remark(home, mine, "x" * MOST_REMARK)
    with pytest.raises(ChangeError):
        house.looks.set_remark(home, mine, "x" * (MOST_REMARK + 1))
    with pytest.raises(NotFoundError):
        house.looks.set_remark(home, theirs, "mine")
    house.looks.check(home, mine)
    with pytest.raises(NotFoundError):
        house.looks.check(home, theirs)
