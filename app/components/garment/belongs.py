"""Where a garment belongs: its collections and tags, and its neighbours in the list that was shown last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from app import addresses
from app.components.undo import change
from app.components.wardrobe.bulk_dialogs import ask_collection, ask_tags
from app.components.wardrobe.filters import COLLECTION
from app.components.wardrobe.grid import ADDRESS, ORDER
from app.markup import plain
from app.session import Me
from wardrobe.collections import Collection
from wardrobe.garments import GarmentItem


def collections_and_tags(who: Me, garment: GarmentItem, collections: Sequence[Collection]) -> None:
    """Each a way to the others that have it, with a button for more of each."""
    _ = who.translate
    with st.container(horizontal=True, key="belongs"):
        for one in collections:
            _link(one.name, ":material/collections_bookmark:", COLLECTION, str(one.id))
        for tag in garment.belonging.tags:
            _link(tag, ":material/sell:", "tag", tag)
        if st.button(_("Collection"), icon=":material/add:", key="do_collection", type="tertiary"):
            ask_collection(who, [garment.id])
        if st.button(_("Tag"), icon=":material/add:", key="do_tags", type="tertiary"):
            ask_tags(who, [garment.id])


def take_out(who: Me, garment: GarmentItem, collections: Sequence[Collection]) -> None:
    """A button for each collection, to take it out."""
    _ = who.translate
    for one in collections:
        label = _("Out of {name}").format(name=plain(one.name))
        if st.button(label, icon=":material/bookmark_remove:", key=f"do_out_{one.id}", type="tertiary"):
            said = _("Taken out of the collection.")
            change(who, partial(who.house.collections.remove, who.household, one.id, [garment.id]), said)


def way_back(who: Me, garment: GarmentItem) -> None:
    """Back to the wardrobe, and to the garments before and after it there."""
    _ = who.translate
    order: list[int] = st.session_state.get(ORDER, [])
    with st.container(horizontal=True, key="way_back"):
        asked = st.session_state.get(ADDRESS, {})
        back = ":material/arrow_back:"
        st.page_link(addresses.WARDROBE_PAGE, label=_("Wardrobe"), icon=back, query_params=asked)
        if garment.id in order:
            at = order.index(garment.id)
            _neighbour(order[at - 1] if at else None, _("Previous garment"), ":material/chevron_left:")
            _neighbour(order[at + 1] if at + 1 < len(order) else None, _("Next garment"), ":material/chevron_right:")


def _neighbour(garment_id: int | None, label: str, icon: str) -> None:
    st.page_link(
        addresses.GARMENT_PAGE,
        label=label,
        icon=icon,
        query_params={addresses.GARMENT: str(garment_id or 0)},
        disabled=garment_id is None,
    )


def _link(name: str, icon: str, key: str, value: str) -> None:
    st.page_link(addresses.WARDROBE_PAGE, label=plain(name), icon=icon, query_params={key: value})
