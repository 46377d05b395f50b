"""Looks by month, the latest first, a part at a time; read anew only when something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import streamlit as st

from app.components.gallery import gallery
from app.components.month import month_name
from app.components.near import press_when_near
from app.components.tiles import look_tile
from app.markup import join, tag
from app.session import Me
from app.words import sentence
from wardrobe.looks import Look
from wardrobe.matching.remarks import OCCASION_NAMES

PAGE: Final = 30
MOST: Final = 240
"""Looks on a page; further back it goes on with another one, which begins there."""
_READ, _SHOWN, _UNTIL = "timeline_read", "timeline_shown", "timeline_until"


@dataclass(frozen=True, slots=True)
class Part:
    """The looks that the page shows, and what is said beside them."""

    version: int
    person_id: int | None
    until: date | None
    looks: tuple[Look, ...]
    more: bool
    """Whether there are earlier ones."""
    ratings: dict[int, float]
    """By look: the person's own stars, else the mean of the others'."""
    counts: dict[date, int]
    """Looks of each month, by its first day."""


def part_shown(who: Me, person_id: int | None) -> Part:
    """The looks to show, of one person or all. From memory where nothing has changed since they were read."""
    version = who.house.looks.version(who.household)
    shown, until = _shown(), _until()
    part: Part | None = st.session_state.get(_READ)
    if part is None or (part.version, part.person_id, part.until) != (version, person_id, until):
        counts = {one.first: one.count for one in who.house.looks.months(who.household, person_id)}
        part = Part(version, person_id, until, (), True, {}, counts)
    missing = shown - len(part.looks)
    if missing > 0 and part.more:
        part = _with_more(who, part, missing)
        st.session_state[_READ] = part
    return part


def _with_more(who: Me, part: Part, missing: int) -> Part:
    before = part.looks[-1].id if part.looks else None
    found = who.house.looks.page(
        who.household, before, missing + 1, person_id=part.person_id, until=part.until if before is None else None
    )
    more, found = len(found) > missing, found[:missing]
    stars = who.house.ratings.of(who.household, [look.id for look in found])
    mine = who.person.id
    rated = {id: by[mine] if mine in by else sum(by.values()) / len(by) for id, by in stars.items()}
    return replace(part, looks=(*part.looks, *found), more=more, ratings=part.ratings | rated)


def timeline(who: Me, part: Part, people: dict[int, str]) -> None:
    """The looks under their months. ``people``: names by id, where there are several."""
    for first, looks in groupby(part.looks, key=lambda look: look.worn_on.replace(day=1)):
        _month(who, part, first, list(looks), people)
    _further(who, part)


def go_to_month(who: Me, part: Part) -> None:
    """A choice of the month at which the page begins."""
    _ = who.translate
    latest = ""
    months = {latest: _("Newest first")} | {
        first.isoformat(): f"{month_name(first, _)} · {count}" for first, count in part.counts.items()
    }
    until = _until()
    here = until.replace(day=1).isoformat() if until else latest
    chosen = st.selectbox(
        _("Go to a month"),
        list(months),
        index=list(months).index(here) if here in months else 0,
        format_func=months.__getitem__,
        key=f"go_to_month_{here}",
        label_visibility="collapsed",
        width=200,
    )
    if chosen != here:
        begin_at(date.fromisoformat(chosen) if chosen else None)
        st.rerun()


def begin_at(first: date | None) -> None:
    """From the next drawing on the page begins with this month's last day; None: with the newest look."""
    st.session_state[_UNTIL] = None if first is None else _last_day(first)
    st.session_state[_SHOWN] = PAGE


def _month(who: Me, part: Part, first: date, looks: Sequence[Look], people: dict[int, str]) -> None:
    _ = who.translate
    count = part.counts.get(first, len(looks))
    said = _("1 look") if count == 1 else _("{count} looks").format(count=count)
    st.html(tag("h2", join(month_name(first, _), " ", tag("span", said, class_="muted")), class_="gap"))
    tiles = []
    for look in looks:
        if look.state == "failed":  # it has a card of its own, with what can be done
            continue
        tile = look_tile(look, _)
        if look.state == "ready":
            occasion = sentence(_(OCCASION_NAMES[look.occasion])) if look.occasion in OCCASION_NAMES else ""
            parts = [people.get(look.person_id or 0, ""), occasion]
            stars = f"★ {part.ratings[look.id]:.2g}" if look.id in part.ratings else ""
            tile = replace(
                tile,
                subtitle=" · ".join(part for part in (*parts, tile.subtitle) if part),
                mark=" · ".join(part for part in (stars, tile.mark) if part),
            )
        tiles.append(tile)
    if tiles:
        gallery(tiles, key=f"looks_{first:%Y_%m}", label=month_name(first, _), shape="photo")


def _further(who: Me, part: Part) -> None:
    _ = who.translate
    if not part.more:
        return
    if len(part.looks) < MOST:
        st.button(_("Show more"), key="looks_more", on_click=_show_more)
        press_when_near("looks_more", key="looks_near", count=len(part.looks))
        return
    last = part.looks[-1].worn_on.replace(day=1)
    st.button(
        _("Go on from {month}").format(month=month_name(last, _)),
        key="looks_further",
        icon=":material/arrow_downward:",
        on_click=begin_at,
        args=(last,),
    )


def _show_more() -> None:
    st.session_state[_SHOWN] = min(_shown() + PAGE, MOST)


def _shown() -> int:
    return int(st.session_state.get(_SHOWN, PAGE))


def _until() -> date | None:
    until: date | None = st.session_state.get(_UNTIL)
    return until


def _last_day(first: date) -> date:
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
