"""The models that look at pictures here. Nothing can be changed: it says what there is."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text
from app.components.renewal import renewal
from app.markup import join, plain, tag
from app.session import Me
from app.words import N_, size
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.models_in_use import InUse, in_use

TASKS = {
    "garments": N_("Finds the garments in a photo"),
    "person": N_("Sees fast whether somebody is there"),
    "likeness": N_("Recognises garments, and searches by words and pictures"),
    "outfits": N_("Judges what goes together"),
}


def models(who: Me) -> None:
    """Each model with its version, size and state, and how far a change of one is."""
    _ = who.translate
    st.caption(_("They run on this machine alone. One that is idle gives its memory back and comes when it is needed."))
    renewal(who)
    try:
        found = in_use(who.house.models, who.house.settings.encoder)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
        return
    st.html(tag("ul", *(_row(one, _) for one in found), class_="kept-list"))


def _row(one: InUse, _: Translate) -> str:
    facts = [
        one.model_id,
        size(one.bytes) if one.bytes is not None else "",
        _("in memory") if one.loaded else _("idle"),
    ]
    told = " · ".join(fact for fact in facts if fact)
    return tag("li", join(tag("b", _(TASKS[one.task])), tag("span", told)))
