"""A grid of pictures: links to pages, buttons to pick one, tiles to select several, or a long list that is browsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st

_HERE = Path(__file__).parent
HTML: Final = (
    '<button type="button" class="all" hidden></button><ul class="gallery"></ul>'
    '<button type="button" class="more" hidden></button>'
)
_mount = st.components.v2.component(
    "otjang_gallery",
    html=HTML,
    css=(_HERE / "gallery.css").read_text("utf-8"),
    js=(_HERE / "gallery.js").read_text("utf-8"),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture with its words."""

    id: int
    image: str
    """Address of the picture; it is loaded when it comes near the screen."""
    alt: str
    sharper: str = ""
    """The same picture for screens with two pixels and more where others have one."""
    title: str = ""
    subtitle: str = ""
    badge: str = ""
    mark: str = ""
    """What kind of picture it is, where that is not a photo."""
    href: str = ""
    """The page that a gallery of links opens."""
    state: Literal["", "working", "ask", "failed"] = ""


Shape = Literal["photo", "cutout"]
Mode = Literal["open", "pick", "select"]
CLOSE: Final = "104px"
"""Least width of a tile to choose from; two columns of larger ones fit a phone."""
WIDE: Final = "min(156px, calc(50% - 6px))"


@dataclass(frozen=True, slots=True)
class Selecting:
    """That tiles are selected, not opened."""

    round: int
    """Another number begins with nothing selected."""
    every: tuple[int, ...]
    """Ids of all that can be selected, those whose tiles are not shown yet too."""
    all: str
    """The word of the button that selects them."""
    none: str
    """Its word when all are selected: nothing is, after it."""


@dataclass(frozen=True, slots=True)
class More:
    """That a list goes on."""

    word: str
    """Of the button at the end; whoever comes near it has pressed it."""
    ask: Callable[[], None]
    """Called before the page is drawn again, to show more of it."""


def gallery(tiles: Sequence[Tile], *, key: str, label: str, shape: Shape) -> None:
    """Show the tiles as links to their pages."""
    _show(tiles, key, label, shape, "open")


def browse(
    tiles: Sequence[Tile],
    *,
    key: str,
    label: str,
    shape: Shape,
    more: More | None = None,
    selecting: Selecting | None = None,
) -> list[int]:
    """Show the first tiles of a long list, as links or to be selected; changing between the two moves nothing.

    The ids that are selected.
    """
    extra: dict[str, Any] = {"more": more.word if more else ""}
    ask = more.ask if more else None
    if selecting is None:
        _show(tiles, key, label, shape, "open", on_more=ask, **extra)
        return []
    extra |= {"round": selecting.round, "every": selecting.every, "all": selecting.all, "none": selecting.none}
    result = _show(tiles, key, label, shape, "select", WIDE, ask, **extra)
    return _selected(result, selecting.every, selecting.round)


def pick(tiles: Sequence[Tile], *, key: str, label: str, shape: Shape, flow: Literal["", "row"] = "") -> int | None:
    """Show the tiles as buttons; the id of the one just pressed, or None. A ``row`` scrolls sideways."""
    picked: int | None = _show(tiles, key, label, shape, "pick", flow=flow).get("picked")
    return picked if picked in {tile.id for tile in tiles} else None


def select(tiles: Sequence[Tile], *, key: str, label: str, shape: Shape) -> list[int]:
    """Show tiles of which several can be selected; the ids selected now."""
    return _selected(_show(tiles, key, label, shape, "select"), [tile.id for tile in tiles])


def _selected(result: dict[str, Any], every: Sequence[int], round: int | None = None) -> list[int]:
    told = result.get("selected") or {}
    known = set(every)
    return [number for number in told.get("ids", ()) if number in known] if told.get("round") == round else []


def _show(
    tiles: Sequence[Tile],
    key: str,
    label: str,
    shape: Shape,
    mode: Mode,
    least: str = "",
    on_more: Callable[[], None] | None = None,
    **extra: Any,
) -> dict[str, Any]:
    result = _mount(
        key=key,
        data={
            "tiles": [asdict(tile) for tile in tiles],
            "label": label,
            "shape": shape,
            "mode": mode,
            "ratio": "3 / 4" if shape == "photo" else "1 / 1",
            "least": least or (CLOSE if mode != "open" else WIDE),
            **extra,
        },
        on_picked_change=_nothing,
        on_selected_change=_nothing,
        on_more_change=on_more or _nothing,
    )
    return dict(result)


def _nothing() -> None:
    """Streamlit wants a callback for each value that a component gives."""
