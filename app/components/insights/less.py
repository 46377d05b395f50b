"""With less: a capsule of what would do, and what could be given away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.gallery import gallery
from app.components.notices import say
from app.components.tiles import garment_tile
from app.markup import Html, tag
from app.session import Me
from app.words import garment_name, sentence
from embeddings.errors import OtjangError
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.matching.insights.capsule import LEAST_LOOKS
from wardrobe.matching.insights.outgrown import Outgrown

SIZES = (8, 12, 16, 20)


def less(who: Me, days: int | None, person: int | None) -> None:
    """Both, made while the page can be used already; where the model cannot be opened, the reason."""
    st.fragment(partial(_told, who, partial(_capsule, who, days, person)), parallel=True)()
    st.fragment(partial(_told, who, partial(_outgrown, who, person)), parallel=True)()


def _told(who: Me, draw: Callable[[], None]) -> None:
    try:
        draw()
    except OtjangError as error:
        say(error, who.translate)


@contextmanager
def _waiting(_: Translate) -> Iterator[None]:
    """What stands there meanwhile."""
    place = st.empty()
    place.html(tag("div", class_="waiting", role="status", aria_label=_("Comparing your garments …")))
    try:
        yield
    finally:
        place.empty()


def _outgrown(who: Me, person: int | None) -> None:
    _ = who.translate
    with _waiting(_):
        found = who.house.statistics.outgrown(who.household, date.today(), person)
    st.header(_("What could go to somebody else"), anchor=False)
    if not found:
        st.caption(
            _(
                "Nothing at the moment. A garment is named here when it was not worn in its season for long, another "
                "much like it is worn instead, and it is neither new nor kept for an occasion."
            )
        )
        return
    st.html(tag("ul", *(_going(one, _) for one in found), class_="going"))
    st.caption(_("Only a thought: nothing is changed. The twin stays, so none is the only one of its kind."))


def _capsule(who: Me, days: int | None, person: int | None) -> None:
    _ = who.translate
    st.header(_("A capsule of what you wear"), anchor=False)
    size = st.segmented_control(
        _("Garments"), SIZES, default=12, key="capsule_size", required=True, label_visibility="collapsed"
    )
    with _waiting(_):
        found = who.house.statistics.capsule(who.household, date.today(), days, person, size)
    if found is None:
        empty(
            _("Too little to choose from"),
            _("It takes {looks} looks in this time and more than {count} garments.").format(
                looks=LEAST_LOOKS, count=size
            ),
        )
        return
    tiles = [garment_tile(one, _) for one in found.garments]
    gallery([replace(tile, subtitle="") for tile in tiles], key="insights_capsule", label=_("Capsule"), shape="cutout")
    st.caption(
        _(
            "These {count} of {of} garments were {wears} of all wears in this time, and {looks} of {all} looks consist "
            "of them alone. Chosen for what is worn most and goes together best."
        ).format(
            count=len(found.garments), of=found.of, wears=f"{found.wears:.0%}", looks=found.looks, all=found.of_looks
        )
    )


def _going(one: Outgrown, _: Translate) -> Html:
    lines = [tag("span", reason.said(_), class_="muted") for reason in one.reasons]
    name = tag("b", sentence(garment_name(one.garment, _, one.garment.name)))
    words = tag("span", name, *lines, class_="words")
    pictures = tag("span", _picture(one.garment, _), tag("i", "→"), _picture(one.twin, _), class_="both")
    return tag("li", pictures, words)


def _picture(garment: GarmentItem, _: Translate) -> Html:
    name = garment_name(garment, _, garment.name)
    image = tag("img", src=addresses.cut_out(garment.cover_sighting_id, "small"), alt=name, class_="cutout")
    return tag("a", image, href=addresses.garment_link(garment.id), target="_self")
