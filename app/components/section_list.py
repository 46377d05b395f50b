"""The parts of a page: a list with descriptions on a phone, a list at the side of a wide screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import streamlit as st

_HERE = Path(__file__).parent
HTML: Final = "<nav><ul></ul></nav>"
_mount = st.components.v2.component(
    "otjang_section_list",
    html=HTML,
    css=(_HERE / "section_list.css").read_text("utf-8"),
    js=(_HERE / "section_list.js").read_text("utf-8"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part."""

    href: str
    name: str
    about: str
    """What is found there, in a few words."""
    icon: str
    """Of Material Symbols, such as ``lock``."""
    current: bool


def section_list(sections: Sequence[Section], *, key: str, label: str) -> None:
    """Links to the parts; ``label`` is what a screen reader calls them together."""
    _mount(key=key, data={"label": label, "back": False, "sections": [asdict(section) for section in sections]})


def back_link(href: str, name: str, *, key: str) -> None:
    """A link back to the list, which a phone shows alone; the page is not loaded anew."""
    section = Section(href, name, about="", icon="arrow_back", current=False)
    _mount(key=key, data={"label": name, "back": True, "sections": [asdict(section)]})
