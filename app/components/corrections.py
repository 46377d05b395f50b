"""Every way to say what a garment of a look really is: from its card's menu, or from the photo itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import streamlit as st

from app.components.cut_out import picture
from app.components.dialogs import choose_category, choose_garment, rename
from app.components.undo import change
from app.markup import plain, tag
from app.session import Me
from app.words import garment_name, sentence
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.looks import Look, Sighting

Known = Mapping[int, GarmentItem]
_NEXT: Final = "next_correction"
"""Sighting and choice of a dialog that leads to another one: two at a time cannot be open."""


def known_garments(who: Me, look: Look) -> Known:
    """The garments that a look's sightings are, or are asked about; those deleted meanwhile are missing."""
    found: dict[int, GarmentItem] = {}
    for id in {id for one in look.sightings for id in (one.garment_id, one.candidate_id) if id is not None}:
        with suppress(NotFoundError):
            found[id] = who.house.garments.get(who.household, id)
    return found


def name_of(who: Me, sighting: Sighting, known: Known) -> str:
    """What the garment is called, or where nobody knows which it is, what it seems to be."""
    garment = known.get(sighting.garment_id or 0)
    return garment_name(garment or sighting, who.translate, garment.name if garment else None)


def choices(who: Me, sighting: Sighting, known: Known) -> dict[str, str]:
    """What can be said of a sighting, by name, in words; the likeliest first."""
    _ = who.translate
    asked = known.get(sighting.candidate_id or 0) if sighting.decision == "ask" else None
    found = {"same": _("Yes, it is this one")} if asked else {}
    found |= {
        "other": _("It is another one of mine …"),
        "new": _("It is a new garment"),
        "rename": _("Rename …"),
        "category": _("Change category …"),
        "reject": _("This is not a garment"),
    }
    if sighting.garment_id not in known:  # there is nothing yet that could have a name
        del found["rename"], found["category"]
    return found


def correct(who: Me, choice: str | None, sighting: Sighting, garment: GarmentItem | None) -> None:
    """Do what was chosen, or ask further; nothing where nothing was chosen."""
    _ = who.translate
    garments, id = who.house.garments, sighting.id
    match choice:
        case "same":
            change(who, lambda: garments.confirm(who.household, id), _("Recognised."))
        case "other":
            choose_garment(who, sighting)
        case "new":
            change(who, lambda: garments.separate(who.household, id), _("Now a garment of its own."))
        case "rename" if garment is not None:
            rename(who, garment)
        case "category" if garment is not None:
            choose_category(who, garment)
        case "reject":
            change(who, lambda: garments.reject(who.household, id), _("Removed from this look."))


def ask_what_it_is(who: Me, sighting: Sighting, known: Known) -> None:
    """A dialog with everything that can be said of a garment that was tapped on the photo."""
    _ = who.translate
    asked = known.get(sighting.candidate_id or 0) if sighting.decision == "ask" else None
    name = garment_name(asked, _, asked.name) if asked else name_of(who, sighting, known)

    @st.dialog(plain(_("Is this your {garment}?").format(garment=name) if asked else sentence(name)))
    def ask() -> None:
        pictures = [picture(sighting.id, _("In this look"), "pair")]
        if asked:
            pictures.append(picture(asked.cover_sighting_id, name, "pair"))
        st.html(tag("div", *pictures, class_="pairs"))
        with st.container(key="correct_ways", gap="xsmall"):
            for choice, words in choices(who, sighting, known).items():
                if st.button(words, key=f"correct_{choice}", width="stretch"):
                    if choice in ("other", "rename", "category"):
                        st.session_state[_NEXT] = (sighting.id, choice)
                        st.rerun()
                    correct(who, choice, sighting, known.get(sighting.garment_id or 0))

    ask()


def go_on(who: Me, look: Look, known: Known) -> None:
    """Open what a dialog of this look that has closed led to."""
    wanted, choice = st.session_state.pop(_NEXT, (None, None))
    for sighting in look.sightings:
        if sighting.id == wanted:
            correct(who, choice, sighting, known.get(sighting.garment_id or 0))
