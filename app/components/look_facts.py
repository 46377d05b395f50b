"""What a photo does not show of a look: when, how they liked it, what for, whose it is, and what is said of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.components.attention import delete_look
from app.components.notices import say
from app.components.undo import change
from app.markup import plain
from app.session import Me
from app.words import sentence
from embeddings.errors import OtjangError
from wardrobe.looks import MOST_REMARK, Look
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES


def look_facts(who: Me, look: Look) -> None:
    """Everything changes with one tap; at the end the look can be deleted."""
    _ = who.translate
    with st.container(key="look_facts"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="look_day"):
            _stars(who, look)
            _day(who, look)
        _occasion(who, look)
        _person(who, look)
        _remark(who, look)
        if st.button(_("Delete this look"), icon=":material/delete:", key="look_delete", type="tertiary"):
            delete_look(who, look.id)


def _day(who: Me, look: Look) -> None:
    _ = who.translate
    worn_on = st.date_input(
        _("Worn on"), look.worn_on, key=f"worn_on_{look.id}_{look.worn_on}", format="YYYY-MM-DD", width=160
    )
    if worn_on != look.worn_on:
        change(who, lambda: who.house.looks.set_worn_on(who.household, look.id, worn_on), _("Day changed."))


def _stars(who: Me, look: Look) -> None:
    """A rating has a column of its own: the same person's only."""
    _ = who.translate
    mine = who.house.ratings.of(who.household, [look.id]).get(look.id, {}).get(who.person.id)
    given = st.feedback("stars", default=None if mine is None else round(mine) - 1, key=f"stars_{look.id}")
    value = None if given is None else given + 1
    if value != (None if mine is None else round(mine)):
        try:
            who.house.ratings.rate(who.household, look.id, who.person.id, value)
        except OtjangError as error:
            say(error, _)


def _occasion(who: Me, look: Look) -> None:
    _ = who.translate
    here = look.occasion if look.occasion in OCCASIONS else None
    chosen = st.pills(
        _("Occasion"),
        list(OCCASIONS),
        default=here,
        format_func=lambda name: sentence(_(OCCASION_NAMES[name])),
        key=f"occasion_{look.id}_{look.occasion}",
    )
    if chosen != here:
        act = partial(who.house.looks.set_occasion, who.household, look.id, chosen)
        change(who, act, _("Occasion changed."))


def _person(who: Me, look: Look) -> None:
    """Nothing where one person lives alone, and the look is theirs or nobody's."""
    _ = who.translate
    people = {person.id: plain(person.name) for person in who.house.accounts.people(who.household)}
    here = look.person_id if look.person_id in people else None
    if len(people) < 2 and (look.person_id is None or here is not None):
        return
    chosen = st.pills(
        _("Worn by"), list(people), default=here, format_func=people.__getitem__, key=f"person_{look.id}_{here}"
    )
    if chosen != here:
        change(who, partial(who.house.looks.set_person, who.household, look.id, chosen), _("Person changed."))


def _remark(who: Me, look: Look) -> None:
    _ = who.translate
    written = st.text_area(
        _("Note"),
        look.remark,
        max_chars=MOST_REMARK,
        height="content",
        placeholder=_("How it felt, what was missing, who liked it …"),
        key=f"remark_{look.id}_{hash(look.remark)}",
    )
    if (written or "").strip() != look.remark.strip():
        act = partial(who.house.looks.set_remark, who.household, look.id, written or "")
        change(who, act, _("Note saved."))
