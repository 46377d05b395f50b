"""Collections: a row of them above the grid, the head of the one that is open, and the questions about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from app import addresses
from app.components.gallery import Tile, pick
from app.components.undo import change
from app.components.wardrobe.filters import COLLECTION
from app.markup import plain, tag
from app.session import Me
from wardrobe.collections import NAME_MOST, Collection
from wardrobe.i18n import Translate


def opened(who: Me) -> Collection | None:
    """The collection that the address names, where there is such a one."""
    wanted = addresses.asked_for(COLLECTION)
    return next((one for one in who.house.collections.list(who.household) if one.id == wanted), None)


def collection_row(who: Me) -> None:
    """All of them, each with the garment put there last; nothing where there are none."""
    _ = who.translate
    found = who.house.collections.list(who.household)
    if not found:
        return
    tiles = [collection_tile(one, _) for one in found]
    with st.container(key="collections"):
        chosen = pick(tiles, key="collection_row", label=_("Collections"), shape="cutout", flow="row")
    if chosen is not None:
        st.query_params[COLLECTION] = str(chosen)
        st.rerun()


def collection_tile(collection: Collection, _: Translate) -> Tile:
    """A collection by its first garment, with its name and how many it has."""
    count = _("1 garment") if collection.count == 1 else _("{count} garments").format(count=collection.count)
    image = addresses.cut_out(collection.covers[0], "small") if collection.covers else ""
    return Tile(id=collection.id, image=image, alt="", title=collection.name, subtitle=count)


def collection_head(who: Me, collection: Collection) -> None:
    """Its name, the way back, and what can be done with it."""
    _ = who.translate
    with st.container(horizontal=True, vertical_alignment="center", key="collection_head"):
        st.button("", key="collection_close", icon=":material/arrow_back:", help=_("All garments"), on_click=close)
        st.html(tag("h2", collection.name, class_="name"), width="stretch")
        acts = {"rename": _("Rename …"), "delete": _("Delete the collection")}
        label = _("Change")
        match st.menu_button(
            label, [*acts], format_func=lambda act: acts[act], key="menu_collection", type="tertiary",
            icon=":material/more_horiz:",
        ):  # fmt: skip
            case "rename":
                rename(who, collection)
            case "delete":
                close()
                act = partial(who.house.collections.delete, who.household, collection.id)
                change(who, act, _("Collection deleted."))


def close() -> None:
    """Back to all garments."""
    st.query_params.pop(COLLECTION, None)


def rename(who: Me, collection: Collection) -> None:
    """Give it another name."""
    _ = who.translate

    @st.dialog(_("Rename"))
    def ask() -> None:
        with st.form("rename_collection", border=False):
            name = st.text_input(_("Name"), collection.name, max_chars=NAME_MOST, key="collection_name")
            if st.form_submit_button(_("Save"), type="primary"):
                act = partial(who.house.collections.rename, who.household, collection.id, name)
                change(who, act, _("Renamed."))

    ask()


def links(who: Me, found: Sequence[Collection]) -> None:
    """A link to each of some collections."""
    for one in found:
        st.page_link(
            addresses.WARDROBE_PAGE,
            label=plain(one.name),
            icon=":material/collections_bookmark:",
            query_params={COLLECTION: str(one.id)},
        )
