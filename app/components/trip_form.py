"""The form that plans a trip, new or once more."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from app.components.notices import news, say
from app.session import Me
from app.words import N_, sentence
from embeddings.errors import OtjangError
from wardrobe.errors import ChangeError
from wardrobe.matching.forecasts import DAYS
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.trip_weather import with_forecast
from wardrobe.matching.trips import GRAMS, PLACE_MOST, WARMTH, Trip, TripWishes

WEATHERS = {
    "any": N_("I do not know"),
    "hot": N_("Hot"),
    "warm": N_("Warm"),
    "mild": N_("Mild"),
    "cool": N_("Cool"),
    "cold": N_("Cold"),
}
LENGTH = timedelta(days=3)


def trip_form(who: Me, trip: Trip | None, today: date) -> int | None:
    """The id of the trip when it has been planned just now; what cannot be so is said."""
    _ = who.translate
    wishes = trip.wishes if trip else TripWishes()
    weather = "any"
    if wishes.warmth is not None:  # a forecast's warmth lies between two words
        weather = min(WARMTH, key=lambda name: abs(WARMTH[name] - (wishes.warmth or 0)))
    with st.form("trip", border=False):
        name = st.text_input(_("Where to, or what for"), trip.name if trip else "", max_chars=80, key="trip_name")
        days = st.date_input(
            _("First and last day"),
            (trip.first, trip.last) if trip else (today, today + LENGTH),
            format="YYYY-MM-DD",
            key="trip_days",
        )
        place = wishes.place or ""
        if who.house.forecasts.place(who.household) is not None:
            told = _("Its forecast counts where it reaches: up to {days} days ahead.").format(days=DAYS)
            place = st.text_input(
                *(_("Place, for the forecast"), place),
                max_chars=PLACE_MOST,
                placeholder=_("A town"),
                help=told,
                key="trip_place",
            )
        chosen = st.segmented_control(
            _("Weather"),
            list(WEATHERS),
            default=weather,
            format_func=lambda one: _(WEATHERS[one]),
            key="trip_weather",
        )
        wet = st.checkbox(_("It may rain"), wishes.wet, key="trip_wet")
        occasions = st.multiselect(
            _("For: the usual first, each further one has a day of its own"),
            list(OCCASIONS),
            [*wishes.occasions],
            format_func=lambda one: sentence(_(OCCASION_NAMES[one])),
            placeholder=_("Anything"),
            key="trip_occasions",
        )
        laundry = st.checkbox(_("There is a wash on the way"), wishes.laundry, key="trip_laundry")
        everything = st.checkbox(_("Also what is in the wash or put away"), wishes.everything, key="trip_everything")
        kilos = st.number_input(
            _("At most, in kilograms"),
            GRAMS[0] / 1000,
            GRAMS[1] / 1000,
            wishes.most_grams / 1000 if wishes.most_grams else None,
            0.5,
            placeholder=_("Any weight"),
            key="trip_kilos",
        )
        if not st.form_submit_button(_("Make the list"), type="primary"):
            return None
    wanted = TripWishes(
        place=place.strip() or None,
        warmth=WARMTH.get(chosen or ""),
        wet=wet,
        occasions=tuple(occasions),
        laundry=laundry,
        most_grams=round(kilos * 1000) if kilos else None,
        everything=everything,
    )
    try:
        first, last = _span(days)
        with st.spinner(_("Choosing garments …")):
            outlook = with_forecast(who.house.forecasts, who.household, wanted, first, last, who.language)
        wanted = outlook.wishes
        if outlook.why is not None:
            news(outlook.why.said(_))
        if trip is None:
            return who.house.packing.make(who.household, name, first, last, wanted, person_id=who.person.id)
        who.house.packing.change(who.household, trip.id, name, first, last, wanted)
    except OtjangError as error:
        say(error, _)
        return None
    return trip.id


def change_trip(who: Me, trip: Trip, today: date) -> None:
    """Plan a trip otherwise."""
    _ = who.translate

    @st.dialog(_("Plan it otherwise"))
    def ask() -> None:
        if trip_form(who, trip, today) is not None:
            st.rerun()

    ask()


def _span(days: object) -> tuple[date, date]:
    """The widget gives one day while the other is still to be chosen."""
    chosen = days if isinstance(days, tuple | list) else (days,)
    if not chosen:
        raise ChangeError("A trip has a first and a last day.", field="last")
    return chosen[0], chosen[-1]
