"""The one place where an order is confirmed: once more the thing, its price and what will happen, then the tap."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text
from app.markup import join, plain, tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.money import shown
from wardrobe.ordering import Confirmed, Order, Terms
from wardrobe.ordering.orders import Price, PriceChangedError

_DONE = "order_done"
_FAULT = "order_fault"
_NEW_PRICE = "order_new_price"
_PIN = "order_pin"


def ask_anew() -> None:
    """Forget what an earlier dialog has said."""
    for name in (_DONE, _FAULT, _NEW_PRICE):
        st.session_state.pop(name, None)


def confirm_order(who: Me, order: Order) -> None:
    """Ask once more, with the PIN where there is one.

    What is confirmed is the price that the dialog shows: one that has changed since is said and shown first.
    """
    _ = who.translate

    @st.dialog(_("Order this?"), on_dismiss=ask_anew)  # the list below is drawn anew
    def ask() -> None:
        done: Confirmed | None = st.session_state.get(_DONE)
        if done is not None:
            _say_done(who, done)
            return
        seen: Price = st.session_state.get(_NEW_PRICE, order.price)
        terms = who.house.orders.terms(who.household)
        price = shown(*seen) if seen else _("price not known")
        facts = " · ".join(filter(None, (price, order.size)))
        consequences = (tag("p", line, class_="muted") for line in _consequences(who, terms))
        st.html(join(tag("div", order.item.title, class_="name"), tag("div", facts), *consequences))
        with st.form("order_form", border=False):
            if terms.has_pin:
                st.text_input(_("PIN"), type="password", autocomplete="off", max_chars=12, key=_PIN)
            st.form_submit_button(
                _("Order"), type="primary", width="stretch", on_click=_try, args=(who, order.id, seen)
            )
        if fault := st.session_state.pop(_FAULT, None):
            st.warning(plain(fault))

    ask()


def _try(who: Me, order_id: int, seen: Price) -> None:
    try:
        st.session_state[_DONE] = who.house.orders.confirm(who.household, order_id, seen, st.session_state.get(_PIN))
        who.house.daily.wake()
    except OtjangError as error:
        st.session_state[_FAULT] = fault_text(error, who.translate)
        if isinstance(error, PriceChangedError):
            st.session_state[_NEW_PRICE] = error.price


def _consequences(who: Me, terms: Terms) -> list[str]:
    """What confirming will do, and what is left of the month."""
    _ = who.translate
    lines = [
        _("Your webhook gets the order.")
        if terms.webhook
        else _("The shop's page can be opened then. You buy it there, or not.")
    ]
    if terms.per_month is not None and terms.currency:
        left = terms.per_month - who.house.orders.spent(who.household).get(terms.currency, 0)
        lines.append(_("Left of this month's limit: {left}.").format(left=shown(max(0, left), terms.currency)))
    return lines


def _say_done(who: Me, done: Confirmed) -> None:
    _ = who.translate
    if done.link:
        st.write(_("Confirmed. This is the shop's page:"))
        st.link_button(_("Open the shop's page"), done.link, type="primary", icon=":material/open_in_new:")
    elif done.state == "sent":
        st.write(_("This order was sent already."))
    else:
        st.write(_("Confirmed. The order is on its way to your webhook."))
    if st.button(_("Close"), key="order_close", type="tertiary"):
        ask_anew()
        st.rerun()
