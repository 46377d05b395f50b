"""A look's photo in the space it will need, so that nothing moves when it comes."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.markup import tag
from app.words import day
from wardrobe.i18n import Translate
from wardrobe.looks import Look
from wardrobe.schema import UNFINISHED


def look_photo(look: Look, _: Translate, *, blurred: bool = False) -> None:
    """The photo; of a turn, the front."""
    final = look.kind == "photo" or look.state not in UNFINISHED  # which picture is the front is found on the way
    width, height = look.width or 3, look.height or 4
    st.html(
        tag(
            "img",
            src=addresses.look_picture(look.id, "large", blurred=blurred, final=final),
            srcset=_srcset(look, blurred, final),
            sizes="(max-width: 639px) 100vw, 500px",
            alt=_("Look of {day}").format(day=day(look.worn_on, _)),
            width=width,
            height=height,
            class_="photo",
        )
    )


def _srcset(look: Look, blurred: bool, final: bool) -> str:
    """The sizes to choose from: a phone on the road need not load what a desktop shows."""
    share = (look.width or 3) / max(look.width or 3, look.height or 4)
    sides: tuple[tuple[addresses.Size, int], ...] = (("medium", 800), ("large", 1600))
    choices = (
        (addresses.look_picture(look.id, size, blurred=blurred, final=final), round(side * share))
        for size, side in sides
    )
    return ", ".join(f"{address} {width}w" for address, width in choices)
