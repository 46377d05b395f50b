"""What a person knows of a garment that no picture shows: facts to read, a form to change them, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from app.components.undo import change
from app.markup import tag
from app.session import Me
from app.words import day, sentence
from wardrobe.garments import GarmentItem
from wardrobe.garments_csv import cost_per_wear
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.money import plain, priced, shown
from wardrobe.washing import time_to_wash


def fact_rows(who: Me, garment: GarmentItem) -> list[tuple[str, str]]:
    """Term and value of each fact that is known."""
    _ = who.translate
    known, cost = garment.belonging, cost_per_wear(garment)
    price = "" if known.price_minor is None else shown(known.price_minor, known.currency or "")
    per_wear = "" if cost is None else shown(cost, known.currency or "")
    return [
        (_("Brand"), known.brand or ""),
        (_("Size"), known.size or ""),
        (_("Price"), price),
        (_("Cost per wear"), per_wear),
        (_("Bought"), day(known.bought_on, _)),
        (_("Weight"), f"{known.weight_grams} g" if known.weight_grams else ""),
        (_("For"), ", ".join(_(OCCASION_NAMES[name]) for name in known.occasions)),
        (_("Tags"), ", ".join(known.tags)),
        (_("Washed"), day(known.washed_on, _)),
    ]


def whereabouts(who: Me, garment: GarmentItem, today: date) -> None:
    """In the wash, put away, or asking for the wash; and a tap to change that."""
    _ = who.translate
    known, do = garment.belonging, who.house.belongings
    asks = time_to_wash(garment, today)
    text = _("In the wash") if known.in_wash else _("Put away") if known.put_away else asks.said(_) if asks else ""
    if text:
        st.html(tag("p", sentence(text), class_="muted", role="status"))
    with st.container(horizontal=True, key="whereabouts"):
        if known.in_wash:
            if st.button(_("Clean again"), icon=":material/check:", key="do_washed"):
                _move(who, partial(do.washed, on=today), [garment.id], _("Clean again."))
            if st.button(_("Not washed"), key="do_out_of_wash", type="tertiary"):
                _move(who, do.out_of_wash, [garment.id], _("Out of the wash."))
        elif known.put_away:
            if st.button(_("Bring back"), icon=":material/unarchive:", key="do_bring_back"):
                _move(who, do.bring_back, [garment.id], _("Brought back."))
        else:
            if st.button(_("To the wash"), icon=":material/local_laundry_service:", key="do_wash"):
                _move(who, do.to_wash, [garment.id], _("In the wash."))
            if st.button(_("Put away"), icon=":material/archive:", key="do_put_away"):
                _move(who, do.put_away, [garment.id], _("Put away."))


def edit_facts(who: Me, garment: GarmentItem) -> None:
    """A form with every fact; what cannot be so is said, and nothing is saved then."""
    _ = who.translate
    known = garment.belonging

    @st.dialog(_("Facts"))
    def ask() -> None:
        usual = known.currency or who.house.belongings.usual_currency(who.household) or ""
        price = "" if known.price_minor is None else plain(known.price_minor, known.currency or "")
        with st.form("facts", border=False):
            with st.container(horizontal=True, key="facts_row_1"):
                brand = st.text_input(_("Brand"), known.brand or "", max_chars=100, key="facts_brand")
                size = st.text_input(_("Size"), known.size or "", max_chars=40, key="facts_size")
            with st.container(horizontal=True, key="facts_row_2"):
                cost = st.text_input(_("Price"), price, max_chars=20, placeholder="129.90", key="facts_price")
                currency = st.text_input(_("Currency"), usual, max_chars=3, placeholder="EUR", key="facts_currency")
            with st.container(horizontal=True, key="facts_row_3"):
                bought = st.date_input(
                    _("Bought on"), known.bought_on, format="YYYY-MM-DD", max_value="today", key="facts_bought"
                )
                weight = st.number_input(_("Weight in grams"), 1, 20_000, known.weight_grams, 10, key="facts_weight")
            occasions = st.pills(
                _("For"),
                list(OCCASIONS),
                selection_mode="multi",
                default=[*known.occasions],
                format_func=lambda name: sentence(_(OCCASION_NAMES[name])),
                key="facts_occasions",
            )
            tags = st.text_input(_("Tags"), ", ".join(known.tags), placeholder=_("travel, from Mum"), key="facts_tags")
            if st.form_submit_button(_("Save"), type="primary"):
                given: dict[str, Any] = {
                    "brand": brand,
                    "size": size,
                    "bought_on": bought,
                    "weight_grams": weight,
                    "occasions": occasions,
                    "tags": tags.split(","),
                }
                _save(who, garment.id, given, cost, currency)

    ask()


def _save(who: Me, garment_id: int, facts: dict[str, Any], price: str, currency: str) -> None:
    _ = who.translate

    def save() -> int:
        facts["price_minor"], facts["currency"] = priced(price, currency)
        return who.house.belongings.set(who.household, garment_id, **facts)

    change(who, save, _("Facts changed."))


def _move(who: Me, act: Callable[..., int], garment_ids: Sequence[int], said: str) -> None:
    change(who, lambda: act(who.household, garment_ids=garment_ids), said)
