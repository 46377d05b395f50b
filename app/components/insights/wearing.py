"""How things are worn: numbers, galleries of most and least worn, cost per wear, months, weekdays, categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from app.components.empty import empty
from app.components.gallery import Tile, gallery
from app.components.insights.charts import Bar, bars, columns, pairs
from app.components.tiles import garment_tile
from app.markup import Html, tag
from app.session import Me
from app.words import N_, PLURALS, SHORT_MONTHS, SHORT_WEEKDAYS, sentence
from wardrobe.i18n import Translate
from wardrobe.matching.insights.statistics import LEAST_LOOKS, Statistics
from wardrobe.matching.insights.wears import Counted
from wardrobe.money import shown

SHOWN = 6
MONTHS_SHOWN = 24
SEASONS = {"winter": N_("Winter"), "spring": N_("Spring"), "summer": N_("Summer"), "autumn": N_("Autumn")}


def wearing(who: Me, found: Statistics) -> None:
    """Everything that is counted in wears."""
    _ = who.translate
    st.html(numbers(found, _))
    if not found.enough:
        empty(
            _("Too few looks to say more"),
            _("Looks in this time: {count}. From {least} on, garments are compared.").format(
                count=found.looks, least=LEAST_LOOKS
            ),
        )
        return
    _garments(who, _("Worn most"), found.most_worn, "most")
    if len(found.most_worn) > SHOWN:
        _garments(who, _("Worn least"), found.least_worn, "least")
    _garments(who, _("Not worn in this time"), found.not_worn, "unworn")
    _when(found, _)
    _categories(found, _)
    _money(who, found)


def numbers(found: Statistics, _: Translate) -> Html:
    """The few numbers above all."""
    turn = found.rotation
    lines = [
        (str(found.looks), _("look") if found.looks == 1 else _("looks")),
        (str(turn.garments), _("garment") if turn.garments == 1 else _("garments")),
    ]
    if turn.garments:
        lines += [
            (_percent(turn.worn_30 / turn.garments), _("of the garments worn in 30 days")),
            (_percent(turn.worn_90 / turn.garments), _("of the garments worn in 90 days")),
        ]
    if turn.gap_days is not None:
        lines.append((f"{turn.gap_days:.0f}", _("days from one wear of a garment to its next, on average")))
    return tag("ul", *(tag("li", tag("b", number), tag("span", text)) for number, text in lines), class_="numbers")


def _garments(who: Me, title: str, found: Sequence[Counted], key: str) -> None:
    _ = who.translate
    if found:
        st.header(title, anchor=False)
        gallery([_tile(one, _) for one in found[:SHOWN]], key=f"insights_{key}", label=title, shape="cutout")
        if len(found) > SHOWN and key == "unworn":
            st.caption(_("{count} in all.").format(count=len(found)))


def _tile(one: Counted, _: Translate) -> Tile:
    tile = garment_tile(one.garment, _)
    if one.wears:
        times = _("once") if one.wears == 1 else _("{count} times").format(count=one.wears)
        return replace(tile, subtitle=times)
    idle = _("not for {count} days").format(count=one.idle_days) if one.idle_days is not None else _("not worn yet")
    return replace(tile, subtitle=idle)


def _when(found: Statistics, _: Translate) -> None:
    st.header(_("When things are worn"), anchor=False)
    months = found.months[-MONTHS_SHOWN:]
    if len(months) > 1:
        most = max(months, key=lambda one: one[1])
        columns(
            [Bar(month_name(first, _), count, str(count)) for first, count in months],
            key="insights_months",
            said=_("Wears of garments by month; most in {month}: {count}.").format(
                month=month_name(most[0], _), count=most[1]
            ),
        )
    days = [_(name) for name in SHORT_WEEKDAYS]
    most_day = max(range(7), key=lambda place: found.weekdays[place])
    columns(
        [Bar(days[place], count, str(count)) for place, count in enumerate(found.weekdays)],
        key="insights_weekdays",
        said=_("Wears by weekday; most on {day}: {count}.").format(day=days[most_day], count=found.weekdays[most_day]),
        height=140,
    )
    seasons = [one for one in found.seasons if one.count]
    if len(seasons) > 1:
        bars(
            [Bar(_(SEASONS[one.name]), one.count, str(one.count)) for one in seasons],
            key="insights_seasons",
            said=_("Wears by season."),
        )


def _categories(found: Statistics, _: Translate) -> None:
    st.header(_("What is owned and what is worn"), anchor=False)
    names = _("Worn"), _("Owned")
    rows = []
    for owned, worn in found.categories:
        label = _(PLURALS[owned.name])
        rows += [Bar(label, worn.share, _percent(worn.share), of=names[0])]
        rows += [Bar(label, owned.share, _percent(owned.share), of=names[1])]
    first = found.categories[0]
    pairs(
        rows,
        names,
        key="insights_categories",
        said=_("{what} are {worn} of all wears and {owned} of all garments.").format(
            what=_(PLURALS[first[0].name]), worn=_percent(first[1].share), owned=_percent(first[0].share)
        ),
    )


def _money(who: Me, found: Statistics) -> None:
    _ = who.translate
    if not found.costs:
        return
    st.header(_("Cost per wear"), anchor=False)
    lines = [
        _("{price} a wear. Garments with a price: {count}, wears: {wears}.").format(
            price=shown(one.minor, one.currency), count=one.garments, wears=one.wears
        )
        for one in found.spending
    ]
    st.html(tag("ul", *(tag("li", line) for line in lines), class_="plain-list"))
    currency = found.spending[0].currency
    own = [one for one in found.costs if one.currency == currency]
    few = [*own[-3:][::-1], *own[:-3][:3]] if len(own) > 3 else own[::-1]
    tiles = [replace(garment_tile(one.garment, _), subtitle=shown(one.minor, currency)) for one in few]
    gallery(tiles, key="insights_costs", label=_("Cost per wear"), shape="cutout")
    if len(own) > 3:
        st.caption(_("The three with the lowest cost per wear, then those with the highest."))


def month_name(first: date, _: Translate) -> str:
    """A month in little room: its year where that begins."""
    name = _(SHORT_MONTHS[first.month - 1])
    return f"{name} {first:%y}" if first.month == 1 else sentence(name)


def _percent(share: float) -> str:
    return f"{share:.0%}"
