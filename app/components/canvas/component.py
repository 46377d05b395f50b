"""The board as a component of Streamlit: what it is given, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import streamlit as st

from wardrobe.i18n import Translate
from wardrobe.matching.saved import MOST_GARMENTS

_HERE = Path(__file__).parent
HTML: Final = (_HERE / "canvas.html").read_text("utf-8")
CSS: Final = (_HERE / "canvas.css").read_text("utf-8")
JS: Final = "\n".join((_HERE / f"{name}.js").read_text("utf-8") for name in ("board", "tray", "canvas"))
"""One module: what is given to Streamlit as text cannot import from another."""
MOST_PAGES: Final = 50

_mount = st.components.v2.component("otjang_canvas", html=HTML, css=CSS, js=JS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cut-out and its place, as ``matching.arranging.Laid``: on the board, or where it comes to lie from the tray."""

    id: int
    name: str
    image: str
    sharper: str
    x: float
    y: float
    size: float
    turn: float = 0.0
    layer: int = 0
    """Of ``arranging.layer_of``: it comes to lie below what is worn over it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which garments the tray is to show."""

    words: str = ""
    category: str = ""
    """Empty: of every category."""
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """A draft that was kept, which the browser forgets."""

    draft: str
    number: int
    """Of the change that kept it."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the board shows when it is opened."""

    draft: str
    """Under this name the browser keeps what is not kept here yet; another name opens the board anew."""
    pieces: Sequence[Piece]
    done: Done | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What comes back when the person wants to keep the layout; the pieces are unchecked."""

    layout: list[dict[str, Any]]


def asked_of(key: str) -> Asked:
    """What the tray was asked for before this run."""
    state = st.session_state.get(key)
    given = state.get("asked") if state is not None else None
    if not isinstance(given, dict):
        return Asked()
    pages = given.get("pages")
    pages = min(max(pages, 1), MOST_PAGES) if isinstance(pages, int) else 1
    return Asked(str(given.get("words") or "")[:200], str(given.get("category") or ""), pages)


def canvas(
    start: Start, tray: Sequence[Piece], chips: Sequence[tuple[str, str]], *, more: bool, key: str, _: Translate
) -> Kept | None:
    """Show the board and the tray; gives the layout in the run in which it is to be kept.

    ``chips``: categories and what they are called; ``more``: there are garments beyond the ``tray``.
    """
    result = _mount(
        key=key,
        data={
            "draft": start.draft,
            "done": asdict(start.done) if start.done else None,
            "pieces": [asdict(piece) for piece in start.pieces],
            "most": MOST_GARMENTS,
            "tray": {
                "tiles": [asdict(piece) for piece in tray],
                "chips": [{"code": code, "name": name} for code, name in chips],
                "more": more,
                "asked": asdict(asked_of(key)),
            },
            "words": words(_),
        },
        on_asked_change=_nothing,
        on_kept_change=_nothing,
    )
    given = result.get("kept")
    layout = given.get("layout") if isinstance(given, dict) else None
    return Kept(layout) if isinstance(layout, list) else None


def words(_: Translate) -> dict[str, str]:
    """What is said on and of the board."""
    return {
        "board": _("Outfit"),
        "hint": _("Tap a garment below: it is put on the board, where you can move it."),
        "keys": _(
            "Arrow keys move it, plus and minus change its size, R turns it, square brackets put it further back or "
            "forward, Delete takes it away."
        ),
        "tools": _("Change the garment"),
        "keep": _("Keep"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "smaller": _("Smaller"),
        "larger": _("Larger"),
        "turn": _("Turn"),
        "back": _("Further back"),
        "front": _("Further forward"),
        "remove": _("Take away"),
        "search": _("Search"),
        "garments": _("Garments"),
        "none": _("Nothing found"),
        "more": _("Show more"),
        "full": _("An outfit has at most {count} garments.").format(count=MOST_GARMENTS),
        "added": _("{name} is on the board."),
        "removed": _("{name} is taken away."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "layer": _("{name}: {place} of {count} from the front."),
        "place": _("{name}: {x} % across, {y} % down, {size} % wide."),
    }


def _nothing() -> None:
    """Streamlit wants a callback for each value that a component gives."""
