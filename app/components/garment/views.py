"""Every picture of a garment: swiped on a phone, chosen by the small ones below, reached by keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from app import addresses
from app.components.turntable import PLACES
from app.session import Me
from app.words import day, sentence
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.looks import Look

MOST: Final = 12
"""Cut-outs; what was worn daily has hundreds."""
TURNS: Final = 1
"""Turns of which sides are shown, the latest."""
SIDES: Final = (0, 6, 12, 18)
"""Numbers of ``TurnView``: front, left, back, right."""

_HERE = Path(__file__).parent
HTML: Final = (
    '<div class="views"><ul class="strip" tabindex="0"></ul><div class="line">'
    '<button type="button" class="back"></button><div class="small"></div><button type="button" class="on"></button>'
    "</div></div>"
)
_mount = st.components.v2.component(
    "otjang_garment_views",
    html=HTML,
    css=(_HERE / "views.css").read_text("utf-8"),
    js=(_HERE / "views.js").read_text("utf-8"),
)


@dataclass(frozen=True, slots=True)
class View:
    """One picture."""

    small: str
    """Address of it in little room; larger ones are loaded when they come into sight."""
    medium: str
    large: str
    alt: str
    caption: str
    shape: Literal["cutout", "photo"] = "cutout"


def garment_views(views: Sequence[View], name: str, _: Translate) -> None:
    """Show them, the first one first; there is one at least."""
    _mount(
        key="garment_views",
        data={
            "views": [asdict(view) for view in views],
            "label": _("Pictures of {name}").format(name=name),
            "back": _("Previous picture"),
            "on": _("Next picture"),
        },
    )


def views_of(who: Me, garment: GarmentItem, looks: Sequence[Look], name: str) -> list[View]:
    """Its cut-outs, the clearest first and then the latest, and the sides of its last turn."""
    _ = who.translate
    shown = [(look, one.id) for look in looks for one in look.sightings if one.garment_id == garment.id]
    shown.sort(key=lambda pair: pair[1] != garment.cover_sighting_id)
    found = [_cut_out(sighting, name, day(look.worn_on, _)) for look, sighting in shown[:MOST]]
    turns = [look for look in looks if look.kind == "turn" and look.state == "ready"]
    for look in turns[:TURNS]:
        numbers = {view.number for view in who.house.turns.views(who.household, look.id)}
        for number in SIDES:
            if number in numbers:
                found.append(_side(look.id, number, sentence(_(PLACES[number // 3]))))
    return found


def _cut_out(sighting_id: int, name: str, when: str) -> View:
    small, medium, large = (addresses.cut_out(sighting_id, size) for size in ("small", "medium", "large"))
    return View(small, medium, large, f"{name}, {when}", when)


def _side(look_id: int, number: int, side: str) -> View:
    small, medium, large = (addresses.turn_picture(look_id, number, size) for size in ("small", "medium", "large"))
    return View(small, medium, large, side, side, "photo")
