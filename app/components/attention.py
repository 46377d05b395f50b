"""Looks that wait for the person: pictures that could not be read, and the same picture twice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from app import addresses
from app.components.notices import fault_text
from app.components.undo import change
from app.markup import join, tag
from app.session import Me
from wardrobe.looks import Look


def delete_look(who: Me, look_id: int) -> None:
    """Delete a look; for half a minute it can be taken back, then it is gone for good."""
    _ = who.translate
    act = partial(who.house.looks.delete, who.household, look_id)
    change(who, act, _("Look deleted."), then=addresses.LOOKS_PAGE)


def failed_looks(who: Me, looks: Sequence[Look]) -> None:
    """Each picture that failed: its name, why, what to do, Retry and Delete."""
    _ = who.translate
    for look in looks:
        if look.state != "failed" or look.failure is None:
            continue
        title, reason = _("This picture could not be read"), fault_text(look.failure, _)
        with st.container(border=True, key=f"failed_{look.id}"):
            st.html(join(tag("b", title), tag("div", reason, class_="muted", role="status")))
            with st.container(horizontal=True):
                if st.button(_("Try again"), key=f"retry_{look.id}", icon=":material/refresh:"):
                    who.house.intake.retry(look.id)
                    st.rerun()
                if st.button(_("Delete"), key=f"delete_{look.id}", icon=":material/delete:"):
                    delete_look(who, look.id)


def twins(who: Me, looks: Sequence[Look]) -> None:
    """Pictures that look like another one: keep both, or remove the newer."""
    _ = who.translate
    for look in looks:
        if look.twin_id is None:
            continue
        with st.container(border=True, key=f"twin_{look.id}"):
            pictures = (
                tag("img", src=addresses.look_picture(number, "small"), alt=words, loading="lazy", class_="portrait")
                for number, words in ((look.twin_id, _("The earlier photo")), (look.id, _("The new photo")))
            )
            st.html(join(tag("b", _("Is this the same picture?")), tag("div", *pictures, class_="pairs")))
            with st.container(horizontal=True):
                if st.button(_("Keep both"), key=f"keep_{look.id}"):
                    keep = partial(who.house.looks.keep_twin, who.household, look.id)
                    change(who, keep, _("Both are kept."))
                if st.button(_("Remove the new one"), key=f"remove_{look.id}"):
                    delete_look(who, look.id)
