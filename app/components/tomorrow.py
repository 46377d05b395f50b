"""The outfit for tomorrow, from the evening on: what a notice tells is shown here as well."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.notices import fault_text
from app.components.outfit_card import outfit_picture, pieces_of
from app.markup import Html, join, plain, tag
from app.session import Me
from app.words import sentence


def outfit_for_tomorrow(who: Me) -> None:
    """Today's notice of it; nothing where there is none, or a garment of it has left the wardrobe."""
    _ = who.translate
    notice = who.house.notices.of(who.household, "outfit", date.today())
    if notice is None:
        return
    owned = {garment.id: garment for garment in who.house.garments.list(who.household)}
    if any(garment_id not in owned for garment_id in notice.garment_ids):
        return
    picture = outfit_picture(pieces_of([owned[id] for id in notice.garment_ids], _), small=True)
    lines = [sentence(reason.said(_)) for reason in notice.reasons]
    with st.container(border=True, key="tomorrow"):
        st.html(
            tag(
                "div",
                picture,
                tag("div", tag("div", _("For tomorrow"), class_="name"), _why(lines)),
                class_="tomorrow",
            )
        )
        if notice.state == "failed" and notice.failure is not None:
            st.caption(plain(_("It was not sent: {reason}").format(reason=fault_text(notice.failure, _))))


def _why(lines: list[str]) -> Html:
    return join(*(tag("p", line, class_="muted") for line in lines[:3]))
