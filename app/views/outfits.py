"""What to wear: suggestions for a day, a board to lay out an own outfit, the planner, and what was kept."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.insights.choosers import one_of
from app.components.outfits.keeping import kept_outfits
from app.components.outfits.making import make_outfit
from app.components.outfits.parts import KEPT, MAKE, PART, PLANNER, SUGGESTIONS
from app.components.outfits.planning import plan_days
from app.components.outfits.suggesting import suggest_outfits
from app.session import me

who = me()
_ = who.translate
names = {SUGGESTIONS: _("Suggestions"), MAKE: _("Make"), PLANNER: _("Planner"), KEPT: _("Kept")}

with st.container(horizontal=True, vertical_alignment="center", key="outfits_head"):
    st.title(_("Outfits"), anchor=False)
    st.page_link(addresses.PACKING_PAGE, label=_("Packing"), icon=":material/luggage:", width="content")
with st.container(key="outfits_parts"):
    part = one_of(_("Part"), list(names), key=PART, text=lambda code: names[code], first=SUGGESTIONS)

match part:
    case "make":
        make_outfit(who)
    case "planner":
        plan_days(who)
    case "kept":
        kept_outfits(who)
    case _:
        suggest_outfits(who)
