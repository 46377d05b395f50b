"""Orders in the settings: spending limits, the PIN, and the owner's own webhook."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text, news
from app.markup import plain
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.money import DECIMALS, shown, to_minor
from wardrobe.money import plain as written
from wardrobe.ordering import Terms

_SECRET = "webhook_secret"
_FIRST = ("EUR", "USD", "GBP", "KRW", "JPY")
CURRENCIES = [*_FIRST, *sorted(code for code in DECIMALS if code not in _FIRST)]


def orders_settings(who: Me) -> None:
    """What holds for orders now, and a form for each part of it."""
    _ = who.translate
    terms = who.house.orders.terms(who.household)
    st.caption(_("Nothing is ordered without your tap. A voice can only put things on the list."))
    _spent(who, terms)
    with st.expander(_("Spending limit"), icon=":material/savings:"):
        _limits(who, terms)
    with st.expander(_("PIN"), icon=":material/pin:"):
        _pin(who, terms)
    with st.expander(_("Your own webhook"), icon=":material/webhook:"):
        _webhook(who, terms)
    _show_secret(who)


def _spent(who: Me, terms: Terms) -> None:
    _ = who.translate
    spent = who.house.orders.spent(who.household)
    for currency, minor in sorted(spent.items()):
        if currency == terms.currency and terms.per_month is not None:
            line = _("Confirmed this month: {spent} of {limit}.")
            st.caption(line.format(spent=shown(minor, currency), limit=shown(terms.per_month, currency)))
        else:
            st.caption(_("Confirmed this month: {spent}.").format(spent=shown(minor, currency)))


def _limits(who: Me, terms: Terms) -> None:
    _ = who.translate
    with st.form("limits", border=False):
        currency = st.selectbox(
            _("Currency"),
            CURRENCIES,
            index=CURRENCIES.index(terms.currency) if terms.currency in CURRENCIES else 0,
            key="limits_currency",
        )
        order = st.text_input(_("Most for one order"), _typed(terms.per_order, terms), key="limits_order")
        month = st.text_input(_("Most in a month"), _typed(terms.per_month, terms), key="limits_month")
        st.caption(_("Empty means no limit. Prices in another currency are not converted: they are refused."))
        pin = _ask_pin(who, terms, "limits_pin")
        if not st.form_submit_button(_("Save")):
            return
    try:
        per_order, per_month = (to_minor(text, currency) if text.strip() else None for text in (order, month))
        limited = per_order is not None or per_month is not None
        who.house.orders.set_limits(who.household, currency if limited else None, per_order, per_month, pin)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
    else:
        news(_("The limit is saved."))
        st.rerun()


def _typed(minor: int | None, terms: Terms) -> str:
    return "" if minor is None or terms.currency is None else written(minor, terms.currency)


def _pin(who: Me, terms: Terms) -> None:
    _ = who.translate
    with st.form("pin", border=False, clear_on_submit=True):
        st.caption(_("Every confirmation asks for it, and every change here."))
        old = _ask_pin(who, terms, "pin_old")
        label = _("New PIN, empty for none") if terms.has_pin else _("New PIN")
        new = st.text_input(label, type="password", autocomplete="off", max_chars=12, key="pin_new")
        if not st.form_submit_button(_("Save")) or not (new or terms.has_pin):
            return
    try:
        who.house.orders.set_pin(who.household, new or None, old)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
    else:
        news(_("The PIN is saved.") if new else _("There is no PIN any more."))
        st.rerun()


def _webhook(who: Me, terms: Terms) -> None:
    _ = who.translate
    with st.form("webhook", border=False):
        st.caption(
            _(
                "Confirmed orders are posted there, signed as standardwebhooks.com describes, in place of opening "
                "the shop's page. Empty for none. Saving makes a new secret."
            )
        )
        url = st.text_input(
            _("Address"),
            terms.webhook or "",
            placeholder="https://example.org/orders",
            max_chars=2000,
            key="webhook_url",
        )
        pin = _ask_pin(who, terms, "webhook_pin")
        if not st.form_submit_button(_("Save")):
            return
    try:
        st.session_state[_SECRET] = who.house.orders.set_webhook(who.household, url, pin)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
    else:
        news(_("The webhook is saved.") if url.strip() else _("There is no webhook any more."))
        st.rerun()


def _ask_pin(who: Me, terms: Terms, key: str) -> str | None:
    _ = who.translate
    if not terms.has_pin:
        return None
    return st.text_input(_("PIN now"), type="password", autocomplete="off", max_chars=12, key=key)


def _show_secret(who: Me) -> None:
    _ = who.translate
    secret = st.session_state.get(_SECRET)
    if secret is None:
        return
    with st.container(border=True):
        st.write(_("Give this secret to your server now. It is shown only once."))
        st.code(secret, language=None, wrap_lines=True)
        if st.button(_("I have copied it"), key="secret_done"):
            del st.session_state[_SECRET]
            st.rerun()
