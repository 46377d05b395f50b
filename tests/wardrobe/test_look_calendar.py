"""Days and months with looks, and the neighbours of a look: read from the index, whoever wears them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, text

from tests.wardrobe.conftest import fill
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.look_calendar import LookMonth
from wardrobe.schema import LookRow, PersonRow, now

JANUARY = date(2026, 1, 1), date(2026, 1, 31)


def person(house: House, household: int, name: str) -> int:
    with house.database.write() as session:
        row = PersonRow(household_id=household, name=name, name_key=name, password_hash="", created_at=now())
        session.add(row)
        session.flush()
        return row.id


def test_a_day_has_its_looks_the_latest_first_and_the_days_follow_one_another(house: House) -> None:
    home = fill(house, [["A"]] * 4)
    last, third, second, first = (look.id for look in house.looks.page(home))
    house.looks.set_worn_on(home, first, date(2026, 1, 3))
    days = house.looks.days(home, *JANUARY)
    assert [(one.day.day, [look.id for look in one.looks]) for one in days] == [
        (2, [second]),
        (3, [third, first]),
        (4, [last]),
    ]
    assert (days[1].count, days[1].cover.id) == (2, third)
    assert [one.day.day for one in house.looks.days(home, date(2026, 1, 3), date(2026, 1, 3))] == [3]


def test_one_that_could_not_be_read_stands_for_a_day_only_where_there_is_no_other(house: House) -> None:
    home = fill(house, [["A"], ["A"]])
    later, earlier = (look.id for look in house.looks.page(home))
    house.looks.set_worn_on(home, later, date(2026, 1, 1))
    with house.database.write() as session:
        session.get_one(LookRow, later).state = "failed"
    (day,) = house.looks.days(home, *JANUARY)
    assert (day.count, day.cover.id) == (2, earlier)
    house.looks.delete(home, earlier)
    assert house.looks.days(home, *JANUARY)[0].cover.id == later


def test_months_are_counted_and_the_latest_is_first(house: House) -> None:
    home = fill(house, [["A"]] * 3)
    newest = house.looks.page(home)[0].id
    house.looks.set_worn_on(home, newest, date(2025, 11, 30))
    assert house.looks.months(home) == [LookMonth(date(2026, 1, 1), 2), LookMonth(date(2025, 11, 1), 1)]
    house.looks.delete(home, newest)
    assert house.looks.months(home) == [LookMonth(date(2026, 1, 1), 2)]


def test_one_persons_looks_are_found_by_themselves(house: House) -> None:
    home = fill(house, [["A"]] * 4)
    ids = [look.id for look in house.looks.page(home)]
    mina = person(house, home, "Mina")
    for look_id in ids[::2]:
        house.looks.set_person(home, look_id, mina)
    assert [look.id for look in house.looks.page(home, person_id=mina)] == ids[::2]
    assert [one.cover.id for one in house.looks.days(home, *JANUARY, person_id=mina)] == ids[::2][::-1]
    assert [month.count for month in house.looks.months(home, mina)] == [2]
    assert house.looks.around(home, ids[0], mina) == (None, ids[2])


def test_the_looks_next_to_one_are_those_of_the_page(house: House) -> None:
    home = fill(house, [["A"]] * 4)
    for look in house.looks.page(home)[1:3]:
        house.looks.set_worn_on(home, look.id, date(2026, 1, 2))
    ids = [look.id for look in house.looks.page(home)]
    beside = [house.looks.around(home, look_id) for look_id in ids]
    assert beside == list(zip([None, *ids], [*ids[1:], None], strict=False))
    house.looks.delete(home, ids[1])
    assert house.looks.around(home, ids[0]) == (None, ids[2])
    for unknown in (ids[1], house.looks.page(fill(house, [["A"]]))[0].id):
        with pytest.raises(NotFoundError):
            house.looks.around(home, unknown)


def test_a_page_can_begin_at_a_day(house: House) -> None:
    home = fill(house, [["A"]] * 4)
    assert [look.worn_on.day for look in house.looks.page(home, until=date(2026, 1, 3), limit=2)] == [3, 2]


def test_a_long_history_is_not_read_through(house: House) -> None:
    home = fill(house, [["A"]] * 5)
    look = house.looks.page(home)[2].id
    asked: list[tuple[str, object]] = []
    event.listen(
        house.database.engine, "before_cursor_execute", lambda c, cur, sql, values, *_: asked.append((sql, values))
    )
    house.looks.days(home, *JANUARY)
    house.looks.months(home)
    house.looks.around(home, look)
    house.looks.page(home, before=look, until=JANUARY[1])
    queries = [(sql, values) for sql, values in asked if "FROM look" in sql]
    assert len(queries) >= 6
    with house.database.engine.connect() as connection:
        for sql, values in queries:
            plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
            assert "SCAN look" not in plan and "TEMP B-TREE FOR ORDER BY" not in plan, (sql, plan)
        assert connection.execute(text("SELECT count(*) FROM look")).scalar() == 5
