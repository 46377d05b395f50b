"""A grid of pictures: links to pages, buttons to pick one, or tiles to select several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "otjang_gallery",
    html='<ul class="gallery"></ul>',
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


def gallery(tiles: Sequence[Tile], *, key: str, label: str, shape: Shape) -> None:
    """Show the tiles as links to their pages."""
    _show(tiles, key, label, shape, "open")


def pick(tiles: Sequence[Tile], *, key: str, label: str, shape: Shape) -> int | None:
    """Show the tiles as buttons; the id of the one just pressed, or None."""
    picked: int | None = _show(tiles, key, label, shape, "pick").get("picked")
    return picked if picked in {tile.id for tile in tiles} else None


def select(tiles: Sequence[Tile], *, key: str, label: str, shape: Shape) -> list[int]:
    """Show tiles of which several can be selected; the ids selected now."""
    selected = _show(tiles, key, label, shape, "select").get("selected") or []
    known = {tile.id for tile in tiles}
    return [number for number in selected if number in known]


def _show(tiles: Sequence[Tile], key: str, label: str, shape: Shape, mode: Mode) -> dict[str, Any]:
    result = _mount(
        key=key,
        data={
            "tiles": [asdict(tile) for tile in tiles],
            "label": label,
            "shape": shape,
            "mode": mode,
            "ratio": "3 / 4" if shape == "photo" else "1 / 1",
            "least": "104px" if mode != "open" else "min(156px, calc(50% - 6px))",
        },
        on_picked_change=_nothing,
        on_selected_change=_nothing,
    )
    return dict(result)


def _nothing() -> None:
    """Streamlit wants a callback for each value that a component gives."""
