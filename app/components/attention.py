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
from wardrobe.arrivals import Arrived
from wardrobe.looks import Look


def delete_look(who: Me, look_id: int, then: str | None = addresses.LOOKS_PAGE) -> None:
    """Delete a look; for half a minute it can be taken back, then it is gone for good.

    ``then`` is the page to go to; None stays on this one.
    """
    _ = who.translate
    act = partial(who.house.looks.delete, who.household, look_id)
    change(who, act, _("Look deleted."), then=then)


def question_line(who: Me, arrived: Arrived) -> None:
    """Lead to the last look in which a garment may be a known one, and say how many such looks there are.

    Nothing where that is the newest look alone, which says so itself.
    """
    _ = who.translate
    look = arrived.question
    if look is None or (arrived.questions == 1 and look == arrived.newest):
        return
    one, many = _("1 look asks: is it the same garment?"), _("{count} looks ask: is it the same garment?")
    with st.container(key="questions"):
        st.page_link(
            addresses.LOOK_PAGE,
            label=one if arrived.questions == 1 else many.format(count=arrived.questions),
            icon=":material/help:",
            query_params={addresses.LOOK: str(look.id)},
        )


def failed_looks(who: Me, looks: Sequence[Look], then: str | None = addresses.LOOKS_PAGE) -> None:
    """Each picture that failed: its name, why, what to do, Retry and Delete; ``then`` is as of ``delete_look``."""
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
                    delete_look(who, look.id, then)


def twins(who: Me, looks: Sequence[Look], then: str | None = addresses.LOOKS_PAGE) -> None:
    """Pictures that look like another one: keep both, or remove the newer; ``then`` is as of ``delete_look``."""
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
                    delete_look(who, look.id, then)
