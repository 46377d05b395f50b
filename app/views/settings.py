"""Recent changes, account, cameras, language, and what is stored."""

from __future__ import annotations

import streamlit as st

from app.components.account import account
from app.components.catalogues import catalogues
from app.components.changes import changes
from app.components.devices import devices
from app.components.garments_file import garments_file
from app.components.groups import groups
from app.components.language import language
from app.components.notices_settings import notices_settings
from app.components.orders_settings import orders_settings
from app.components.renewal import renewal
from app.components.storage import storage
from app.components.weather import weather
from app.session import me

who = me()
_ = who.translate
st.title(_("Settings"), anchor=False)
st.header(_("Recent changes"), anchor=False)
changes(who)
st.header(_("Cameras"), anchor=False)
devices(who)
st.header(_("Catalogues"), anchor=False)
catalogues(who)
st.header(_("Weather"), anchor=False)
weather(who)
st.header(_("Notices"), anchor=False)
notices_settings(who)
st.header(_("Orders"), anchor=False)
orders_settings(who)
st.header(_("Groups of similar taste"), anchor=False)
groups(who)
st.header(_("Language"), anchor=False)
language(who)
st.header(_("What is stored"), anchor=False)
storage(who)
renewal(who)
st.header(_("The wardrobe as a file"), anchor=False)
garments_file(who)
st.header(_("Account"), anchor=False)
account(who)
