"""What a person knows of a look that its photo does not show: how they liked it, what it was for, whose it is."""

from __future__ import annotations

import streamlit as st

from app.components.notices import say
from app.components.undo import change
from app.session import Me
from app.words import sentence
from embeddings.errors import OtjangError
from wardrobe.looks import Look
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES


def look_facts(who: Me, look: Look) -> None:
    """Stars, and choices of the occasion and, where several people live here, of the person."""
    _ = who.translate
    people = {person.id: person.name for person in who.house.accounts.people(who.household)}
    with st.container(horizontal=True, vertical_alignment="center", key="look_facts"):
        _stars(who, look)
        occasions = ["", *OCCASIONS]
        occasion = st.selectbox(
            _("Occasion"),
            occasions,
            index=occasions.index(look.occasion or "") if look.occasion in OCCASIONS else 0,
            format_func=lambda name: sentence(_(OCCASION_NAMES[name])) if name else _("Occasion"),
            key=f"occasion_{look.id}_{look.occasion}",
            label_visibility="collapsed",
            width=160,
        )
        if (occasion or None) != look.occasion:
            to = occasion or None
            change(who, lambda: who.house.looks.set_occasion(who.household, look.id, to), _("Occasion changed."))
        if len(people) > 1 or (look.person_id is not None and look.person_id not in people):
            _person(who, look, people)


def _stars(who: Me, look: Look) -> None:
    _ = who.translate
    mine = who.house.ratings.of(who.household, [look.id]).get(look.id, {}).get(who.person.id)
    given = st.feedback("stars", default=None if mine is None else round(mine) - 1, key=f"stars_{look.id}")
    value = None if given is None else given + 1
    if value != (None if mine is None else round(mine)):
        try:
            who.house.ratings.rate(who.household, look.id, who.person.id, value)
        except OtjangError as error:
            say(error, _)


def _person(who: Me, look: Look, people: dict[int, str]) -> None:
    _ = who.translate
    choices = [0, *people]
    chosen = st.selectbox(
        _("Worn by"),
        choices,
        index=choices.index(look.person_id) if look.person_id in people else 0,
        format_func=lambda id: people.get(id, _("Worn by")),
        key=f"person_{look.id}_{look.person_id}",
        label_visibility="collapsed",
        width=160,
    )
    if chosen != (look.person_id if look.person_id in people else 0):
        change(who, lambda: who.house.looks.set_person(who.household, look.id, chosen or None), _("Person changed."))
