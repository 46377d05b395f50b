"""One garment of a look: what was decided, and every way to correct it."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from app import addresses
from app.components.dialogs import choose_category, choose_garment, rename
from app.components.undo import change
from app.markup import Html, join, plain, tag
from app.session import Me
from app.words import garment_name, sentence, worn
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.looks import Sighting


def sighting_card(who: Me, sighting: Sighting) -> None:
    """The cut-out, its name, the decision; a question where the wardrobe is not sure."""
    _ = who.translate
    with st.container(border=True, key=f"sighting_{sighting.id}"):
        candidate = _garment(who, sighting.candidate_id) if sighting.decision == "ask" else None
        if candidate is not None:
            _question(who, sighting, candidate)
        else:
            _decided(who, sighting)


def _decided(who: Me, sighting: Sighting) -> None:
    _ = who.translate
    garment = _garment(who, sighting.garment_id)
    name = garment_name(garment or sighting, _, garment.name if garment else None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row_{sighting.id}"):
        st.html(picture(sighting.id, name, "thumb"), width=88)
        with st.container(gap=None, width="stretch", key=f"words_{sighting.id}"):
            if garment is None:
                st.html(tag("div", name, class_="name"))
            else:
                asked = {addresses.GARMENT: str(garment.id)}
                st.page_link(addresses.GARMENT_PAGE, label=plain(name), query_params=asked)
            st.html(tag("div", sentence(_decision(who, sighting, garment)), class_="muted"))
        _menu(who, sighting, garment)


def _garment(who: Me, garment_id: int | None) -> GarmentItem | None:
    """None too when it has been deleted meanwhile."""
    if garment_id is not None:
        with suppress(NotFoundError):
            return who.house.garments.get(who.household, garment_id)
    return None


def _decision(who: Me, sighting: Sighting, garment: GarmentItem | None) -> str:
    _ = who.translate
    if garment is None:
        return _("not assigned")
    if sighting.decision == "new" and garment.wear_count <= 1:
        return _("new in your wardrobe")
    return worn(garment.wear_count, _)


def _menu(who: Me, sighting: Sighting, garment: GarmentItem | None) -> None:
    _ = who.translate
    choices = {
        "other": _("It is another one of mine …"),
        "new": _("It is a new garment"),
        "rename": _("Rename …"),
        "category": _("Change category …"),
        "reject": _("This is not a garment"),
    }
    if garment is None:
        choices.pop("rename")
    match st.menu_button(
        _("Change"),
        list(choices),
        format_func=lambda choice: choices[choice],
        key=f"menu_{sighting.id}",
        type="tertiary",
    ):
        case "other":
            choose_garment(who, sighting)
        case "new":
            change(who, lambda: who.house.garments.separate(who.household, sighting.id), _("Now a garment of its own."))
        case "rename" if garment is not None:
            rename(who, garment)
        case "category" if garment is not None:
            choose_category(who, garment)
        case "reject":
            change(who, lambda: who.house.garments.reject(who.household, sighting.id), _("Removed from this look."))


def _question(who: Me, sighting: Sighting, candidate: GarmentItem) -> None:
    _ = who.translate
    name = garment_name(candidate, _, candidate.name)
    st.html(
        join(
            tag("div", _("Is this your {garment}?").format(garment=name), class_="question"),
            tag(
                "div",
                _captioned(picture(sighting.id, _("In this look"), "pair"), _("In this look")),
                _captioned(picture(candidate.cover_sighting_id, name, "pair"), worn(candidate.wear_count, _)),
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


def picture(sighting_id: int, alt: str, class_: str, size: addresses.Size = "small") -> Html:
    """A cut-out on its plain ground."""
    return tag("img", src=addresses.cut_out(sighting_id, size), alt=alt, loading="lazy", class_=f"cutout {class_}")


def _captioned(image: Html, caption: str) -> Html:
    return tag("figure", image, tag("figcaption", sentence(caption), class_="muted"))
