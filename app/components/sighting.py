"""One garment of a look: what was decided, and every way to correct it."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.corrections import Known, choices, correct, name_of
from app.components.cut_out import captioned, picture
from app.components.dialogs import choose_garment
from app.components.regions import CARD
from app.components.undo import change
from app.markup import join, plain, tag
from app.session import Me
from app.words import garment_name, sentence, worn
from wardrobe.garments import GarmentItem
from wardrobe.looks import Sighting

__all__ = ["picture", "sighting_card"]


def sighting_card(who: Me, sighting: Sighting, known: Known) -> None:
    """The cut-out, its name, the decision; a question where the wardrobe is not sure."""
    with st.container(border=True, key=f"{CARD}{sighting.id}"):
        candidate = known.get(sighting.candidate_id or 0) if sighting.decision == "ask" else None
        if candidate is not None:
            _question(who, sighting, candidate)
        else:
            _decided(who, sighting, known)


def _decided(who: Me, sighting: Sighting, known: Known) -> None:
    _ = who.translate
    garment = known.get(sighting.garment_id or 0)
    name = name_of(who, sighting, known)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row_{sighting.id}"):
        st.html(picture(sighting.id, name, "seen"), width=88)
        with st.container(gap=None, width="stretch", key=f"words_{sighting.id}"):
            if garment is None:
                st.html(tag("div", name, class_="name"))
            else:
                asked = {addresses.GARMENT: str(garment.id)}
                st.page_link(addresses.GARMENT_PAGE, label=plain(name), query_params=asked)
            st.html(tag("div", sentence(_decision(who, sighting, garment)), class_="muted"))
        ways = choices(who, sighting, known)
        chosen = st.menu_button(
            _("Change"), list(ways), format_func=ways.__getitem__, key=f"menu_{sighting.id}", type="tertiary"
        )
    correct(who, chosen, sighting, garment)


def _decision(who: Me, sighting: Sighting, garment: GarmentItem | None) -> str:
    _ = who.translate
    if garment is None:
        return _("not assigned")
    if sighting.decision == "new" and garment.wear_count <= 1:
        return _("new in your wardrobe")
    return worn(garment.wear_count, _)


def _question(who: Me, sighting: Sighting, candidate: GarmentItem) -> None:
    _ = who.translate
    name = garment_name(candidate, _, candidate.name)
    st.html(
        join(
            tag("div", _("Is this your {garment}?").format(garment=name), class_="question"),
            tag(
                "div",
                captioned(picture(sighting.id, _("In this look"), "pair"), _("In this look")),
                captioned(picture(candidate.cover_sighting_id, name, "pair"), worn(candidate.wear_count, _)),
                class_="pairs",
            ),
        )
    )
    with st.container(horizontal=True):
        if st.button(_("Yes"), key=f"yes_{sighting.id}", type="primary"):
            change(who, lambda: who.house.garments.confirm(who.household, sighting.id), _("Recognised."))
        if st.button(_("No, it is new"), key=f"no_{sighting.id}"):
            change(who, lambda: who.house.garments.separate(who.household, sighting.id), _("Added as a new garment."))
        if st.button(_("Another one"), key=f"another_{sighting.id}"):
            choose_garment(who, sighting)
        if st.button(_("Not a garment"), key=f"reject_{sighting.id}", type="tertiary"):
            change(who, lambda: who.house.garments.reject(who.household, sighting.id), _("Removed from this look."))
