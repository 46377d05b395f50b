"""Change something, say so, and offer to take it back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.components.notices import say
from app.markup import tag
from app.session import Me
from embeddings.errors import OtjangError

_OFFER = "undo_offer"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """One change that can be taken back."""

    change_id: int
    text: str
    made_at: float


def offer_undo(change_id: int, text: str) -> None:
    """Show ``text`` with an Undo button for half a minute, on whichever page comes next."""
    st.session_state[_OFFER] = Offer(change_id, text, time.time())


def change(who: Me, act: Callable[[], int], text: str, *, then: str | None = None) -> None:
    """Make one change of the wardrobe, offer to undo it, and draw the page anew; a failure is said instead.

    ``act`` gives the change's id; ``then`` is the page to go to when this one has lost its subject.
    """
    try:
        offer_undo(act(), text)
    except OtjangError as error:
        say(error, who.translate)
    else:
        if then is not None:
            st.switch_page(then)
        st.rerun()


def undo_bar(who: Me) -> None:
    """The bar at the bottom of the page, where there is something to take back."""
    _ = who.translate
    offer: Offer | None = st.session_state.get(_OFFER)
    if offer is None or time.time() - offer.made_at > SECONDS:
        return
    with st.container(key="undo", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(tag("span", offer.text, role="status"), width="content")
        st.button(_("Undo"), key="undo_button", on_click=take_back, args=(who, offer.change_id))


def take_back(who: Me, change_id: int) -> None:
    """Undo one change; what cannot be undone any more is said."""
    _ = who.translate
    st.session_state.pop(_OFFER, None)
    try:
        who.house.journal.undo(who.household, change_id)
    except OtjangError as error:
        say(error, _)
    else:
        st.toast(_("Undone."), icon=":material/undo:")
