"""Style check: two looks side by side, or one look and what would lift it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import addresses
from app.components.comparison import comparison_read
from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.gallery import pick
from app.components.notices import say
from app.components.style_points import item_lift_card, lift_card, side_lines, verdict_bar
from app.components.tiles import look_tile
from app.markup import Html, join, tag
from app.session import me
from app.words import day, sentence
from embeddings.errors import OtjangError
from wardrobe.errors import NotFoundError
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.shopping import kept_filters
from wardrobe.matching.verdicts import OfLook

PAGE = 24
_LIMIT = "style_check_limit"
ONE, OTHER = addresses.ONE, addresses.OTHER

who = me()
_ = who.translate


def chosen(name: str) -> OfLook | None:
    """The look in the address; None where there is none."""
    look_id = addresses.asked_for(name)
    try:
        return who.house.style_check.of_look(who.household, look_id) if look_id else None
    except NotFoundError:
        empty(_("This look is not here"), _("It may have been deleted."))
        return None


def photo(found: OfLook) -> Html:
    """The photo with its day; it leads to the look."""
    when = day(found.look.worn_on, _)
    image = tag(
        "img",
        src=addresses.look_picture(found.look.id, "medium"),
        alt=_("Look of {day}").format(day=when),
        class_="portrait",
    )
    link = tag("a", image, href=addresses.look_link(found.look.id), target="_self")
    return tag("figure", link, tag("figcaption", sentence(when)))


def choose(without: OfLook | None, label: str) -> None:
    """The looks to choose from; the one pressed goes into the address."""
    limit = st.session_state.get(_LIMIT, PAGE)
    looks = [look for look in who.house.looks.page(who.household, limit=limit + 2) if look.state == "ready"]
    others = [look for look in looks if without is None or look.id != without.look.id]
    if not others and without is None:
        empty(_("No looks yet"), _("Add a photo of yourself, then come back to compare looks."))
        st.page_link(addresses.LOOKS_PAGE, label=_("Add a look"), icon=":material/add_a_photo:")
        return
    if not others:
        st.html(tag("p", _("There is only one look yet: add another to compare them."), class_="muted"))
        return
    st.header(label, anchor=False)
    picked = pick([look_tile(look, _) for look in others[:limit]], key="style_pick", label=label, shape="photo")
    if picked is not None:
        st.query_params[ONE if without is None else OTHER] = str(picked)
        st.rerun()
    if len(others) > limit:
        st.button(_("Show more"), key="style_more", on_click=show_more)


def show_more() -> None:
    """One page more, from the next drawing on."""
    st.session_state[_LIMIT] = st.session_state.get(_LIMIT, PAGE) + PAGE


def let_go(*names: str) -> None:
    """Choose again."""
    for name in names:
        st.query_params.pop(name, None)


def occasion_chosen() -> str | None:
    """What the looks are for, where the person says."""
    return pills_in_address(
        _("For"), list(OCCASIONS), key="occasion", text=lambda name: sentence(_(OCCASION_NAMES[name]))
    )


def unconfirmed(*looks: OfLook) -> None:
    """What was left out, and where to confirm it."""
    for found in looks:
        if found.unconfirmed:
            text = _("1 garment of this look is not confirmed yet, and is left out.")
            if found.unconfirmed > 1:
                text = _("{count} garments of this look are not confirmed yet, and are left out.")
            when = day(found.look.worn_on, _) if len(looks) > 1 else ""
            told = text.format(count=found.unconfirmed)
            with st.container(key=f"unconfirmed_{found.look.id}", gap=None):
                st.html(tag("p", f"{sentence(when)}: {told}" if when else told, class_="muted"))
                asked = {addresses.LOOK: str(found.look.id)}
                st.page_link(addresses.LOOK_PAGE, label=_("Confirm them"), query_params=asked)


def compared(one: OfLook, other: OfLook) -> None:
    """Two photos, the verdict, and what speaks for and against each."""
    occasion = occasion_chosen()
    names = [sentence(day(found.look.worn_on, _)) for found in (one, other)]
    if names[0] == names[1]:
        names = [_("the left one"), _("the right one")]
    verdict = who.house.style_check.compare(
        who.household, one.garment_ids, other.garment_ids, who.person.id, occasion, (one.look.id, other.look.id)
    )
    st.html(tag("div", photo(one), photo(other), class_="two-looks"))
    st.html(verdict_bar(verdict, names, _))
    comparison_read(who, one.look.id, other.look.id)
    items = {garment.id: garment for garment in who.house.garments.list(who.household)}
    sides = zip(names, (verdict.one, verdict.other), strict=True)
    parts = (tag("section", tag("h3", sentence(name)), side_lines(side, items, _)) for name, side in sides)
    st.html(tag("div", *parts, class_="two-sides"))
    unconfirmed(one, other)
    with st.container(horizontal=True):
        st.button(_("Compare with another"), key="style_other", on_click=let_go, args=(OTHER,))
        st.button(_("Start again"), key="style_again", on_click=let_go, args=(ONE, OTHER), type="tertiary")


def checked(found: OfLook) -> None:
    """One look: its place among the others, its garments, and what would lift it."""
    occasion = occasion_chosen()
    filters = kept_filters(who.house.choices, who.household, who.person.id)
    offer = partial(who.house.item_lifts.of, filters=filters)
    ids, look = found.garment_ids, (found.look.id,)
    check = who.house.style_check.check(who.household, ids, who.person.id, occasion, look, offer)
    items = {garment.id: garment for garment in who.house.garments.list(who.household)}
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.html(tag("div", photo(found), class_="two-looks one-look"))
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
        st.button(_("Another look"), key="style_again", on_click=let_go, args=(ONE,), type="tertiary")
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
        choose(None, _("Which look?"))
except OtjangError as error:
    say(error, _)
