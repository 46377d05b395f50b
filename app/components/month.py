"""A month at a glance: what was worn on which day, and what is planned for those to come."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import streamlit as st

from app import addresses
from app.words import MONTHS, SHORT_WEEKDAYS, day
from wardrobe.i18n import Translate
from wardrobe.look_calendar import DayLook, LookDay, LookMonth
from wardrobe.matching.plans import Planned
from wardrobe.schema import UNFINISHED

WEEKS: Final = 6
"""Rows of every month, so that nothing below moves when another is shown."""
SUNDAY_FIRST: Final = frozenset({"ko"})
"""Languages whose calendars begin a week with Sunday."""
_KEY: Final = "looks_month"
_CUT_OUTS: Final = 4
"""Of a planned outfit: more are too small to tell apart in a cell."""

_HERE = Path(__file__).parent
HTML: Final = (
    '<div class="month"><div class="head"><button type="button" class="step">‹</button><select></select>'
    '<button type="button" class="step">›</button></div><table role="grid"><thead><tr></tr></thead>'
    '<tbody></tbody></table><section tabindex="-1" hidden><h3></h3><ul></ul></section></div>'
)
CSS: Final = (_HERE / "month.css").read_text("utf-8")
JS: Final = (_HERE / "month.js").read_text("utf-8")
_mount = st.components.v2.component("otjang_month", html=HTML, css=CSS, js=JS)


@dataclass(frozen=True, slots=True)
class MonthView:
    """What a month shows."""

    first: date
    """Its first day."""
    today: date
    days: Mapping[date, LookDay] = field(default_factory=dict)
    planned: Mapping[date, Sequence[Planned]] = field(default_factory=dict)
    months: Sequence[LookMonth] = ()
    """To go to: one after the other, the earliest first; those without looks too."""
    people: Mapping[int, str] = field(default_factory=dict)
    """Names by id, where the looks are of several people."""


def month(view: MonthView, language: str, _: Translate, *, go_to: Callable[[date], None]) -> None:
    """Show it; ``go_to`` is told the first day of a month that is asked for, before the page is drawn anew."""
    known = {one.first.isoformat(): one.first for one in view.months}

    def asked() -> None:
        first = known.get(st.session_state[_KEY].get("month") or "")
        if first is not None:
            go_to(first)

    _mount(key=_KEY, data=_data(view, language, _), on_month_change=asked)


def month_name(first: date, _: Translate) -> str:
    """November 2026."""
    return _("{month} {year}").format(month=_(MONTHS[first.month - 1]), year=first.year)


def _data(view: MonthView, language: str, _: Translate) -> dict[str, Any]:
    begin = calendar.SUNDAY if language in SUNDAY_FIRST else calendar.MONDAY
    weeks = calendar.Calendar(begin).monthdatescalendar(view.first.year, view.first.month)
    places = [one.first for one in view.months]
    here = places.index(view.first)
    return {
        "month": view.first.isoformat(),
        "label": month_name(view.first, _),
        "earlier": places[here - 1].isoformat() if here else None,
        "later": places[here + 1].isoformat() if here + 1 < len(places) else None,
        "months": [
            {"first": one.first.isoformat(), "name": month_name(one.first, _), "count": one.count}
            for one in view.months
        ],
        "weekdays": [_(SHORT_WEEKDAYS[(begin + number) % 7]) for number in range(7)],
        "weeks": [[_cell(when, view, _) for when in week] for week in weeks],
        "rows": WEEKS,
        "words": {
            "month": _("Month"),
            "earlier": _("Earlier month"),
            "later": _("Later month"),
            "close": _("Close"),
        },
    }


def _cell(when: date, view: MonthView, _: Translate) -> dict[str, Any] | None:
    """None for the days of other months."""
    if when.month != view.first.month:
        return None
    found = view.days.get(when)
    looks = [look for look in found.looks if look.state != "failed"] if found else []
    planned = view.planned.get(when, ())
    name = day(when, _, today=view.today)
    said = [name]
    if looks:
        said.append(_("1 look") if len(looks) == 1 else _("{count} looks").format(count=len(looks)))
    if planned:
        said.append(_("planned"))
    return {
        "number": when.day,
        "name": name,
        "label": ", ".join(said),
        "today": when == view.today,
        "looks": [_look(look, name, view, _) for look in looks],
        "planned": [_planned(plan, _) for plan in planned],
    }


def _look(look: DayLook, name: str, view: MonthView, _: Translate) -> dict[str, Any]:
    unfinished = look.state in UNFINISHED
    final = not (look.kind == "turn" and unfinished)  # which picture of the turn is the front is found on the way
    return {
        "href": addresses.look_link(look.id),
        "image": addresses.look_picture(look.id, "small", final=final),
        "alt": _("Look of {day}").format(day=name),
        "words": _("Finding garments …") if unfinished else view.people.get(look.person_id or 0, ""),
        "mark": "360°" if look.kind == "turn" else "",
    }


def _planned(plan: Planned, _: Translate) -> dict[str, Any]:
    garments = plan.outfit.garments[:_CUT_OUTS]
    return {
        "href": "/outfits",
        "images": [addresses.cut_out(garment.cover_sighting_id, "small") for garment in garments],
        "words": plan.outfit.name or _("Planned"),
    }
