"""Recent changes, account, cameras, language, and what is stored."""

from __future__ import annotations

import streamlit as st

from app.components.account import account
from app.components.changes import changes
from app.components.devices import devices
from app.components.language import language
from app.components.renewal import renewal
from app.components.storage import storage
from app.session import me

who = me()
_ = who.translate
st.title(_("Settings"), anchor=False)
st.header(_("Recent changes"), anchor=False)
changes(who)
st.header(_("Cameras"), anchor=False)
devices(who)
st.header(_("Language"), anchor=False)
language(who)
st.header(_("What is stored"), anchor=False)
storage(who)
renewal(who)
st.header(_("Account"), anchor=False)
account(who)
