"""What is planned to be worn today."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import addresses
from app.components.outfit_card import outfit_picture, pieces_of_kept
from app.markup import tag
from app.session import Me

ROOM = 2
"""Outfits of a day that are shown; a day has hardly more."""


def planned_for_today(who: Me, today: date) -> None:
    """The outfits that are planned for the day and not worn yet; nothing where there are none."""
    _ = who.translate
    planned = [one for one in who.house.plans.between(who.household, today, today) if not one.worn]
    for one in planned[:ROOM]:
        with st.container(border=True, key=f"planned_{one.id}"):
            picture = outfit_picture(pieces_of_kept(one.outfit, _), small=True)
            words = [tag("div", _("Planned for today"), class_="name")]
            if one.outfit.name:
                words.append(tag("p", one.outfit.name, class_="muted"))
            st.html(tag("div", picture, tag("div", *words), class_="tomorrow"))
            st.page_link(addresses.OUTFITS_PAGE, label=_("Outfits"), icon=":material/calendar_month:")
