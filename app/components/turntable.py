"""A turn-around as a turntable: the person turns as the finger moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from app import addresses
from app.words import N_
from wardrobe.i18n import Translate
from wardrobe.looks import Look
from wardrobe.turns import TurnView

PLACES: Final = (
    N_("front"),
    N_("left side, from the front"),
    N_("left side"),
    N_("left side, from behind"),
    N_("back"),
    N_("right side, from behind"),
    N_("right side"),
    N_("right side, from the front"),
)
"""What is seen in steps of 45 degrees."""
_SIDES: Final = {0: N_("Front"), 90: N_("Left"), 180: N_("Back"), 270: N_("Right")}
"""Buttons, four in a row on a phone: short words."""
_LONG_SIDES: Final[tuple[tuple[addresses.Size, int], ...]] = (("small", 320), ("medium", 800), ("large", 1600))

_HERE = Path(__file__).parent
HTML: Final = (
    '<div class="turntable"><div class="stage" role="slider" tabindex="0" aria-valuemin="0" aria-valuemax="359"'
    ' aria-valuenow="0"><span class="told" aria-hidden="true"></span><span class="bar" hidden></span></div>'
    '<div class="sides"></div></div>'
)
_mount = st.components.v2.component(
    "otjang_turntable",
    html=HTML,
    css=(_HERE / "turntable.css").read_text("utf-8"),
    js=(_HERE / "turntable.js").read_text("utf-8"),
)


def turntable(look: Look, views: Sequence[TurnView], _: Translate) -> None:
    """Show the views, beginning with the front; ``views`` are those of ``Turns.views``, at least one."""
    _mount(
        key=f"turntable_{look.id}",
        data={
            "views": [
                {
                    "angle": view.angle,
                    "sizes": [[side, addresses.turn_picture(look.id, view.number, size)] for size, side in _LONG_SIDES],
                }
                for view in sorted(views, key=lambda view: view.angle)
            ],
            "ratio": f"{look.width or 9} / {look.height or 16}",
            "label": _("Turn-around"),
            "hint": "↔ " + _("Drag to turn"),
            "loading": _("Loading …"),
            "failed": _("The pictures could not be loaded."),
            "places": [_(place) for place in PLACES],
            "sides": [{"angle": angle, "name": _(name)} for angle, name in _SIDES.items()],
        },
    )
