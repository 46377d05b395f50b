"""Making an outfit by hand: the board, the garments to put on it, and keeping it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from app import addresses
from app.components.canvas import Asked, Done, Piece, Start, asked_of, canvas
from app.components.empty import empty
from app.components.notices import say
from app.components.outfits.choosing import choose_day
from app.components.outfits.parts import MAKE, OUTFIT, garments_asked, open_part
from app.components.undo import offer_undo
from app.session import Me
from app.words import PLURALS, garment_name, sentence
from embeddings.errors import OtjangError
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.matching.arranging import Laid, arranged, checked, layer_of, slot
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.saved import MOST_GARMENTS, Saved
from wardrobe.search import Filters, Request

PAGE: Final = 30
KEY: Final = "outfit_canvas"
_DONE = "outfit_canvas_done"


def make_outfit(who: Me) -> None:
    """The board with the outfit of the address, with its garments, or empty."""
    _ = who.translate
    garments = who.house.garments.list(who.household)
    if not garments:
        empty(_("Nothing to lay out yet"), _("Add a photo of yourself: its garments can then be put together here."))
        st.page_link(addresses.LOOKS_PAGE, label=_("Add photos"), icon=":material/add_a_photo:")
        return
    outfit_id = addresses.asked_for(OUTFIT)
    try:
        outfit = who.house.plans.get(who.household, outfit_id) if outfit_id else None
    except NotFoundError:
        empty(_("This outfit is not here"), _("It may have been deleted."))
        st.button(_("New outfit"), key="make_new", on_click=open_part, args=(MAKE,))
        return
    if outfit is not None:
        _kept_head(who, outfit)
    board(who, outfit)


@st.fragment
def board(who: Me, outfit: Saved | None) -> None:
    """Drawn anew by itself when the tray is asked for other garments."""
    _ = who.translate
    garments = who.house.garments.list(who.household)
    asked = asked_of(KEY)
    found = _asked_for(who, garments, asked)
    shown = found[: asked.pages * PAGE]
    counts = Counter(garment.category for garment in garments)
    kept = canvas(
        _start(who, garments, outfit),
        [_piece(garment, slot(garment), who) for garment in shown],
        [(name, _(PLURALS[name])) for name in PLURALS if counts[name]],
        more=len(found) > len(shown),
        key=KEY,
        _=_,
    )
    if kept is not None:
        _ask_and_keep(who, kept.layout, outfit)


def _kept_head(who: Me, outfit: Saved) -> None:
    _ = who.translate
    with st.container(horizontal=True, vertical_alignment="center", key="make_head"):
        if st.button(_("Plan it"), icon=":material/event:", key="make_plan"):
            choose_day(who, outfit.id)
        st.button(_("New outfit"), icon=":material/add:", key="make_new", on_click=open_part, args=(MAKE,))


def _start(who: Me, garments: Sequence[GarmentItem], outfit: Saved | None) -> Start:
    """The board as it is opened: an outfit as it lies, garments by the rule, or nothing."""
    of = {garment.id: garment for garment in garments}
    done: Done | None = st.session_state.get(_DONE)
    if outfit is not None:
        pieces = [_piece(of[laid.garment_id], laid, who) for laid in outfit.layout if laid.garment_id in of]
        return Start(f"{who.household}-outfit-{outfit.id}-{hash(outfit.layout) & 0xFFFFFF:x}", pieces, done)
    ids = garments_asked(MOST_GARMENTS)
    given = arranged(of[id] for id in ids if id in of)
    name = "-".join(map(str, ids)) or "new"
    return Start(f"{who.household}-{name}", [_piece(of[laid.garment_id], laid, who) for laid in given], done)


def _piece(garment: GarmentItem, laid: Laid, who: Me) -> Piece:
    cover = garment.cover_sighting_id
    return Piece(
        id=garment.id,
        name=sentence(garment_name(garment, who.translate, garment.name)),
        image=addresses.cut_out(cover, "small"),
        sharper=addresses.cut_out(cover, "medium"),
        x=laid.x,
        y=laid.y,
        size=laid.size,
        turn=laid.turn,
        layer=layer_of(garment),
    )


def _asked_for(who: Me, garments: Sequence[GarmentItem], asked: Asked) -> list[GarmentItem]:
    """Garments of the category, by the words or the last worn first; what is put away comes last."""
    if asked.words:
        of = {garment.id: garment for garment in garments}
        filters = Filters(category=asked.category or None)
        try:
            request = Request(words=asked.words, filters=filters, limit=asked.pages * PAGE + 1)
            hits = who.house.search.find(who.household, request).hits
        except OtjangError as error:
            say(error, who.translate)
            return []
        return [of[hit.garment_id] for hit in hits if hit.garment_id in of]
    wanted = [garment for garment in garments if asked.category in ("", garment.category)]
    return sorted(wanted, key=lambda garment: garment.belonging.put_away)


def _ask_and_keep(who: Me, layout: list[dict[str, Any]], outfit: Saved | None) -> None:
    """What it is called and what it is for; then it is kept."""
    _ = who.translate

    @st.dialog(_("Keep this outfit"))
    def ask() -> None:
        with st.form("keep_outfit", border=False):
            name = st.text_input(
                _("Name"), outfit.name if outfit else "", max_chars=80, key="keep_name", placeholder=_("if you like")
            )
            occasion = st.pills(
                _("Occasion"),
                list(OCCASIONS),
                default=outfit.occasion if outfit and outfit.occasion in OCCASIONS else None,
                format_func=lambda code: sentence(_(OCCASION_NAMES[code])),
                key="keep_occasion",
            )
            with st.container(horizontal=True):
                keep = st.form_submit_button(_("Keep"), type="primary", key="keep_go")
                copy = st.form_submit_button(_("Keep as a new one"), key="keep_copy") if outfit else False
        if keep or copy:
            facts = {"name": name, "occasion": occasion}
            _keep(who, layout, outfit if keep else None, facts)

    ask()


def _keep(who: Me, layout: list[dict[str, Any]], outfit: Saved | None, facts: Mapping[str, str | None]) -> None:
    _ = who.translate
    try:
        made = who.house.plans.lay_out(
            who.household,
            checked(layout),
            outfit_id=outfit.id if outfit else None,
            name=facts["name"],
            occasion=facts["occasion"],
            person_id=who.person.id,
        )
    except OtjangError as error:
        say(error, _)
        return
    garments = who.house.garments.list(who.household)
    st.session_state[_DONE] = Done(_start(who, garments, outfit).draft, made.change_id)
    offer_undo(made.change_id, _("Outfit kept."))
    open_part(MAKE, **{OUTFIT: made.outfit_id})
    st.rerun()
