"""When a garment was worn, month by month.

Its columns are the page's own elements: the library of charts is 0.8 MB, which is much for twelve of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from app.markup import Html, tag
from app.session import Me
from app.words import MONTHS, SHORT_MONTHS
from wardrobe.matching.insights.wears import in_months


def worn_by_month(who: Me, days: Iterable[date], today: date) -> None:
    """A small chart of the last twelve months; nothing where there is no wear in them."""
    _ = who.translate
    months = in_months(days, today)
    if not any(count for _first, count in months):
        return
    st.header(_("Worn by month"), anchor=False)
    best, most = max(months, key=lambda one: one[1])
    total = sum(count for _first, count in months)
    many = _("Worn {total} times in twelve months, most in {month}: {count}.")
    said = _("Worn once in twelve months, in {month}.") if total == 1 else many
    said = said.format(total=total, month=_(MONTHS[best.month - 1]), count=most)
    columns = [_column(_(SHORT_MONTHS[first.month - 1]), count, count / most) for first, count in months]
    st.html(tag("figure", tag("ol", *columns, aria_hidden="true"), tag("figcaption", said), class_="months"))


def _column(label: str, count: int, share: float) -> Html:
    number = tag("b", str(count)) if count else None
    return tag("li", tag("i", number, style=f"height: {share:.0%}"), tag("span", label))
