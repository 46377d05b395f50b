"""Charts in the app's own look: readable at 360 px, each with the same in words for those who do not see it.

Altair takes a tenth of a second to make a chart. So a form of chart is made once, without its numbers; those
are put in when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import streamlit as st

ROW = 34
"""Pixels of a bar with its label."""
FONT = 13
SMALL = 12
LABELS = 150
"""Most pixels of a label beside a chart; what is longer ends in dots."""
MANY = 12
"""With more columns the numbers above them would overlap on a phone."""
TOP = "top"
"""The parameter of a form that says where its scale ends."""

Chart = alt.Chart | alt.LayerChart


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a chart."""

    label: str
    value: float
    text: str = ""
    """The value as it is written beside it."""
    low: float = 0.0
    high: float = 0.0
    """An interval."""
    of: str = ""
    """Which of two rows of bars it belongs to."""


class Inks(NamedTuple):
    """The theme's colours, which a chart cannot take from the style sheet."""

    accent: str
    quiet: str
    ink: str
    soft: str
    line: str


LIGHT = Inks("#2d5a4c", "#c9c3b8", "#1d1c1a", "#6a665f", "#e3dfd8")
DARK = Inks("#8fc7b0", "#5b5751", "#efece6", "#a8a39a", "#3a3835")


def bars(rows: Sequence[Bar], *, key: str, said: str) -> None:
    """Lying bars, one for each row in its order, with the value at the end."""
    top = 1.3 * max((row.value for row in rows), default=1)
    _show(_bars, (), rows, top, ROW * len(rows), key, said)


def pairs(rows: Sequence[Bar], names: tuple[str, str], *, key: str, said: str) -> None:
    """The same with two bars for each label; ``names`` are the values of ``of``."""
    top = 1.3 * max((row.value for row in rows), default=1)
    _show(_pairs, names, rows, top, ROW * len(rows) // 2 + 40, key, said)


def columns(rows: Sequence[Bar], *, key: str, said: str, height: int = 180) -> None:
    """Standing bars in their order; the numbers above them where there is room."""
    top = 1.15 * max((row.value for row in rows), default=1)
    few = ("few",) if len(rows) <= MANY else ()
    _show(_columns, few, rows, top, height, key, said)


def intervals(rows: Sequence[Bar], *, key: str, said: str, caption: bool = True) -> None:
    """A dot for each row with the line of its interval, as shares of the whole."""
    top = min(1.0, 1.2 * max((row.high for row in rows), default=1))
    _show(_intervals, (), rows, top, ROW * len(rows) + 24, key, said, caption)


def band(rows: Sequence[Bar], *, key: str, said: str) -> None:
    """A small line over time with its intervals, as shares of the whole."""
    top = min(1.0, 1.1 * max((row.high for row in rows), default=1))
    _show(_band, (), rows, top, 120, key, said)


def _bars(inks: Inks) -> Chart:
    base = alt.Chart().encode(y=_names(inks), x=_across())
    texts = base.mark_text(align="left", dx=6, fontSize=FONT, color=inks.ink).encode(text="text:N")
    return base.mark_bar(color=inks.accent, cornerRadiusEnd=4, size=18) + texts


def _pairs(inks: Inks, *names: str) -> Chart:
    legend = alt.Legend(title=None, orient="top", labelFontSize=FONT, labelColor=inks.soft, symbolType="square")
    base = alt.Chart().encode(
        y=_names(inks),
        x=_across(),
        yOffset=alt.YOffset("of:N", sort=[*names]),
        color=alt.Color("of:N", scale=alt.Scale(domain=[*names], range=[inks.accent, inks.quiet]), legend=legend),
    )
    texts = base.mark_text(align="left", dx=5, fontSize=SMALL).encode(text="text:N", color=alt.value(inks.ink))
    return base.mark_bar(cornerRadiusEnd=3, size=12) + texts


def _columns(inks: Inks, *few: str) -> Chart:
    base = alt.Chart().encode(x=_over(inks), y=alt.Y("value:Q", title=None, axis=None, scale=_scale()))
    drawn = base.mark_bar(color=inks.accent, cornerRadiusTopLeft=3, cornerRadiusTopRight=3)
    if not few:
        return drawn
    return drawn + base.mark_text(dy=-8, fontSize=SMALL, color=inks.ink).encode(text="text:N")


def _intervals(inks: Inks) -> Chart:
    base = alt.Chart().encode(y=_names(inks))
    lines = base.mark_rule(color=inks.accent, strokeWidth=4, opacity=0.4, strokeCap="round").encode(
        x=alt.X("low:Q", title=None, scale=_scale(), axis=_shares(inks, 4)), x2="high:Q"
    )
    dots = base.mark_circle(color=inks.accent, size=110, opacity=1).encode(x="value:Q")
    return lines + dots


def _band(inks: Inks) -> Chart:
    base = alt.Chart().encode(x=_over(inks, alt.Scale(type="point", padding=0.3)))
    rules = base.mark_rule(color=inks.accent, strokeWidth=6, opacity=0.3, strokeCap="round").encode(
        y=alt.Y("low:Q", title=None, scale=_scale(), axis=_shares(inks, 3)), y2="high:Q"
    )
    point = alt.OverlayMarkDef(color=inks.accent, size=50)
    line = base.mark_line(color=inks.accent, strokeWidth=2, point=point).encode(y="value:Q")
    return rules + line


@lru_cache(64)
def _form(draw: Callable[..., Chart], inks: Inks, extra: tuple[str, ...]) -> dict[str, Any]:
    """The specification of a chart without its data, height and scale."""
    padding = {"left": 4, "right": 4, "top": 4, "bottom": 4}  # Streamlit adds to the bottom: a number would not do
    spec: dict[str, Any] = draw(inks, *extra).properties(padding=padding).configure_view(stroke=None).to_dict()
    for part in (spec, *spec.get("layer", ())):  # without data Altair writes a row of nothing
        part.pop("data", None)
    spec.pop("datasets", None)
    return spec


def _show(
    draw: Callable[..., Chart],
    extra: tuple[str, ...],
    rows: Sequence[Bar],
    top: float,
    height: int,
    key: str,
    said: str,
    caption: bool = True,
) -> None:
    """Draw it with its words below, which a screen reader reads with it."""
    inks = DARK if st.context.theme.type == "dark" else LIGHT
    values = [asdict(row) | {"place": place} for place, row in enumerate(rows)]
    numbers = {"data": {"values": values}, "height": height, "params": [{"name": TOP, "value": top or 1}]}
    st.vega_lite_chart(spec=_form(draw, inks, extra) | numbers, width="stretch", key=key, alt=said)
    if caption:
        st.caption(said)


def _names(inks: Inks) -> alt.Y:
    axis = alt.Axis(
        labelFontSize=FONT,
        labelColor=inks.soft,
        labelLimit=LABELS,
        labelOverlap=False,
        ticks=False,
        domain=False,
        labelPadding=8,
    )
    scale = alt.Scale(type="band", paddingInner=0.2)
    return alt.Y("label:N", sort=_in_order(), title=None, axis=axis, scale=scale)


def _over(inks: Inks, scale: alt.Scale | None = None) -> alt.X:
    axis = alt.Axis(
        labelAngle=0, labelOverlap="greedy", labelFontSize=SMALL, labelColor=inks.soft, ticks=False, domain=False
    )
    return alt.X("label:N", sort=_in_order(), title=None, axis=axis, **({"scale": scale} if scale else {}))


def _across() -> alt.X:
    return alt.X("value:Q", title=None, axis=None, scale=_scale())


def _shares(inks: Inks, ticks: int) -> alt.Axis:
    return alt.Axis(
        format=".0%", labelFontSize=SMALL, labelColor=inks.soft, tickCount=ticks, gridColor=inks.line, domain=False
    )


def _scale() -> alt.Scale:
    """From 0 to the parameter ``TOP``: beyond the longest bar, so that its number has room."""
    return alt.Scale(domainMin=0, domainMax=alt.ExprRef(TOP), nice=False)


def _in_order() -> alt.EncodingSortField:
    return alt.EncodingSortField(field="place", op="min")
