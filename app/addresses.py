"""Where pages and pictures are: the pages of the navigation and the authorised picture routes."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

Size = Literal["small", "medium", "large"]
Background = Literal["kept", "blurred", "removed"]

TODAY_PAGE: Final = "views/today.py"
LOOKS_PAGE: Final = "views/looks.py"
LOOK_PAGE: Final = "views/look.py"
WARDROBE_PAGE: Final = "views/wardrobe.py"
GARMENT_PAGE: Final = "views/garment.py"
SETTINGS_PAGE: Final = "views/settings.py"
OUTFITS_PAGE: Final = "views/outfits.py"
STYLE_CHECK_PAGE: Final = "views/style_check.py"
FOR_YOU_PAGE: Final = "views/for_you.py"
INSIGHTS_PAGE: Final = "views/insights.py"
PACKING_PAGE: Final = "views/packing.py"
ITEM_PAGE: Final = "views/item.py"
SHARE_PAGE: Final = "views/share.py"

_VERSION: Final = 1
"""Browsers keep pictures for good: ids are never used twice, and this rises when renditions change."""

LOOK: Final = "look"
GARMENT: Final = "garment"
"""Paths of the two pages that show one thing; its id is the query parameter of the same name."""
AROUND: Final = "around"
"""Query parameter of the outfits: the garment that every outfit is built around."""
ITEM: Final = "item"
"""Path of the page of something on sale, and its query parameter."""
LIKE: Final = "like"
"""Query parameter of the wardrobe: the garment that others are to be like."""

ONE: Final = "one"
OTHER: Final = "other"
"""Query parameters of the style check: the looks to judge."""
ONE_OUTFIT: Final = "one_outfit"
OTHER_OUTFIT: Final = "other_outfit"
"""The same of kept outfits."""
TRIP: Final = "trip"
"""Query parameter of the packing page: the trip whose list it shows."""


def look_link(look_id: int) -> str:
    """Address of a look's page."""
    return f"/{LOOK}?{LOOK}={look_id}"


def garment_link(garment_id: int) -> str:
    """Address of a garment's page."""
    return f"/{GARMENT}?{GARMENT}={garment_id}"


def asked_for(name: str) -> int:
    """The id in this page's address; 0, which nothing has, where there is none."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def look_picture(look_id: int, size: Size, *, background: Background = "kept", final: bool = True) -> str:
    """Address of a look's photo, upright and reduced; where it is not ``final``, browsers ask for it anew each time."""
    asked = [f"v={_VERSION}"] if final else []
    asked += [f"background={background}"] if background != "kept" else []
    return f"/media/looks/{look_id}/{size}" + ("?" + "&".join(asked) if asked else "")


def cut_out(sighting_id: int, size: Size) -> str:
    """Address of one garment cut out of one look."""
    return f"/media/sightings/{sighting_id}/{size}?v={_VERSION}"


def turn_picture(look_id: int, number: int, size: Size) -> str:
    """Address of one angle of a turn-around; ``number`` is ``TurnView.number``."""
    return f"/media/looks/{look_id}/turn/{number}/{size}?v={_VERSION}"


def live_view(device_id: int) -> str:
    """Address of what a camera sees now, as pictures without end; as long as it is read, the camera sends."""
    return f"/media/cameras/{device_id}/live"


def item_link(item_id: int) -> str:
    """Address of the page of something on sale."""
    return f"/{ITEM}?{ITEM}={item_id}"


def item_picture(item_id: int, size: Size, picture: str | None) -> str:
    """Address of the picture of something on sale; ``picture`` is ``Item.picture``."""
    return f"/media/items/{item_id}/{size}?v={(picture or '')[:12]}"


def share_picture(share_id: int, number: int = 1) -> str:
    """Address of the very bytes that leave the house; browsers never keep them."""
    return f"/media/shares/{share_id}/{number}"


def share_layout(share_id: int, form: Literal["story", "square"]) -> str:
    """Address of the same, laid out for posting."""
    return f"/media/shares/{share_id}/{form}"
