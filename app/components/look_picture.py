"""What a look shows: its photo with garments to tap, before its own background or none; a turn from all sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import streamlit as st

from app import addresses
from app.components.corrections import Known, ask_what_it_is, name_of
from app.components.regions import Region, regions
from app.components.turntable import turntable
from app.session import Me
from app.words import N_
from wardrobe.looks import Look
from wardrobe.schema import UNFINISHED, LookKind
from wardrobe.turns import TurnView

Shown = Literal["turn", "kept", "blurred", "removed"]
NAMES: Final[dict[Shown, str]] = {
    "turn": "360°",
    "kept": N_("Photo"),
    "blurred": N_("Blurred"),
    "removed": N_("Plain"),
}
"""Short words: four of them lie side by side on a phone."""
_CHOSEN: Final = "look_shown_as"
"""Kept from look to look: who wants one without its background wants the next one so too."""


def look_picture(who: Me, look: Look, views: Sequence[TurnView], known: Known) -> None:
    """The picture, and below it how it is shown. ``views``: the sides of a turn, empty until they are found."""
    working = look.state in UNFINISHED  # then there is no person mask yet, and browsers would keep the plain photo
    shown = _chosen(look, views)
    if shown == "turn":
        turntable(look, views, who.translate)
    else:
        asked = regions(look, _regions(who, look, known), who.translate, background="kept" if working else shown)
        for sighting in look.sightings:
            if sighting.id == asked:
                ask_what_it_is(who, sighting, known)
    _choice(who, look, shown, views, disabled=working or look.state == "failed")


def _regions(who: Me, look: Look, known: Known) -> list[Region]:
    """The garments that are outlined; their pages open where it is known which they are."""
    if look.state != "ready":
        return []
    lines = {line.sighting_id: line for line in who.house.outlines.of_look(who.household, look.id)}
    return [
        Region(
            lines[sighting.id],
            name_of(who, sighting, known),
            addresses.garment_link(sighting.garment_id) if sighting.garment_id in known else None,
            asks=sighting.decision == "ask",
        )
        for sighting in look.sightings
        if sighting.id in lines
    ]


def _ways(views: Sequence[TurnView]) -> list[Shown]:
    return [way for way in NAMES if views or way != "turn"]


def _chosen(look: Look, views: Sequence[TurnView]) -> Shown:
    ways = _ways(views)
    chosen: dict[str, Any] = st.session_state.get(_CHOSEN, {})
    shown: Shown = chosen.get(look.kind, ways[0])
    return shown if shown in ways else ways[0]


def _choice(who: Me, look: Look, shown: Shown, views: Sequence[TurnView], *, disabled: bool) -> None:
    _ = who.translate
    key = f"look_shown_{look.id}_{shown}_{bool(views)}"
    with st.container(key="look_ways", horizontal_alignment="center"):
        st.segmented_control(
            _("How the picture is shown"),
            _ways(views),
            default=shown,
            required=True,
            format_func=lambda way: _(NAMES[way]),
            key=key,
            label_visibility="collapsed",
            disabled=disabled,
            on_change=_show_as,
            args=(look.kind, key),
        )


def _show_as(kind: LookKind, key: str) -> None:
    st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, {}) | {kind: st.session_state[key]}
