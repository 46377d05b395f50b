"""Questions about all selected garments: which tags, which collection, what they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from app.components.undo import change
from app.markup import plain
from app.session import Me
from app.words import CATEGORIES, sentence, value_name
from wardrobe.attributes import LEVELS
from wardrobe.collections import NAME_MOST
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES

OFTEN = 24
"""Tags that are offered to tap, the most used."""


def ask_tags(who: Me, ids: Sequence[int]) -> None:
    """Tags to give and to take away."""
    _, bulk = who.translate, who.house.bulk
    garments = [one for one in who.house.garments.list(who.household) if one.id in set(ids)]
    there = sorted({tag for one in garments for tag in one.belonging.tags}, key=str.casefold)
    known = who.house.belongings.tags(who.household)

    @st.dialog(_("Tags"))
    def ask() -> None:
        with st.form("bulk_tags_form", border=False):
            new = st.text_input(_("New tags"), key="bulk_tags_new", placeholder=_("travel, from Mum"))
            chosen = st.pills(
                _("Give"), known[:OFTEN], selection_mode="multi", key="bulk_tags_give", format_func=plain, wrap=True
            ) if known else []  # fmt: skip
            gone = st.pills(
                _("Take away"), there, selection_mode="multi", key="bulk_tags_take", format_func=plain, wrap=True
            ) if there else []  # fmt: skip
            if st.form_submit_button(_("Save"), type="primary"):
                add = [*chosen, *new.split(",")]
                change(who, lambda: bulk.tag(who.household, ids, add=add, remove=gone), _("Tags changed."))

    ask()


def ask_collection(who: Me, ids: Sequence[int]) -> None:
    """A collection that is there, or a new one."""
    _, collections = who.translate, who.house.collections

    @st.dialog(_("Add to a collection"))
    def ask() -> None:
        for one in collections.list(who.household):
            label = f"{plain(one.name)} · {one.count}"
            if st.button(label, key=f"into_{one.id}", width="stretch"):
                change(
                    who,
                    partial(collections.add, who.household, one.id, ids),
                    _("Added to {name}.").format(name=one.name),
                )
        with st.form("new_collection", border=False):
            name = st.text_input(
                _("New collection"), max_chars=NAME_MOST, key="new_collection_name", placeholder=_("Summer trip")
            )
            if st.form_submit_button(_("Make it"), type="primary"):
                change(who, lambda: collections.make(who.household, name, ids).change_id, _("Collection made."))

    ask()


def ask_season(who: Me, ids: Sequence[int]) -> None:
    """How warm they are."""
    _, bulk = who.translate, who.house.bulk
    words = {level: sentence(value_name("warmth", level, _)) for level in LEVELS["warmth"]}

    @st.dialog(_("Which season are they for?"))
    def ask() -> None:
        for level, word in [*words.items(), (None, _("Guess it again"))]:
            if st.button(word, key=f"bulk_season_{level}", width="stretch"):
                change(who, partial(bulk.say, who.household, ids, "warmth", level), _("Season changed."))

    ask()


def ask_category(who: Me, ids: Sequence[int]) -> None:
    """What they are."""
    _ = who.translate

    @st.dialog(_("What are they?"))
    def ask() -> None:
        with st.form("bulk_category", border=False):
            chosen = st.pills(
                _("Category"),
                [*CATEGORIES],
                format_func=lambda name: _(CATEGORIES[name]),
                required=True,
                key="bulk_category_chosen",
                label_visibility="collapsed",
                wrap=True,
            )
            if st.form_submit_button(_("Save"), type="primary"):
                act = partial(who.house.bulk.set_category, who.household, ids, chosen or "")
                change(who, act, _("Category changed."))

    ask()


def ask_occasions(who: Me, ids: Sequence[int]) -> None:
    """What they are for."""
    _ = who.translate

    @st.dialog(_("What are they for?"))
    def ask() -> None:
        with st.form("bulk_occasions", border=False):
            chosen = st.pills(
                _("For"),
                [*OCCASIONS],
                selection_mode="multi",
                format_func=lambda name: sentence(_(OCCASION_NAMES[name])),
                key="bulk_occasions_chosen",
                label_visibility="collapsed",
                wrap=True,
            )
            st.caption(_("Nothing chosen: for anything."))
            if st.form_submit_button(_("Save"), type="primary"):
                change(who, partial(who.house.bulk.occasions, who.household, ids, chosen), _("Facts changed."))

    ask()
