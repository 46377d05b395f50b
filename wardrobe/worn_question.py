"""“What did I wear on Monday?”, answered from the looks of that day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wardrobe.database import Database
from wardrobe.garments import GarmentItem, Garments
from wardrobe.i18n import Translate
from wardrobe.matching.worn import of_person, read_worn
from wardrobe.notices.wording import garment_name
from wardrobe.search.reasons import AND
from wardrobe.words import N_

WEEKDAYS: Final = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")),
)
TODAY: Final = N_("Today you wore {what}.")
YESTERDAY: Final = N_("Yesterday you wore {what}.")
ON: Final = N_("On {weekday}, {days} days ago, you wore {what}.")
NOT_TODAY: Final = N_("There is no look of today in which a garment is certain.")
NOT_YESTERDAY: Final = N_("There is no look of yesterday in which a garment is certain.")
NOT_ON: Final = N_("There is no look of {weekday}, {days} days ago, in which a garment is certain.")
MOST: Final = 8
"""Garments that are named: more nobody can listen to."""

_ENGLISH: Final = re.compile(
    r"what (?:(?:did|have) (?:i|we) (?:wear|worn|have on)|(?:was|were|am|are) (?:i|we) wearing) "
    r"(?:on )?(?P<which>last |this |the last )?"
    r"(?P<day>today|this morning|yesterday|the day before yesterday|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?P<week> last week| of last week)?"
)
_KOREAN: Final = re.compile(
    r"(?:나|난|나는|내가|우리|우리가)? ?(?P<week>(?:지난|저번) ?주 ?)?(?P<which>지난 ?|이번 ?주? ?)?"
    r"(?P<day>오늘|어제|그저께|그제|엊그제|[월화수목금토일]요일)(?:에|에는|엔|은|는)? ?"
    r"(?:나|난|나는|내가|우리|우리가)? ?"
    r"(?:뭐|뭘|뭐를|무엇을|무슨 옷|무슨 옷을|어떤 옷|어떤 옷을) ?"
    r"(?:입었어|입었지|입었니|입었나|입었더라|입었었지|입었었어|입고 있었어|입고 있어)(?:요)?"
)
_AGO: Final = {
    **{"today": 0, "this morning": 0, "yesterday": 1, "the day before yesterday": 2},
    **{"오늘": 0, "어제": 1, "그저께": 2, "그제": 2, "엊그제": 2},
}
_NAMES: Final = {
    **{name.casefold(): place for place, name in enumerate(WEEKDAYS)},
    **{f"{letter}요일": place for place, letter in enumerate("월화수목금토일")},
}


def day_asked(words: str, today: date) -> date | None:
    """The day that a whole sentence (of ``hearing.plain``) asks for; None where it asks for something else.

    A weekday is the last one before today, with "last" too, as most people mean it; that of last week is the
    one of the calendar week before this (from Monday on). The answer says how many days ago it was.
    """
    found = _ENGLISH.fullmatch(words) or _KOREAN.fullmatch(words)
    if found is None:
        return None
    day = found["day"]
    if day in _AGO:
        return None if found["week"] or found["which"] else today - timedelta(days=_AGO[day])
    if found["week"]:
        return today - timedelta(days=today.weekday() + 7 - _NAMES[day])
    return today - timedelta(days=(today.weekday() - _NAMES[day] - 1) % 7 + 1)


@dataclass(frozen=True, slots=True)
class WornOn:
    """What was worn on a day, to be said."""

    days_ago: int
    weekday: str
    """In English: a gettext id."""
    garments: tuple[GarmentItem, ...]

    def said(self, translate: Translate = N_) -> str:
        """The sentence in the language of ``translate``."""
        shown, missing = {0: (TODAY, NOT_TODAY), 1: (YESTERDAY, NOT_YESTERDAY)}.get(self.days_ago, (ON, NOT_ON))
        names = [garment_name(garment, translate) for garment in self.garments[:MOST]]
        return translate(shown if names else missing).format(
            weekday=translate(self.weekday), days=self.days_ago, what=_listed(names, translate)
        )

    def __str__(self) -> str:
        return self.said()


class WornQuestion:
    """Knows what was worn on which day."""

    def __init__(self, database: Database, garments: Garments) -> None:
        self._database = database
        self._garments = garments

    def answer(self, household_id: int, person_id: int | None, day: date, today: date) -> WornOn:
        """What a person wore on a day, or everybody where it is not known who asks."""
        with self._database.read() as session:
            known = {item.id: item for item in self._garments.all(session, household_id)}
            looks = of_person(session, household_id, read_worn(session, household_id), person_id)
        ids = dict.fromkeys(id for look in looks if look.day == day for id in look.garment_ids)
        garments = tuple(known[id] for id in ids if id in known)
        return WornOn((today - day).days, WEEKDAYS[day.weekday()], garments)


def _listed(names: list[str], translate: Translate) -> str:
    if len(names) < 2:
        return "".join(names)
    return translate(AND).format(one=", ".join(names[:-1]), other=names[-1])
