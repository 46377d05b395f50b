"""The palette: what is worn beside what is owned."""

from __future__ import annotations

import streamlit as st

from app.components.empty import empty
from app.markup import Html, tag
from app.session import Me
from app.words import colour_name, sentence
from wardrobe.i18n import Translate
from wardrobe.matching.insights.palette import Swatch
from wardrobe.matching.insights.statistics import LEAST_LOOKS, Statistics

APART = 0.1
"""A difference of shares that is worth a word."""


def colours(who: Me, found: Statistics) -> None:
    """Two stripes of colours, the swatches by name, and where wearing and owning part."""
    _ = who.translate
    if not found.palette or not found.enough:
        empty(
            _("Too few looks to say"),
            _("Colours are shown from {count} looks in this time on.").format(count=LEAST_LOOKS),
        )
        return
    st.html(stripe(found.palette, _("Worn"), "worn", _))
    st.html(stripe(found.palette, _("Owned"), "owned", _))
    st.html(tag("ul", *(_swatch(one, _) for one in found.palette), class_="swatches"))
    for line in said(found.palette, _):
        st.caption(line)


def stripe(palette: tuple[Swatch, ...], title: str, of: str, _: Translate) -> Html:
    """All swatches in a row, each as wide as its share."""
    parts = [(getattr(one, of), one) for one in palette if getattr(one, of) > 0.004]
    spoken = ", ".join(f"{colour_name(one.name, _)} {share:.0%}" for share, one in parts)
    pieces = (tag("i", style=f"flex-grow: {share:.4f}; background: {one.hex}") for share, one in parts)
    row = tag("div", *pieces, class_="stripe", role="img", aria_label=f"{title}: {spoken}")
    return tag("div", tag("span", title, class_="muted"), row, class_="striped")


def said(palette: tuple[Swatch, ...], _: Translate) -> list[str]:
    """Which colours are worn much more, or less, than their part of the wardrobe."""
    apart = sorted(palette, key=lambda one: one.worn - one.owned)
    found = []
    if apart[-1].worn - apart[-1].owned >= APART:
        text = _("{colour} is worn more than its part of the wardrobe: {worn} of the wears, {owned} of the garments.")
        found.append(_filled(text, apart[-1], _))
    if apart[0].owned - apart[0].worn >= APART:
        text = _("{colour} is worn less than its part of the wardrobe: {worn} of the wears, {owned} of the garments.")
        found.append(_filled(text, apart[0], _))
    return found


def _filled(text: str, one: Swatch, _: Translate) -> str:
    name = sentence(colour_name(one.name, _))
    return text.format(colour=name, worn=f"{one.worn:.0%}", owned=f"{one.owned:.0%}")


def _swatch(one: Swatch, _: Translate) -> Html:
    numbers = _("worn {worn}, owned {owned}").format(worn=f"{one.worn:.0%}", owned=f"{one.owned:.0%}")
    name = tag("b", sentence(colour_name(one.name, _)))
    return tag("li", tag("i", style=f"background: {one.hex}"), tag("span", name, tag("span", numbers, class_="muted")))
