"""Weeks of days, each with the outfit that is meant for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import streamlit as st

_HERE = Path(__file__).parent
HTML: Final = '<div class="planner"><div class="weekdays" aria-hidden="true"></div><ul class="days"></ul></div>'
CSS: Final = (_HERE / "planner.css").read_text("utf-8")
JS: Final = (_HERE / "planner.js").read_text("utf-8")
_mount = st.components.v2.component("otjang_planner", html=HTML, css=CSS, js=JS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cut-out and its place on a board, as ``matching.arranging.Laid``."""

    image: str
    x: float
    y: float
    size: float
    turn: float


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the plan."""

    day: date
    name: str
    """All that is to be said of it, for who does not see it."""
    pieces: Sequence[Piece]
    """Of the first outfit."""
    more: int = 0
    """Outfits beside the first."""
    weather: str = ""
    wet: bool = False
    worn: bool = False
    outside: bool = False
    """Of another month than the one that is shown."""


def planner(
    days: Sequence[Day], chosen: date, today: date, *, label: str, weekdays: Sequence[str], large: bool, key: str
) -> date | None:
    """Show whole weeks; gives the day in the run in which it was pressed. ``large``: few weeks, large pictures."""
    result = _mount(
        key=key,
        data={
            "label": label,
            "weekdays": list(weekdays),
            "large": large,
            "days": [_shown(day, chosen, today) for day in days],
        },
        on_picked_change=_nothing,
    )
    picked = result.get("picked")
    return next((one.day for one in days if one.day.isoformat() == picked), None)


def _shown(day: Day, chosen: date, today: date) -> dict[str, Any]:
    return asdict(day) | {
        "day": day.day.isoformat(),
        "number": str(day.day.day),
        "chosen": day.day == chosen,
        "today": day.day == today,
        "past": day.day < today,
        "laid": bool(day.pieces),
    }


def _nothing() -> None:
    """Streamlit wants a callback for each value that a component gives."""
