"""The look that came last, large, with its garments as they are found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import streamlit as st

from app import addresses
from app.components.tiles import look_tile
from app.words import garment_name
from wardrobe.i18n import Translate
from wardrobe.looks import Look, Sighting

_HERE = Path(__file__).parent
HTML: Final = (
    '<article><a class="photo"><img class="behind" alt=""><img class="front" alt="">'
    '<span class="mark" hidden></span><span class="bar"></span></a>'
    '<div class="said"><a class="title"></a><p class="subtitle" role="status"></p><ul></ul></div></article>'
)
SHOWN: Final = ("same", "new", "ask")
"""Decisions of sightings that are garments."""
_mount = st.components.v2.component(
    "otjang_newest_look",
    html=HTML,
    css=(_HERE / "newest_look.css").read_text("utf-8"),
    js=(_HERE / "newest_look.js").read_text("utf-8"),
)


def newest_look(look: Look, names: Mapping[int, str], _: Translate) -> None:
    """Show it; ``names`` are what people call its garments, by their ids."""
    tile = look_tile(look, _)
    _mount(
        key="newest_look",
        data={
            "href": tile.href,
            "small": tile.image,
            "image": addresses.look_picture(look.id, "medium", final="v=" in tile.image),
            "sharper": addresses.look_picture(look.id, "large", final="v=" in tile.image),
            "alt": tile.alt,
            "title": tile.title,
            "subtitle": " · ".join(filter(None, (tile.subtitle, tile.badge))),
            "mark": tile.mark,
            "state": tile.state,
            "garments": [_garment(one, names, _) for one in look.sightings if one.decision in SHOWN],
        },
    )


def _garment(sighting: Sighting, names: Mapping[int, str], _: Translate) -> dict[str, Any]:
    asks = sighting.decision == "ask"
    id = sighting.garment_id
    return {
        "id": sighting.id,
        "image": addresses.cut_out(sighting.id, "small"),
        "name": _("Is it the same?") if asks else garment_name(sighting, _, names.get(id or 0)),
        "href": addresses.look_link(sighting.look_id) if id is None else addresses.garment_link(id),
        "asks": asks,
    }
