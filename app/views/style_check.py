"""Style check: two looks or outfits side by side, or one and what would lift it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import addresses
from app.components.comparison import comparison_read
from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.friends import ask_friends
from app.components.judged import Judged, judged_look, judged_outfit, subject_of
from app.components.notices import say
from app.components.style_choice import LOOKS, chooser
from app.components.style_points import item_lift_card, lift_card, side_lines, verdict_bar
from app.markup import join, tag
from app.session import me
from app.words import sentence
from embeddings.errors import OtjangError
from wardrobe.errors import NotFoundError
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.shopping import kept_filters

ONE, OTHER = addresses.ONE, addresses.OTHER
OUTFIT = {ONE: addresses.ONE_OUTFIT, OTHER: addresses.OTHER_OUTFIT}
"""A side of the comparison → the query parameter that names an outfit in the place of a look."""

who = me()
_ = who.translate


def chosen(name: str) -> Judged | None:
    """The look or outfit in the address; None where there is none."""
    look_id, outfit_id = addresses.asked_for(name), addresses.asked_for(OUTFIT[name])
    try:
        if outfit_id:
            return judged_outfit(who, outfit_id)
        return judged_look(who, look_id) if look_id else None
    except NotFoundError:
        title = _("This outfit is not here") if outfit_id else _("This look is not here")
        empty(title, _("It may have been deleted."))
        return None


def choose(without: Judged | None, label: str) -> None:
    """Looks and outfits to choose from; the one pressed goes into the address."""
    picked = chooser(who, without, label)
    if picked is not None:
        kind, number = picked
        name = ONE if without is None else OTHER
        let_go(name)
        st.query_params[name if kind == LOOKS else OUTFIT[name]] = str(number)
        st.rerun()


def let_go(*names: str) -> None:
    """Choose again."""
    for name in names:
        st.query_params.pop(name, None)
        st.query_params.pop(OUTFIT[name], None)


def occasion_chosen() -> str | None:
    """What they are for, where the person says."""
    return pills_in_address(
        _("For"), list(OCCASIONS), key="occasion", text=lambda name: sentence(_(OCCASION_NAMES[name]))
    )


def unconfirmed(*sides: Judged) -> None:
    """What was left out, and where to confirm it."""
    for side in sides:
        if side.unconfirmed and side.look_id is not None:
            text = _("1 garment of this look is not confirmed yet, and is left out.")
            if side.unconfirmed > 1:
                text = _("{count} garments of this look are not confirmed yet, and are left out.")
            told = text.format(count=side.unconfirmed)
            with st.container(key=f"unconfirmed_{side.look_id}", gap=None):
                st.html(tag("p", f"{side.name}: {told}" if len(sides) > 1 else told, class_="muted"))
                asked = {addresses.LOOK: str(side.look_id)}
                st.page_link(addresses.LOOK_PAGE, label=_("Confirm them"), query_params=asked)


def compared(one: Judged, other: Judged) -> None:
    """Two pictures, the verdict, what friends say, and what speaks for and against each."""
    occasion = occasion_chosen()
    names = [one.name, other.name]
    if names[0] == names[1] or not all(names):
        names = [_("the left one"), _("the right one")]
    verdict = who.house.style_check.compare(
        who.household, one.garment_ids, other.garment_ids, who.person.id, occasion, (*one.look_ids, *other.look_ids)
    )
    st.html(tag("div", one.picture, other.picture, class_="two-looks"))
    st.html(verdict_bar(verdict, names, _))
    ask_friends(who, subject_of(one, other), names)
    if one.look_id is not None and other.look_id is not None:
        comparison_read(who, one.look_id, other.look_id)
    items = {garment.id: garment for garment in who.house.garments.list(who.household)}
    sides = zip(names, (verdict.one, verdict.other), strict=True)
    parts = (tag("section", tag("h3", sentence(name)), side_lines(side, items, _)) for name, side in sides)
    st.html(tag("div", *parts, class_="two-sides"))
    unconfirmed(one, other)
    with st.container(horizontal=True):
        st.button(_("Compare with another"), key="style_other", on_click=let_go, args=(OTHER,))
        st.button(_("Start again"), key="style_again", on_click=let_go, args=(ONE, OTHER), type="tertiary")


def checked(found: Judged) -> None:
    """One look or outfit: its place among the looks, its garments, and what would lift it."""
    occasion = occasion_chosen()
    filters = kept_filters(who.house.choices, who.household, who.person.id)
    offer = partial(who.house.item_lifts.of, filters=filters)
    check = who.house.style_check.check(
        who.household, found.garment_ids, who.person.id, occasion, found.look_ids, offer
    )
    items = {garment.id: garment for garment in who.house.garments.list(who.household)}
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.html(tag("div", found.picture, class_="two-looks one-look"))
    with right:
        place = check.place
        if place is not None:
            told = _("Fits together better than about {count} of your {total} other looks.")
            if abs(place.share - 0.5) < 0.1:
                told = _("Fits together about as well as most of your {total} other looks.")
            st.html(tag("p", told.format(count=place.better_than, total=place.of), class_="place"))
        elif check.why_no_place is not None:
            st.html(tag("p", check.why_no_place.said(_), class_="muted"))
        st.html(join(side_lines(check.side, items, _)))
        unconfirmed(found)
        if check.lifts or check.nothing:
            st.subheader(_("What would lift it"), anchor=False)
        if check.nothing:
            st.html(tag("p", check.nothing.said(_), class_="muted"))
        if check.lifts:
            st.html(tag("div", *(lift_card(lift, items, _) for lift in check.lifts), class_="lifts"))
        if check.items:
            st.subheader(_("What would lift it, on sale"), anchor=False)
            st.html(tag("div", *(item_lift_card(lift, items, _) for lift in check.items), class_="lifts"))
        st.button(_("Another one"), key="style_again", on_click=let_go, args=(ONE,), type="tertiary")
    choose(found, _("Compare with"))


st.title(_("Style check"), anchor=False)
one = chosen(ONE)
other = chosen(OTHER) if one is not None else None
try:
    if one is not None and other is not None:
        compared(one, other)
    elif one is not None:
        checked(one)
    else:
        choose(None, _("What do you want to check?"))
except OtjangError as error:
    say(error, _)
