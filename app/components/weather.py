"""The forecast in the settings: off until a place is chosen."""

from __future__ import annotations

import streamlit as st

from app.components.notices import say
from app.markup import plain
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.matching.forecasts import Place

_FOUND = "weather_found"


def weather(who: Me) -> None:
    """What it does, the place, and a way to turn it on and off."""
    _ = who.translate
    place = who.house.forecasts.place(who.household)
    if place is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="weather_on"):
            st.write(_("Outfits follow the forecast for {place}.").format(place=f"**{plain(place.name)}**"))
            if st.button(_("Turn off"), key="weather_off", type="tertiary"):
                who.house.forecasts.turn_off(who.household)
                st.rerun()
        return
    st.caption(
        _(
            "Off. When it is on, open-meteo.com is asked for the forecast of a place, and of the places of your trips. "
            "Their names, and where they are to about a kilometre, are all that leaves this house."
        )
    )
    with st.form("weather_search", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(_("Place"), placeholder=_("Your town"), max_chars=80, key="weather_place")
        if st.form_submit_button(_("Look for it")) and name.strip():
            st.session_state[_FOUND] = _find(who, name)
    _choose(who)


def _find(who: Me, name: str) -> list[Place] | None:
    _ = who.translate
    with st.spinner(_("Asking open-meteo.com …")):
        return who.house.forecasts.find(name, who.language)


def _choose(who: Me) -> None:
    _ = who.translate
    if _FOUND not in st.session_state:
        return
    found: list[Place] | None = st.session_state[_FOUND]
    if found is None:
        st.caption(_("open-meteo.com does not answer just now. Try again in a while."))
    elif not found:
        st.caption(_("No such place was found. Try the name of the next larger town."))
    for number, place in enumerate(found or ()):
        label = ", ".join(part for part in (place.name, place.region) if part)
        if st.button(plain(label), key=f"weather_place_{number}", icon=":material/location_on:"):
            st.session_state.pop(_FOUND)
            try:
                who.house.forecasts.turn_on(who.household, place)
            except OtjangError as error:
                say(error, _)
            else:
                st.rerun()
