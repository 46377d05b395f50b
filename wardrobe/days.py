"""What days are called, in both languages."""

from __future__ import annotations

from datetime import date

from wardrobe.i18n import Translate
from wardrobe.words import N_

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
SHORT_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


def calendar_day(when: date, _: Translate, *, short: bool = False, today: date | None = None) -> str:
    """A day as it is written: 3 November (short: 3 Nov), and the year only where it is another than today's."""
    pattern = _("{day} {month}") if when.year == (today or date.today()).year else _("{day} {month} {year}")
    months = SHORT_MONTHS if short else MONTHS
    return pattern.format(day=when.day, month=_(months[when.month - 1]), year=when.year)
