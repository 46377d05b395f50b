"""What is looked for in the shops: the words, the type of garment, the price, and for whom."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.components.filters import pills_in_address
from app.session import Me
from app.words import PLURALS
from embeddings.compatibility import type_of
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.i18n import Translate
from wardrobe.money import DECIMALS

CHOICE = "shopping"
"""What a person chose for good: ``audience`` and ``most_minor`` with its ``currency``."""
BY_TYPE = {type_of(category): name for category, name in PLURALS.items()}


def asked(who: Me) -> tuple[str, ItemFilters]:
    """The words, none where nothing is searched for, and the filters."""
    _ = who.translate
    with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
        words = st.text_input(
            _("Search"),
            key="q",
            bind="query-params",
            placeholder=_("light summer dress"),
            icon=":material/search:",
            label_visibility="collapsed",
        )
        with st.popover(_("Price and more"), icon=":material/tune:"):
            audience = _audience(who)
            most, currency = _price(who)
    chosen = pills_in_address(_("Type"), _types(who), key="type", text=lambda name: _(BY_TYPE[name]))
    filters = ItemFilters(
        types=[chosen] if chosen else None, audience=audience, most_minor=most, currency=currency if most else None
    )
    return (words or "").strip(), filters


def chosen(who: Me) -> dict[str, Any]:
    """What the person chose for good."""
    return who.house.choices.get(who.household, CHOICE, who.person.id)


def _types(who: Me) -> list[str]:
    counts = who.house.shelves.counts(who.household)
    return [name for name in BY_TYPE if counts.get(name)]


def _audience(who: Me) -> str | None:
    _ = who.translate
    names = audiences(_)
    known = chosen(who).get("audience") or ""
    picked = st.radio(
        _("For"),
        list(names),
        index=list(names).index(known) if known in names else 0,
        format_func=lambda name: names[name],
        key="shop_audience",
        horizontal=True,
    )
    if picked != known:
        _keep(who, audience=picked or None)
    return picked or None


def _price(who: Me) -> tuple[int | None, str | None]:
    """The most that it may cost, in the currency of most prices, which is where it can be compared."""
    _ = who.translate
    known = chosen(who)
    currency = known.get("currency") or who.house.shelves.currency(who.household)
    if currency is None:
        return None, None
    unit = 10 ** DECIMALS.get(currency, 2)
    most = known.get("most_minor")
    picked = st.number_input(
        _("Up to ({currency})").format(currency=currency),
        min_value=0,
        value=most // unit if most else None,
        step=10,
        placeholder=_("any price"),
        key="shop_most",
    )
    minor = int(picked) * unit if picked else None
    if minor != most:
        _keep(who, most_minor=minor, currency=currency if minor else None)
    return minor, currency


def _keep(who: Me, **given: Any) -> None:
    value = {name: one for name, one in (chosen(who) | given).items() if one is not None}
    who.house.choices.set(who.household, CHOICE, value, who.person.id)


def audiences(_: Translate) -> dict[str, str]:
    """For whom, by code; the empty one is everybody but children."""
    return {"": _("Everybody"), "female": _("Women"), "male": _("Men"), "kids": _("Children")}
