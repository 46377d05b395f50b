"""What rises and falls, in the own looks and in the catalogues, and what things cost there."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.empty import empty
from app.components.insights.charts import Bar, pairs
from app.components.insights.leaning import name_of
from app.markup import tag
from app.session import Me
from wardrobe.i18n import Translate
from wardrobe.matching.insights.rising import EARLIER, LEAST_EARLIER, LEAST_RECENT, RECENT, Trends
from wardrobe.matching.insights.trends import CatalogueTrends
from wardrobe.money import shown

SHOWN = 6


def rising(who: Me, person: int | None) -> None:
    """Both, each with its numbers; weeks are full ones, whatever time is chosen above."""
    _ = who.translate
    today = date.today()
    st.header(_("In your looks"), anchor=False)
    _trends(who.house.trends.own(who.household, today, person), "looks", _)
    shops = who.house.trends.catalogues(who.household, today)
    st.header(_("In the catalogues"), anchor=False)
    if not any(shops.arrivals.things) and not shops.prices:
        st.caption(_("There is no catalogue yet, or nothing new came in the last weeks."))
        return
    _trends(shops.arrivals, "shops", _)
    _prices(shops, _)


def _trends(found: Trends, key: str, _: Translate) -> None:
    if not found.enough:
        empty(
            _("Too few weeks to say"),
            _(
                "The last {recent} weeks are compared with the {earlier} before. At least {some} of the last weeks, "
                "and {more} of those before, must have something to count."
            ).format(recent=RECENT, earlier=EARLIER, some=LEAST_RECENT, more=LEAST_EARLIER),
        )
        return
    certain = [*found.rising[:SHOWN], *found.falling[:SHOWN]]
    if not certain:
        st.caption(
            _("Nothing rises or falls that could not be chance. {count} values were looked at.").format(
                count=len(found.values)
            )
        )
        return
    names = _("Last {count} weeks").format(count=RECENT), _("{count} weeks before").format(count=EARLIER)
    rows = []
    for one in certain:
        label = ("↑ " if one.rises else "↓ ") + name_of(one.aspect, one.value, _)
        rows.append(Bar(label, one.recent, f"{one.recent:.0%}", of=names[0]))
        rows.append(Bar(label, one.earlier, f"{one.earlier:.0%}", of=names[1]))
    first = certain[0]
    text = (
        _("{value} rises: {recent} of {n} lately, {earlier} of {m} before.")
        if first.rises
        else _("{value} falls: {recent} of {n} lately, {earlier} of {m} before.")
    )
    told = text.format(
        value=name_of(first.aspect, first.value, _),
        recent=first.recent_count,
        n=first.recent_n,
        earlier=first.earlier_count,
        m=first.earlier_n,
    )
    checked = _("{count} values were looked at; of those told, one in ten may be chance.")
    pairs(rows, names, key=f"insights_trends_{key}", said=f"{told} {checked.format(count=len(found.values))}")


def _prices(shops: CatalogueTrends, _: Translate) -> None:
    if not shops.prices:
        return
    st.header(_("What things cost"), anchor=False)
    head = tag("tr", *(tag("th", name) for name in (_("Kind"), _("Items"), _("Median price"), _("On sale"))))
    rows = [
        tag(
            "tr",
            tag("td", name_of("kind", one.kind, _)),
            tag("td", str(one.items)),
            tag("td", shown(one.median_minor, one.currency)),
            tag("td", f"{one.sale_share:.0%}"),
        )
        for one in shops.prices[:12]
    ]
    st.html(tag("table", tag("thead", head), tag("tbody", *rows), class_="figures"))
