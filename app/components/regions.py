"""A look's photo on which every garment can be pointed at, tapped or reached by keys: it lights, and says its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import streamlit as st

from app import addresses
from app.words import day
from wardrobe.i18n import Translate
from wardrobe.looks import Look
from wardrobe.outlines import Outline
from wardrobe.schema import UNFINISHED

CARD: Final = "sighting_"
"""Keys of the cards in the garments' list begin with it: a card and its region light together."""

_HERE = Path(__file__).parent
HTML: Final = (
    '<div class="look"><ul></ul><div class="stage"><img class="photo" alt=""><span class="told" hidden></span>'
    '<svg preserveAspectRatio="none" aria-hidden="true"><path class="shade" fill-rule="evenodd"></path>'
    '<path class="edge dark"></path><path class="edge"></path><g></g></svg><div class="dots" aria-hidden="true"></div>'
    '<div class="tag" hidden><a></a><span></span><button type="button"></button></div></div></div>'
)
CSS: Final = (_HERE / "regions.css").read_text("utf-8")
JS: Final = (_HERE / "regions.js").read_text("utf-8")
_mount = st.components.v2.component("otjang_regions", html=HTML, css=CSS, js=JS)


@dataclass(frozen=True, slots=True)
class Region:
    """One garment on the photo."""

    outline: Outline
    name: str
    href: str | None
    """The garment's page; None where it is not known which garment it is."""
    asks: bool = False
    """Whether the wardrobe is not sure."""


def regions(
    look: Look, found: Sequence[Region], _: Translate, *, background: addresses.Background = "kept"
) -> int | None:
    """Show the photo with its garments; the id of the sighting that is to be corrected, just now, or None.

    While a look is in work there are none, and the photo takes the same space.
    """
    asked: int | None = _mount(
        key=f"regions_{look.id}",
        data={
            **_photo(look, background, _),
            "label": _("Garments in this look"),
            "change": _("Change"),
            "failed": _("The picture could not be loaded."),
            "card": CARD,
            "regions": [_region(one) for one in sorted(found, key=lambda one: -one.outline.area)],
        },
        on_change_change=_nothing,
    ).get("change")
    return asked if asked in {one.outline.sighting_id for one in found} else None


def _region(one: Region) -> dict[str, Any]:
    line = one.outline
    return {
        "id": line.sighting_id,
        "name": one.name,
        "href": one.href,
        "asks": one.asks,
        "grid": [line.width, line.height],
        "path": "".join(f"M{' '.join(f'{x:g} {y:g}' for x, y in ring)}Z" for ring in line.rings),
        "centre": [round(line.centre[0] / line.width, 4), round(line.centre[1] / line.height, 4)],
        "small": line.area < 0.01,
    }


def _photo(look: Look, background: addresses.Background, _: Translate) -> dict[str, Any]:
    """Its addresses, and the sizes to choose from: a phone on the road need not load what a desktop shows."""
    final = look.kind == "photo" or look.state not in UNFINISHED  # which picture is the front is found on the way
    width, height = look.width or 3, look.height or 4
    sides: tuple[tuple[addresses.Size, int], ...] = (("medium", 800), ("large", 1600))
    choices = [
        (
            addresses.look_picture(look.id, size, background=background, final=final),
            round(side * width / max(width, height)),
        )
        for size, side in sides
    ]
    return {
        "image": choices[-1][0],
        "srcset": ", ".join(f"{address} {across}w" for address, across in choices),
        "ratio": f"{width} / {height}",
        "alt": _("Look of {day}").format(day=day(look.worn_on, _)),
    }


def _nothing() -> None:
    """Streamlit wants a callback for each value that a component gives."""
