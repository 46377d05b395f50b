"""Who is logged in: change the password, log out."""

from __future__ import annotations

import streamlit as st

from app import session
from app.components.notices import news, say
from app.markup import plain, tag
from app.session import Me
from embeddings.errors import OtjangError


def account(who: Me) -> None:
    """Name, a form for a new password, and the button that ends the session."""
    _ = who.translate
    st.write(_("Logged in as {name}.").format(name=f"**{plain(who.person.name)}**"))
    with st.expander(_("Change password"), icon=":material/key:"):
        _password(who)
    # A form that the browser itself posts: the answer clears the cookie, which no script can read.
    st.html(
        tag("form", tag("button", _("Log out"), type="submit", class_="plain-button"), method="post", action="/logout")
    )


def _password(who: Me) -> None:
    _ = who.translate
    with st.form("password", border=False, clear_on_submit=True):
        old = st.text_input(_("Password now"), type="password", autocomplete="current-password", key="password_old")
        new = st.text_input(_("New password"), type="password", autocomplete="new-password", key="password_new")
        if not st.form_submit_button(_("Save")):
            return
    try:
        who.house.accounts.change_password(who.person.id, old, new, keep=session.session_token())
    except OtjangError as error:
        say(error, _)
    else:
        news(_("The password is changed."))
        st.rerun()
