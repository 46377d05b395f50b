"""What can be done to all selected garments, in a bar at the thumb: each is one change with one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from app.components.undo import change
from app.components.wardrobe.bulk_dialogs import ask_category, ask_collection, ask_occasions, ask_season, ask_tags
from app.markup import tag
from app.session import Me
from wardrobe.collections import Collection

Act = Callable[[], None]


def bulk_bar(who: Me, garment_ids: Sequence[int], collection: Collection | None, on_done: Callable[[], None]) -> None:
    """Show the bar; without a selection it says what to do. From a ``collection`` garments can be taken out."""
    _ = who.translate
    count = len(garment_ids)
    said = _("Tap garments to select them") if not count else _("{count} selected").format(count=count)
    with st.container(key="bulk_bar"):
        with st.container(horizontal=True, vertical_alignment="center", key="bulk_head"):
            st.html(tag("span", said, role="status"), width="stretch")
            st.button(_("Done"), key="bulk_done", type="tertiary", on_click=on_done)
        with st.container(horizontal=True, key="bulk_actions"):
            if st.button(_("Tags"), key="bulk_tags", icon=":material/sell:", disabled=not count):
                ask_tags(who, garment_ids)
            if st.button(
                _("Collection"), key="bulk_collection", icon=":material/collections_bookmark:", disabled=not count
            ):
                ask_collection(who, garment_ids)
            _menu(_("Wash"), "wash", ":material/local_laundry_service:", _washing(who, garment_ids), not count)
            _menu(_("Season"), "season", ":material/archive:", _seasons(who, garment_ids), not count)
            _menu(_("More"), "more", ":material/more_horiz:", _more(who, garment_ids, collection), not count)


def _menu(label: str, key: str, icon: str, acts: dict[str, tuple[str, Act]], disabled: bool) -> None:
    chosen = st.menu_button(
        label, [*acts], format_func=lambda act: acts[act][0], key=f"bulk_{key}", icon=icon, disabled=disabled
    )
    if chosen is not None:
        acts[chosen][1]()


def _washing(who: Me, ids: Sequence[int]) -> dict[str, tuple[str, Act]]:
    _, do = who.translate, who.house.belongings
    return {
        "wash": (_("To the wash"), _doing(who, ids, do.to_wash, _("In the wash."))),
        "clean": (_("They are clean"), _doing(who, ids, partial(do.washed, on=date.today()), _("Clean again."))),
        "out": (_("Not washed"), _doing(who, ids, do.out_of_wash, _("Out of the wash."))),
    }


def _seasons(who: Me, ids: Sequence[int]) -> dict[str, tuple[str, Act]]:
    _, do = who.translate, who.house.belongings
    return {
        "say": (_("Say the season …"), partial(ask_season, who, ids)),
        "away": (_("Put away"), _doing(who, ids, do.put_away, _("Put away."))),
        "back": (_("Bring back"), _doing(who, ids, do.bring_back, _("Brought back."))),
    }


def _more(who: Me, ids: Sequence[int], collection: Collection | None) -> dict[str, tuple[str, Act]]:
    _ = who.translate
    acts: dict[str, tuple[str, Act]] = {}
    if collection is not None:
        out = partial(who.house.collections.remove, collection_id=collection.id)
        acts["out"] = _("Take out of the collection"), _doing(who, ids, out, _("Taken out of the collection."))
    return acts | {
        "category": (_("Category …"), partial(ask_category, who, ids)),
        "occasions": (_("What they are for …"), partial(ask_occasions, who, ids)),
        "delete": (_("Delete"), _doing(who, ids, who.house.bulk.delete, _("Garments deleted."))),
    }


def _doing(who: Me, ids: Sequence[int], act: Callable[..., int], said: str) -> Act:
    return lambda: change(who, partial(act, who.household, garment_ids=ids), said)
