"""Packing: trips, and for each a list of few garments that dress every day of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.notices import news, say
from app.components.packing_list import day_outfits, packing_list
from app.components.trip_form import change_trip, trip_form
from app.markup import join, plain, tag
from app.session import me
from app.words import day
from embeddings.errors import OtjangError
from wardrobe.errors import NotFoundError
from wardrobe.matching.trips import Trip

who = me()
_ = who.translate
today = date.today()


def span(trip: Trip) -> str:
    """The days of a trip."""
    if trip.days == 1:
        return day(trip.first, _, today=today)
    first, last = (day(when, _, short=True, today=today) for when in (trip.first, trip.last))
    return _("{first} to {last}").format(first=first, last=last)


def go(trip_id: int | None) -> None:
    """Show a trip, or all of them."""
    st.switch_page(addresses.PACKING_PAGE, query_params={addresses.TRIP: str(trip_id)} if trip_id else {})


def overview() -> None:
    """Every trip, and the form for one more."""
    st.page_link(addresses.OUTFITS_PAGE, label=_("Outfits"), icon=":material/arrow_back:")
    st.title(_("Packing"), anchor=False)
    trips = who.house.packing.trips(who.household)
    if not trips:
        empty(_("No trip yet"), _("A few garments that go with each other dress every day of it."))
    for trip in trips:
        done = _("{packed} of {count} packed").format(packed=trip.packed, count=len(trip.things))
        with st.container(key=f"trip_{trip.id}", gap=None):
            st.page_link(
                addresses.PACKING_PAGE,
                label=plain(trip.name),
                icon=":material/luggage:",
                query_params={addresses.TRIP: str(trip.id)},
            )
            st.html(tag("div", f"{span(trip)} · {done}", class_="muted"))
    with st.expander(_("Plan a trip"), expanded=not trips, icon=":material/add:"):
        made = trip_form(who, None, today)
    if made is not None:
        go(made)


def one_trip() -> None:
    """The list of the trip in the address, drawn anew by itself with each tick."""
    trip = who.house.packing.get(who.household, trip_id)
    plan = None
    try:
        plan = who.house.packing.plan(who.household, trip)
    except OtjangError as error:
        say(error, _)
    parts = [span(trip), _("{packed} of {count} packed").format(packed=trip.packed, count=len(trip.things))]
    if plan is not None:
        parts.append(_("about {weight} kg").format(weight=f"{plan.grams / 1000:.1f}"))
    forecast = trip.wishes.forecast()
    lines = [" · ".join(parts), *([f"{trip.wishes.place}: {forecast.said(_)}"] if forecast else [])]
    st.html(join(*(tag("p", line, class_="muted", role="status") for line in lines)))
    if plan is not None:
        day_outfits(who, trip, plan)
    packing_list(who, trip)


def header(trip: Trip) -> None:
    """Back, the name, and what can be done with the whole trip."""
    with st.container(key="trip_back"):
        st.page_link(addresses.PACKING_PAGE, label=_("All trips"), icon=":material/arrow_back:")
    st.title(plain(trip.name), anchor=False)
    with st.container(horizontal=True, key="trip_actions"):
        if st.button(_("Change"), icon=":material/edit:", key="trip_change"):
            change_trip(who, trip, today)
        if st.button(_("Choose anew"), icon=":material/refresh:", key="trip_anew"):
            try:
                who.house.packing.regenerate(who.household, trip.id)
            except OtjangError as error:
                say(error, _)
            else:
                news(_("Chosen anew. What was ticked off or added has stayed."))
                st.rerun()
        with st.popover(_("Delete"), icon=":material/delete:", type="tertiary"):
            st.write(_("The list goes with the trip. Your garments stay."))
            if st.button(_("Delete this trip"), key="trip_delete"):
                with suppress(NotFoundError):
                    who.house.packing.delete(who.household, trip.id)
                go(None)


trip_id = addresses.asked_for(addresses.TRIP)
if not trip_id:
    overview()
else:
    try:
        header(who.house.packing.get(who.household, trip_id))
    except NotFoundError:
        empty(_("This trip is not here"), _("It may have been deleted."))
        st.page_link(addresses.PACKING_PAGE, label=_("All trips"), icon=":material/arrow_back:")
        st.stop()
    st.fragment(one_trip)()
