"""What is looked for in the shops: the words, the type of garment, for whom, the price, the size."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.components.filters import pills_in_address
from app.components.picture_search import SHOP, ask_picture
from app.markup import tag
from app.session import Me
from app.words import PLURALS
from embeddings.compatibility import type_of
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.i18n import Translate
from wardrobe.matching.shopping import keep, kept_filters
from wardrobe.money import DECIMALS, shown

BY_TYPE = {type_of(category): name for category, name in PLURALS.items()}
CLEARED = {"shop_audience": "", "shop_most": None, "shop_size": "", "shop_sold_out": False}
"""Keys of what is out of sight, and what each is when nothing was chosen."""


def asked(who: Me, *, types: bool = True) -> tuple[str, ItemFilters]:
    """The words, none where nothing is searched for, and the filters; ``types``: also the type of garment."""
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
        if types and st.button(_("By picture"), icon=":material/image_search:", key="shop_by_picture"):
            ask_picture(who, SHOP)
        with st.popover(_("Price and more"), icon=":material/tune:"):
            audience = _audience(who)
            most, currency = _price(who)
            size = st.text_input(_("Size"), max_chars=20, placeholder=_("any size"), key="shop_size").strip()
            sold_out = st.checkbox(_("Also what is sold out"), key="shop_sold_out")
    filters = ItemFilters(
        audience=audience,
        most_minor=most,
        currency=currency if most else None,
        size=size or None,
        available=not sold_out,
    )
    _say(who, filters)
    if types:
        chosen = pills_in_address(_("Type"), _types(who), key="type", text=lambda name: _(BY_TYPE[name]))
        filters = replace(filters, types=[chosen] if chosen else None)
    return (words or "").strip(), filters


def _say(who: Me, filters: ItemFilters) -> None:
    """The choices that are out of sight, with a way to take them away."""
    _ = who.translate
    said = [audiences(_)[filters.audience]] if filters.audience else []
    if filters.most_minor and filters.currency:
        said.append(_("up to {price}").format(price=shown(filters.most_minor, filters.currency)))
    said += [_("size {size}").format(size=filters.size)] if filters.size else []
    said += [] if filters.available else [_("also sold out")]
    if said:
        with st.container(horizontal=True, vertical_alignment="center", key="finer"):
            st.html(tag("span", " · ".join(said), class_="muted"), width="content")
            st.button(_("Show all"), key="shop_clear", type="tertiary", on_click=_clear, args=(who,))


def _clear(who: Me) -> None:
    keep(who.house.choices, who.household, who.person.id, audience=None, most_minor=None, currency=None)
    st.session_state.update(CLEARED)


def _types(who: Me) -> list[str]:
    counts = who.house.shelves.counts(who.household)
    return [name for name in BY_TYPE if counts.get(name)]


def _audience(who: Me) -> str | None:
    _ = who.translate
    names = audiences(_)
    known = kept_filters(who.house.choices, who.household, who.person.id).audience or ""
    picked = st.radio(
        _("For"),
        list(names),
        index=list(names).index(known) if known in names else 0,
        format_func=lambda name: names[name],
        key="shop_audience",
        horizontal=True,
    )
    if picked != known:
        keep(who.house.choices, who.household, who.person.id, audience=picked or None)
    return picked or None


def _price(who: Me) -> tuple[int | None, str | None]:
    """The most that it may cost, in the currency of most prices, which is where it can be compared."""
    _ = who.translate
    known = kept_filters(who.house.choices, who.household, who.person.id)
    currency = known.currency or who.house.shelves.currency(who.household)
    if currency is None:
        return None, None
    unit = 10 ** DECIMALS.get(currency, 2)
    picked = st.number_input(
        _("Up to ({currency})").format(currency=currency),
        min_value=0,
        value=known.most_minor // unit if known.most_minor else None,
        step=10,
        placeholder=_("any price"),
        key="shop_most",
    )
    minor = int(picked) * unit if picked else None
    if minor != known.most_minor:
        given = {"most_minor": minor, "currency": currency if minor else None}
        keep(who.house.choices, who.household, who.person.id, **given)
    return minor, currency


def audiences(_: Translate) -> dict[str, str]:
    """For whom, by code; the empty one is everybody but children."""
    return {"": _("Everybody"), "female": _("Women"), "male": _("Men"), "kids": _("Children")}
