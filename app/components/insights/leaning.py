"""What somebody leans to: shares with their intervals, by month, and what has surely changed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.empty import empty
from app.components.insights.charts import Bar, band, intervals
from app.components.insights.choosers import one_of
from app.components.insights.wearing import month_name
from app.markup import tag
from app.session import Me
from app.words import ASPECTS, CATEGORIES, N_, sentence, value_name
from wardrobe.i18n import Translate
from wardrobe.matching.insights.leanings import COMPARED_LOOKS, LEAST_LOOKS, Leaning, Leanings

ASPECT_NAMES = ASPECTS | {"category": N_("Category")}
ORDER = ("colour", "kind", "category", "pattern", "formality", "warmth")
SHOWN = 8
LINES = 3
"""Values that are followed over the months."""


def leaning(who: Me, days: int | None, person: int | None) -> None:
    """Changes first, then the aspect that is chosen."""
    _ = who.translate
    found = who.house.leanings.of(who.household, date.today(), days, person)
    _changes(found, _)
    if not found.aspects:
        empty(
            _("Too few looks to say"),
            _("Looks in this time: {count}. Shares are told from {least} on.").format(
                count=found.looks, least=LEAST_LOOKS
            ),
        )
        return
    known = {one.aspect: one for one in found.aspects}
    names = [name for name in ORDER if name in known]
    chosen = one_of(_("Aspect"), names, key="aspect", text=lambda name: _(ASPECT_NAMES[name]), first=names[0])
    _shares(known[chosen], _)
    _months(known[chosen], _)


def _changes(found: Leanings, _: Translate) -> None:
    st.header(_("What has changed"), anchor=False)
    if found.changes:
        st.html(tag("ul", *(tag("li", one.reason.said(_)) for one in found.changes), class_="plain-list"))
    else:
        st.caption(
            _(
                "Nothing has surely changed. Seasons are compared when both have {count} looks, and a change is "
                "told when it is sure to 95%."
            ).format(count=COMPARED_LOOKS)
        )


def _shares(one: Leaning, _: Translate) -> None:
    st.header(_("Shares of what is worn"), anchor=False)
    rows = [share for share in one.shares if share.count][:SHOWN]
    first = rows[0]
    intervals(
        [Bar(name_of(one.aspect, share.value, _), share.share, low=share.low, high=share.high) for share in rows],
        key=f"insights_shares_{one.aspect}",
        said=_(
            "Of {count} wears. {value} is {share}, with 95% certainty between {low} and {high}; the lines show the "
            "same for the others."
        ).format(
            count=one.wears,
            value=name_of(one.aspect, first.value, _),
            share=f"{first.share:.0%}",
            low=f"{first.low:.0%}",
            high=f"{first.high:.0%}",
        ),
    )


def _months(one: Leaning, _: Translate) -> None:
    st.header(_("Over the months"), anchor=False)
    if len(one.months) < 2:
        st.caption(_("From two months with looks enough on, they are drawn here."))
        return
    for value in [share.value for share in one.shares if share.count][:LINES]:
        rows = []
        for month in one.months:
            share = next(share for share in month.shares if share.value == value)
            name = month_name(month.first, _)
            rows.append(Bar(name, share.share, low=share.low, high=share.high))
        band(
            rows,
            key=f"insights_months_{one.aspect}_{value}",
            said=_("{value}: {before} in {first}, {now} in {last}.").format(
                value=name_of(one.aspect, value, _),
                before=f"{rows[0].value:.0%}",
                first=rows[0].label,
                now=f"{rows[-1].value:.0%}",
                last=rows[-1].label,
            ),
        )


def name_of(aspect: str, value: str, _: Translate) -> str:
    """A value as the beginning of a sentence."""
    if aspect == "category":
        return sentence(_(CATEGORIES[value]))
    return sentence(value_name(aspect, value, _))
