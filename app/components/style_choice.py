"""Choosing what is judged: among the looks, or among the kept outfits."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.gallery import pick
from app.components.insights.choosers import one_of
from app.components.judged import Judged
from app.components.outfit_card import outfit_card, pieces_of_kept
from app.components.outfits.titles import outfit_title
from app.components.tiles import look_tile
from app.markup import tag
from app.session import Me

Kind = Literal["looks", "outfits"]
LOOKS: Final = "looks"
OUTFITS: Final = "outfits"
PAGE: Final = 24
OUTFITS_PAGE: Final = 9
_LIMIT = "style_check_limit"


def chooser(who: Me, without: Judged | None, label: str) -> tuple[Kind, int] | None:
    """What was pressed just now; ``without``: what is compared with, and is not offered itself."""
    _ = who.translate
    has_outfits = bool(who.house.plans.occasions(who.household))
    if without is not None or has_outfits or who.house.looks.page(who.household, limit=1):
        st.header(label, anchor=False)
    kind: Kind = LOOKS
    if has_outfits:
        names = {LOOKS: _("Looks"), OUTFITS: _("Outfits")}
        first = LOOKS if without is None or without.look_id is not None else OUTFITS
        kind = (
            OUTFITS if one_of(label, list(names), key="of", text=names.__getitem__, first=first) == OUTFITS else LOOKS
        )
    picked = _outfit(who, without) if kind == OUTFITS else _look(who, without, label)
    return None if picked is None else (kind, picked)


def _look(who: Me, without: Judged | None, label: str) -> int | None:
    _ = who.translate
    limit: int = st.session_state.get(_LIMIT, PAGE)
    looks = [look for look in who.house.looks.page(who.household, limit=limit + 2) if look.state == "ready"]
    others = [look for look in looks if without is None or look.id != without.look_id]
    if not others and without is None:
        empty(_("No looks yet"), _("Add a photo of yourself, then come back to compare looks."))
        st.page_link(addresses.LOOKS_PAGE, label=_("Add a look"), icon=":material/add_a_photo:")
        return None
    if not others:
        st.html(tag("p", _("There is only one look yet: add another to compare them."), class_="muted"))
        return None
    picked = pick([look_tile(look, _) for look in others[:limit]], key="style_pick", label=label, shape="photo")
    if len(others) > limit:
        st.button(_("Show more"), key="style_more", on_click=_show_more, args=(PAGE,))
    return picked


def _outfit(who: Me, without: Judged | None) -> int | None:
    _ = who.translate
    limit: int = st.session_state.get(_LIMIT, OUTFITS_PAGE)
    found = who.house.plans.list(who.household, limit=limit + 2)
    others = [outfit for outfit in found if outfit.garments and (without is None or outfit.id != without.outfit_id)]
    picked = None
    with st.container(key="choose"):
        for outfit in others[:limit]:
            with st.container(key=f"choose_{outfit.id}", gap="xsmall"):
                st.html(outfit_card(pieces_of_kept(outfit, _), title=outfit_title(outfit, who)))
                if st.button(_("This one"), key=f"style_outfit_{outfit.id}", width="stretch"):
                    picked = outfit.id
    if not others:
        st.html(tag("p", _("There is only one kept outfit yet: keep another to compare them."), class_="muted"))
    if len(others) > limit:
        st.button(_("Show more"), key="style_more", on_click=_show_more, args=(OUTFITS_PAGE,))
    return picked


def _show_more(page: int) -> None:
    """One page more, from the next drawing on."""
    st.session_state[_LIMIT] = st.session_state.get(_LIMIT, page) + page
