"""What leaves the house, and whether it does: each thing with its state and where it is changed."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.markup import join, tag
from app.session import Me


@dataclass(frozen=True, slots=True)
class Leaving:
    """One thing that may leave."""

    name: str
    what: str
    """What is sent, and to whom."""
    state: str
    """Empty: nothing leaves."""
    href: str
    """Where it is changed."""


def leaves(who: Me) -> None:
    """A list that says for each thing whether it leaves now. Nothing else does."""
    _ = who.translate
    rows = []
    for one in _all(who):
        state = tag("span", one.state or _("Off"), class_="state on" if one.state else "state")
        rows.append(tag("li", tag("a", join(tag("b", one.name), tag("span", one.what), state), href=one.href)))
    st.html(tag("ul", *rows, class_="kept-list"))


def _all(who: Me) -> list[Leaving]:
    _ = who.translate
    house, home = who.house, who.household
    place = house.forecasts.place(home)
    channels = len(house.notices.chosen(home).channels)
    feeds = sum(1 for one in house.catalogues.list(home) if one.from_link)
    links = sum(1 for one in house.sharing.list(home) if one.state == "open")
    return [
        Leaving(
            _("Shared links"),
            _("Pictures that you chose, to whoever has the link"),
            _("Open: {count}").format(count=links) if links else "",
            "/share",
        ),
        Leaving(
            _("Weather"),
            _("A place, to about a kilometre, to open-meteo.com"),
            place.name if place is not None else "",
            "/settings?part=notices",
        ),
        Leaving(
            _("Notices"),
            _("Short texts, by the channels that you added"),
            _("Channels: {count}").format(count=channels) if channels else "",
            "/settings?part=notices",
        ),
        Leaving(
            _("Product feeds"),
            _("Shops see that their feed and pictures are fetched, nothing of your wardrobe"),
            _("Feeds: {count}").format(count=feeds) if feeds else "",
            "/settings?part=shops",
        ),
        Leaving(
            _("Orders"),
            _("What you confirmed, to your own webhook"),
            _("On") if house.orders.terms(home).webhook else "",
            "/settings?part=shops",
        ),
    ]
