"""Insights: how the wardrobe is worn, in which colours, what changes, and what would do."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.empty import empty
from app.components.groups import published
from app.components.insights.choosers import one_of, period, person
from app.components.insights.colours import colours
from app.components.insights.leaning import leaning
from app.components.insights.less import less
from app.components.insights.rising import rising
from app.components.insights.wearing import wearing
from app.session import me

who = me()
_ = who.translate
st.title(_("Insights"), anchor=False)

names = {
    "worn": _("Worn"),
    "colours": _("Colours"),
    "leanings": _("Preferences"),
    "trends": _("Trends"),
    "less": _("With less"),
}
if who.house.groups.takes_part(who.household):
    names["groups"] = _("Groups")

if not who.house.garments.list(who.household, limit=1):
    empty(_("Nothing to count yet"), _("With the first looks, numbers come here."))
    st.stop()

with st.container(key="insights_choosers"):
    part = one_of(_("Part"), list(names), key="part", text=lambda code: names[code], first="worn")
    whose = None if part == "groups" else person(who)
    days = None if part in ("groups", "trends") else period(who)

match part:
    case "colours":
        colours(who, who.house.statistics.of(who.household, date.today(), days, whose))
    case "leanings":
        leaning(who, days, whose)
    case "trends":
        rising(who, whose)
    case "less":
        less(who, days, whose)
    case "groups":
        published(who)
    case "worn":
        wearing(who, who.house.statistics.of(who.household, date.today(), days, whose))
