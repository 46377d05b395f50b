"""Today's weather in a line, where the forecast is turned on."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.markup import tag
from app.session import Me, me


def weather_line(who: Me, today: date) -> None:
    """Place and weather. It is asked for beside the rest of the page: the forecast may take seconds to come."""
    if who.house.forecasts.place(who.household) is not None:
        st.fragment(_draw, parallel=True)(today)


def _draw(today: date) -> None:
    who = me()
    place, told = who.house.forecasts.place(who.household), who.house.forecasts.of(who.household, today)
    said = told.weather.said() if told.weather is not None else told.why
    if place is not None and said is not None:
        st.html(tag("p", f"{place.name} · {said.said(who.translate)}", class_="muted weather-line"))
