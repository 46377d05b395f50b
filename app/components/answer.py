"""What is said about a search: how it was understood, why each garment was found, why none was."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.components.gallery import Tile
from app.markup import join, tag
from wardrobe.i18n import Translate
from wardrobe.search import Found, Hit


def say_understood(found: Found, _: Translate) -> None:
    """Slips that were put right, and what else the person should know; nothing where all is as it was typed."""
    lines = [note.said(_) for note in found.notes]
    if found.asked.corrections:
        lines.insert(0, _("Searched for: {text}").format(text=found.asked.text))
    if lines:
        st.html(join(*(tag("p", line, class_="muted") for line in lines)))


def with_reasons(tile: Tile, hit: Hit, _: Translate) -> Tile:
    """A garment's tile that says why it was found, in place of how often it was worn."""
    return replace(tile, subtitle=" · ".join(reason.said(_) for reason in hit.reasons) or tile.subtitle)
