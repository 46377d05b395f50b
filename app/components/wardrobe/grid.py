"""The garments that were found, as a grid that grows as it is scrolled, to open or to select from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.components.answer import with_reasons
from app.components.gallery import More, Selecting, Tile, browse
from app.components.tiles import garment_tile
from app.components.wardrobe.bulk_bar import bulk_bar
from app.components.wardrobe.care import care_bar
from app.markup import tag
from app.session import Me
from wardrobe.collections import Collection
from wardrobe.garments import GarmentItem
from wardrobe.search import Hit

PAGE = 60
_SHOWN = "wardrobe_shown"
"""In the session: what was asked, and how many tiles of it are shown."""
_ROUND = "wardrobe_round"
"""In the session: 0 while garments are opened, else which selection this is."""
ORDER = "wardrobe_order"
"""In the session: ids as they were shown last, for going from one garment to the next."""
ADDRESS = "wardrobe_address"
"""In the session: the query parameters with which they were shown, for the way back."""


def grid(
    who: Me,
    garments: Sequence[GarmentItem],
    asked: object,
    state: str | None,
    collection: Collection | None = None,
    hits: Sequence[Hit] = (),
) -> None:
    """Show them; ``asked`` says what they answer: of another question the first page is shown.

    ``hits`` say why each was found, in the same order. For a ``state`` there is what can be done about it;
    from the ``collection`` that is open garments can be taken out.
    """
    st.session_state[ORDER] = [garment.id for garment in garments]
    st.session_state[ADDRESS] = st.query_params.to_dict()
    if st.session_state.get(_SHOWN, (None, 0))[0] != asked:
        st.session_state[_SHOWN] = asked, PAGE

    @st.fragment
    def draw() -> None:
        _draw(who, garments, state, collection, hits)

    draw()


def _draw(
    who: Me, garments: Sequence[GarmentItem], state: str | None, collection: Collection | None, hits: Sequence[Hit]
) -> None:
    _ = who.translate
    _asked, limit = st.session_state[_SHOWN]
    round = st.session_state.get(_ROUND, 0)
    with st.container(horizontal=True, vertical_alignment="center", key="wardrobe_line"):
        count = _("1 garment") if len(garments) == 1 else _("{count} garments").format(count=len(garments))
        st.html(tag("span", count, class_="muted", role="status"), width="stretch")
        if not round:
            st.button(_("Select"), key="select_begin", type="tertiary", on_click=_begin)
    if state and not round:
        care_bar(who, [garment.id for garment in garments], state)
    selected = browse(
        _tiles(who, garments[:limit], hits),
        key="wardrobe_gallery",
        label=_("Garments"),
        shape="cutout",
        more=More(_("Show more"), _grow) if len(garments) > limit else None,
        selecting=_selecting(who, garments, round) if round else None,
    )
    if round:
        bulk_bar(who, selected, collection, on_done=_end)


def _tiles(who: Me, garments: Sequence[GarmentItem], hits: Sequence[Hit]) -> list[Tile]:
    _ = who.translate
    tiles = [garment_tile(garment, _) for garment in garments]
    return [with_reasons(tile, hit, _) for tile, hit in zip(tiles, hits, strict=False)] if hits else tiles


def _selecting(who: Me, garments: Sequence[GarmentItem], round: int) -> Selecting:
    _ = who.translate
    every = tuple(garment.id for garment in garments)
    return Selecting(round, every, _("Select all {count}").format(count=len(every)), _("Select none"))


def _grow() -> None:
    asked, limit = st.session_state[_SHOWN]
    st.session_state[_SHOWN] = asked, limit + PAGE


def _begin() -> None:
    st.session_state[_ROUND] = st.session_state["wardrobe_rounds"] = st.session_state.get("wardrobe_rounds", 0) + 1


def _end() -> None:
    st.session_state[_ROUND] = 0
