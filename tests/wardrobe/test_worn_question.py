"""What was worn on a day is told from the looks, in the listener's language."""

from __future__ import annotations

from datetime import date

import pytest

from tests.wardrobe.conftest import fill
from wardrobe.hearing import plain
from wardrobe.house import House
from wardrobe.i18n import translator
from wardrobe.ordering.intents import Intents
from wardrobe.schema import GarmentRow
from wardrobe.worn_question import WornQuestion, day_asked

TUESDAY = date(2026, 1, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("What did I wear on Monday?", date(2026, 1, 5)),
        ("what did I wear last friday", date(2026, 1, 2)),
        ("What did I wear on last Tuesday?", date(2025, 12, 30)),
        ("Hey, what did I wear yesterday?", date(2026, 1, 5)),
        ("what did i wear the day before yesterday", date(2026, 1, 4)),
        ("What am I wearing today", date(2026, 1, 6)),
        ("what have I worn today, please?", date(2026, 1, 6)),
        ("What did we wear on Monday last week?", date(2025, 12, 29)),
        ("월요일에 뭐 입었어?", date(2026, 1, 5)),
        ("나 월요일에 뭐 입었지?", date(2026, 1, 5)),
        ("지난 금요일에 뭘 입었어요?", date(2026, 1, 2)),
        ("지난주 월요일에 뭐 입었어?", date(2025, 12, 29)),
        ("어제 뭐 입었어?", date(2026, 1, 5)),
        ("그저께는 뭐 입었더라", date(2026, 1, 4)),
        ("오늘 무슨 옷 입었어?", date(2026, 1, 6)),
        ("what should I wear on Monday?", None),
        ("what did she wear on Monday", None),
        ("what did I wear on Mars day", None),
        ("what did I wear last today", None),
        ("what did I wear", None),
        ("월요일에 뭐 입을까?", None),
        ("뭐 입었어?", None),
        ("order it", None),
        ("", None),
    ],
)
def test_the_day_is_understood_from_whole_sentences(text: str, day: date | None) -> None:
    assert day_asked(plain(text), TUESDAY) == day


@pytest.mark.parametrize("weekday", range(7))
def test_a_weekday_is_the_last_one_before_today(weekday: int) -> None:
    today = date(2026, 3, 2 + weekday)
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for place, name in enumerate(names):
        found = day_asked(f"what did i wear on {name}", today)
        assert found is not None and found.weekday() == place and 1 <= (today - found).days <= 7


def test_the_garments_of_the_day_are_named_once_each(house: House) -> None:
    home = fill(house, [["A", "B"], ["C", "-"], ["A?"]], ("upper-clothes", "pants", "shoes"))
    with house.database.write() as session:
        session.get_one(GarmentRow, 1).name = "Linen {shirt}"
    question = WornQuestion(house.database, house.garments)
    first = question.answer(home, None, date(2026, 1, 1), TUESDAY)
    assert str(first) == "On Thursday, 5 days ago, you wore Linen {shirt} and trousers."
    assert str(question.answer(home, None, date(2026, 1, 2), date(2026, 1, 3))) == "Yesterday you wore shoes."
    assert "no look of today" in str(question.answer(home, None, date(2026, 1, 3), date(2026, 1, 3)))
    assert str(question.answer(home, None, date(2025, 12, 30), TUESDAY)).startswith("There is no look of Tuesday, 7")
    assert "Linen {shirt}" in first.said(translator("ko"))


def test_another_households_looks_are_not_told(house: House) -> None:
    mine, theirs = fill(house, [["A"]]), fill(house, [["A", "B"]])
    question = WornQuestion(house.database, house.garments)
    assert len(question.answer(mine, None, date(2026, 1, 1), TUESDAY).garments) == 1
    assert len(question.answer(theirs, None, date(2026, 1, 1), TUESDAY).garments) == 2


def test_a_voice_that_asks_is_answered_in_its_language(house: House) -> None:
    home = fill(house, [["A", "B"]], ("upper-clothes", "pants"))
    worn = WornQuestion(house.database, house.garments)
    intents = Intents(house.orders, house.notices.last_shown, worn, lambda: date(2026, 1, 2))
    heard = intents.hear(home, None, "What did I wear yesterday?")
    assert (heard.intent, heard.language, str(heard.answer)) == ("worn", None, "Yesterday you wore top and trousers.")
    assert intents.hear(home, None, "어제 뭐 입었어?").language == "ko"
