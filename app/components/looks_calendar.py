"""Looks as a calendar: one month, what was worn in it and what is planned; read anew only when something changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import streamlit as st

from app.components.month import MonthView, month
from app.session import Me
from wardrobe.look_calendar import LookMonth
from wardrobe.matching.plans import Planned

AHEAD: Final = 3
"""Months to come that can be looked at."""
_READ, _FIRST = "calendar_read", "calendar_first"


def looks_calendar(who: Me, person_id: int | None, people: dict[int, str]) -> None:
    """Show the month that was chosen last, at first this one. ``people``: names by id, where there are several."""
    today = date.today()
    first: date = st.session_state.get(_FIRST) or today.replace(day=1)
    month(_view(who, first, today, person_id, people), who.language, who.translate, go_to=_go_to)


def _go_to(first: date) -> None:
    st.session_state[_FIRST] = first


def _view(who: Me, first: date, today: date, person_id: int | None, people: dict[int, str]) -> MonthView:
    asked: tuple[Any, ...] = (who.household, who.house.looks.version(who.household), first, today, person_id)
    known: tuple[tuple[Any, ...], MonthView] | None = st.session_state.get(_READ)
    if known is not None and known[0] == asked:
        return known[1]
    last = _next(first) - timedelta(days=1)
    days = {one.day: one for one in who.house.looks.days(who.household, first, last, person_id)}
    planned: defaultdict[date, list[Planned]] = defaultdict(list)
    if last >= today:
        for plan in who.house.plans.between(who.household, max(first, today), last):
            if not plan.worn and person_id in (None, plan.outfit.person_id):
                planned[plan.day].append(plan)
    months = _all_months(who.house.looks.months(who.household, person_id), first, today)
    view = MonthView(first, today, days, dict(planned), months, people)
    st.session_state[_READ] = asked, view
    return view


def _all_months(found: Sequence[LookMonth], first: date, today: date) -> list[LookMonth]:
    """Those with looks and all between them, up to some to come; the earliest first."""
    counts = {one.first: one.count for one in found}
    end = today.replace(day=1)
    for _month in range(AHEAD):
        end = _next(end)
    place = min([first, today.replace(day=1), *counts])
    end = max([first, end, *counts])
    months = []
    while place <= end:
        months.append(LookMonth(place, counts.get(place, 0)))
        place = _next(place)
    return months


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
