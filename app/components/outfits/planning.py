"""The planner: two weeks or a month of days, and what is meant for the one that is chosen."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

import streamlit as st

from app import addresses
from app.components.insights.choosers import one_of
from app.components.notices import say
from app.components.outfits.choosing import choose_outfit
from app.components.outfits.meant import meant
from app.components.outfits.parts import DAY, SUGGESTIONS, day_asked, open_part
from app.components.planner import Day, Piece, planner
from app.markup import tag
from app.session import Me
from app.words import MONTHS, SHORT_WEEKDAYS, garment_name, sentence
from app.words import day as day_name
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.matching.forecasts import DAYS as FORECAST_DAYS
from wardrobe.matching.plans import Planned
from wardrobe.matching.weather import Weather

WEEK: Final = 7
SPAN: Final = "span"
WEEKS, MONTH = "weeks", "month"
_SEEN = "planner_first"


def plan_days(who: Me) -> None:
    """The days with their outfits; below, the chosen one."""
    _ = who.translate
    today = date.today()
    chosen = day_asked(today)
    with st.container(horizontal=True, vertical_alignment="center", key="planner_head"):
        names = {WEEKS: _("Two weeks"), MONTH: _("Month")}
        span = one_of(_("Days"), list(names), key=SPAN, text=lambda code: names[code], first=WEEKS)
        first, last = _shown(span, chosen, today)
        st.button(_("Earlier"), icon=":material/chevron_left:", key="planner_back", type="tertiary",
                  on_click=_go, args=(span, chosen, first, -1))  # fmt: skip
        st.button(_("Later"), icon=":material/chevron_right:", key="planner_on", type="tertiary",
                  on_click=_go, args=(span, chosen, first, 1))  # fmt: skip
    plans: defaultdict[date, list[Planned]] = defaultdict(list)
    for plan in who.house.plans.between(who.household, first, last):
        plans[plan.day].append(plan)
    weathers = _weathers(who, first, last, today)
    title = _title(span, chosen, first, last, _)
    st.html(tag("h2", title, class_="span"))
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    month = chosen.month if span == MONTH else None
    picked = planner(
        [_day(when, plans[when], weathers.get(when), _, outside=month not in (None, when.month)) for when in days],
        chosen,
        today,
        label=title,
        weekdays=[_(name) for name in SHORT_WEEKDAYS],
        large=span == WEEKS,
        key="planner",
    )
    if picked is not None and picked != chosen:
        st.query_params[DAY] = picked.isoformat()
        st.rerun()
    _chosen(who, chosen, plans[chosen], weathers.get(chosen), today)


def _chosen(who: Me, day: date, plans: Sequence[Planned], weather: Weather | None, today: date) -> None:
    """The outfits of one day, and ways to have one."""
    _ = who.translate
    lines = [weather.said().said(_)] if weather else []
    st.html(tag("h2", sentence(_long(day, _, today)), tag("span", *lines, class_="muted"), class_="gap"))
    if plans:
        meant(who, plans, today)
    elif day >= today:
        st.html(tag("p", _("Nothing is planned for this day yet."), class_="muted"))
    else:
        st.html(tag("p", _("Nothing was planned for this day."), class_="muted"))
    with st.container(horizontal=True, key="planner_actions"):
        icon, style = ":material/checkroom:", "secondary" if plans else "primary"
        if st.button(_("Choose an outfit"), icon=icon, key="planner_choose", type=style):
            choose_outfit(who, partial(_plan, who, day))
        if day >= today:
            suggest = partial(open_part, SUGGESTIONS, **{DAY: day.isoformat()})
            st.button(_("Suggestions"), icon=":material/auto_awesome:", key="planner_suggest", on_click=suggest)


def _plan(who: Me, day: date, outfit_id: int) -> None:
    try:
        who.house.plans.plan(who.household, outfit_id, day)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.rerun()


def _shown(span: str, chosen: date, today: date) -> tuple[date, date]:
    """The first and the last day, a Monday and a Sunday."""
    if span == MONTH:
        first = chosen.replace(day=1)
        last = chosen.replace(day=monthrange(chosen.year, chosen.month)[1])
        return monday(first), monday(last) + timedelta(days=WEEK - 1)
    apart = (monday(chosen) - monday(today)).days // WEEK
    first = monday(today) + timedelta(weeks=2 * (apart // 2))
    return first, first + timedelta(days=2 * WEEK - 1)


def monday(day: date) -> date:
    """Of its week."""
    return day - timedelta(days=day.weekday())


def _go(span: str, chosen: date, first: date, by: int) -> None:
    """Two weeks or a month further: the day that is chosen goes along."""
    if span == WEEKS:
        then = chosen + timedelta(weeks=2 * by)
    else:
        year, month = divmod(12 * chosen.year + chosen.month - 1 + by, 12)
        then = date(year, month + 1, min(chosen.day, monthrange(year, month + 1)[1]))
    st.query_params[DAY] = then.isoformat()


def _weathers(who: Me, first: date, last: date, today: date) -> Mapping[date, Weather]:
    """The forecast of the days for which there is one."""
    place = who.house.forecasts.place(who.household)
    first, last = max(first, today), min(last, today + timedelta(days=FORECAST_DAYS - 2))
    if place is None or last < first:
        return {}
    found = who.house.forecasts.during(who.household, place, first, last)
    return {one.day: one for one in found} if isinstance(found, tuple) else {}


def _day(when: date, plans: Sequence[Planned], weather: Weather | None, _: Translate, *, outside: bool) -> Day:
    first = plans[0] if plans else None
    of = {garment.id: garment for garment in first.outfit.garments} if first else {}
    said = [sentence(_long(when, _, None))]
    said += [weather.said().said(_)] if weather else []
    said += [", ".join(garment_name(garment, _, garment.name) for garment in of.values())] if of else []
    said += [_("Worn")] if first and first.worn else []
    return Day(
        day=when,
        name=". ".join(said),
        pieces=[
            Piece(
                addresses.cut_out(of[laid.garment_id].cover_sighting_id, "small"), laid.x, laid.y, laid.size, laid.turn
            )
            for laid in (first.outfit.layout if first else ())
        ],
        more=max(0, len(plans) - 1),
        weather=f"{round(weather.low_c)}–{round(weather.high_c)}°" if weather else "",
        wet=weather is not None and weather.wet,
        worn=first is not None and first.worn,
        outside=outside,
    )


def _long(day: date, _: Translate, today: date | None) -> str:
    """Fri 27 November; today and tomorrow by their names."""
    ahead = (day - today).days if today else None
    if ahead in (0, 1):
        return _("Tomorrow") if ahead else _("Today")
    pattern = _("{weekday}, {day}")
    return pattern.format(weekday=_(SHORT_WEEKDAYS[day.weekday()]), day=day_name(day, _, today=date.min))


def _title(span: str, chosen: date, first: date, last: date, _: Translate) -> str:
    if span == MONTH:
        return _("{month} {year}").format(month=_(MONTHS[chosen.month - 1]), year=chosen.year)
    days = (day_name(day, _, short=True, today=day.replace(day=1) - timedelta(days=9)) for day in (first, last))
    return _("{first} to {last}").format(**dict(zip(("first", "last"), days, strict=True)))
