"""The shopping list: what is on it, what became of it, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.notices import fault_text, news, say
from app.components.order_dialog import ask_anew, confirm_order
from app.markup import Html, plain, tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.catalogue.items import Item
from wardrobe.money import shown
from wardrobe.ordering import Order
from wardrobe.ordering.links import safe_link


def put_on_list(who: Me, item: Item, size: str | None = None) -> None:
    """Put an item on the list and say so; the page is drawn anew."""
    _ = who.translate
    try:
        who.house.orders.add(who.household, who.person.id, item.id, size)
    except OtjangError as error:
        say(error, _)
    else:
        news(_("On the shopping list."))
        st.rerun()


def shopping_list(who: Me, *, heading: bool = False) -> None:
    """Every line of the list with what can be done with it; with a ``heading``, nothing at all where it is empty."""
    _ = who.translate
    orders = who.house.orders.listed(who.household)
    if heading and orders:
        st.header(_("Shopping list"), anchor=False)
    elif not heading and not orders:
        empty(_("Nothing on the shopping list"), _("Open something on sale and put it on the list."))
    for order in orders:
        _line(who, order)
    if any(order.state == "sending" for order in orders):
        _until_sent(who)


@st.fragment(run_every=2)
def _until_sent(who: Me) -> None:
    """Draw the page anew when nothing is on its way any more."""
    if all(order.state != "sending" for order in who.house.orders.listed(who.household)):
        st.rerun()


def _line(who: Me, order: Order) -> None:
    _ = who.translate
    with st.container(border=True, key=f"order_{order.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row_order_{order.id}"):
            st.html(item_thumb(order.item), width=88)
            with st.container(gap=None, width="stretch", key=f"words_order_{order.id}"):
                asked = {addresses.ITEM: str(order.item.id)}
                st.page_link(addresses.ITEM_PAGE, label=plain(order.item.title), query_params=asked)
                st.html(tag("div", " · ".join(_facts(who, order)), class_="muted"))
                if order.failure is not None:
                    st.html(tag("div", fault_text(order.failure, _), class_="muted"))
        with st.container(horizontal=True, key=f"order_actions_{order.id}"):
            if order.state in ("listed", "failed") and st.button(
                _("Order …"), key=f"order_confirm_{order.id}", type="primary", disabled=not order.item.available
            ):
                ask_anew()
                confirm_order(who, order)
            if link := safe_link(order.item.link):
                st.link_button(_("At the shop"), link, icon=":material/open_in_new:")
            if order.state == "listed" and order.item.sizes:
                _size(who, order)
            if order.state != "sending" and st.button(
                _("Take off the list"), key=f"order_remove_{order.id}", type="tertiary"
            ):
                _remove(who, order)


def item_thumb(item: Item, size: addresses.Size = "small") -> Html:
    """The picture of something on sale."""
    source = addresses.item_picture(item.id, size, item.picture)
    return tag("img", src=source, alt=item.title, loading="lazy", class_="cutout thumb")


def _facts(who: Me, order: Order) -> list[str]:
    """Brand, price, size, and what became of it."""
    _ = who.translate
    states = {
        "opened": _("opened at the shop"),
        "sending": _("on its way to your webhook"),
        "sent": _("sent to your webhook"),
        "failed": _("not sent"),
    }
    price = order.paid if order.state in ("opened", "sending", "sent") else order.price
    state = states.get(order.state, "" if order.item.available else _("cannot be had at the moment"))
    found = [order.item.brand, shown(*price) if price else _("price not known"), order.size, state]
    return [part for part in found if part]


def _size(who: Me, order: Order) -> None:
    _ = who.translate
    sizes = list(order.item.sizes)
    chosen = st.selectbox(
        _("Size"),
        sizes,
        index=sizes.index(order.size) if order.size in sizes else None,
        placeholder=_("Size"),
        key=f"order_size_{order.id}",
        label_visibility="collapsed",
        width=120,
    )
    if chosen is not None and chosen != order.size:
        try:
            who.house.orders.add(who.household, order.person_id, order.item.id, chosen)
        except OtjangError as error:
            say(error, _)
        else:
            st.rerun()


def _remove(who: Me, order: Order) -> None:
    try:
        who.house.orders.remove(who.household, order.id)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.rerun()
