"""What a garment goes with: what it was worn with, and outfits that the judge would make of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from app import addresses
from app.components.gallery import gallery
from app.components.outfit_card import outfit_card, pieces_of
from app.components.tiles import garment_tile
from app.markup import tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.garments import GarmentItem
from wardrobe.matching.suggested import Wanted

SHOWN: Final = 6
OUTFITS: Final = 3


def worn_with(who: Me, garment: GarmentItem, beside: list[tuple[int, int]]) -> None:
    """What it was worn with most often; nothing where it never was. ``beside``: as ``Together.beside`` gives it."""
    _ = who.translate
    by_id = {one.id: one for one in who.house.garments.list(who.household)}
    found = [(by_id[id], days) for id, days in beside if id in by_id][:SHOWN]
    if not found:
        return
    st.header(_("Worn with"), anchor=False)
    tiles = [
        replace(
            garment_tile(other, _),
            subtitle=_("once together") if days == 1 else _("{count} times together").format(count=days),
        )
        for other, days in found
    ]
    gallery(tiles, key="garment_beside", label=_("Worn with"), shape="cutout")


def goes_with(who: Me, garment: GarmentItem) -> None:
    """Some outfits with it, made while the page is there already; where none can be made, nothing."""
    st.fragment(partial(_goes_with, who, garment), parallel=True)()


def _goes_with(who: Me, garment: GarmentItem) -> None:
    _ = who.translate
    place = st.container(key="goes_with")
    today = date.today()
    wanted = Wanted(day=today, around=garment.id, person_id=who.person.id, limit=OUTFITS)
    with suppress(OtjangError):
        outfits = who.house.outfits.suggest(who.household, wanted, today).outfits
        if not outfits:
            return
        with place:
            st.header(_("Goes with"), anchor=False)
            cards = (outfit_card(pieces_of(one.garments, _)) for one in outfits)
            st.html(tag("div", *cards, class_="goes-with"))
            label = _("More outfits with it")
            around = {addresses.AROUND: str(garment.id)}
            st.page_link(addresses.OUTFITS_PAGE, label=label, icon=":material/styler:", query_params=around)
