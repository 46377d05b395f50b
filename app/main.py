"""The companion app's frame: theme, navigation, and the page that was asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import addresses
from app.components.notices import show_news
from app.components.undo import undo_bar
from app.session import me
from app.style import show_style

HERE = Path(__file__).parent

st.set_page_config(page_title="Otjang", page_icon=str(HERE / "icon.svg"), layout="centered")

who = me()
_ = who.translate
looks = st.Page(addresses.LOOKS_PAGE, title=_("Looks"), icon=":material/photo_library:", url_path="looks", default=True)
wardrobe = st.Page(addresses.WARDROBE_PAGE, title=_("Wardrobe"), icon=":material/checkroom:", url_path="wardrobe")
settings = st.Page(addresses.SETTINGS_PAGE, title=_("Settings"), icon=":material/settings:", url_path="settings")
look = st.Page(addresses.LOOK_PAGE, title=_("Look"), url_path=addresses.LOOK, visibility="hidden")
garment = st.Page(addresses.GARMENT_PAGE, title=_("Garment"), url_path=addresses.GARMENT, visibility="hidden")

page = st.navigation([looks, wardrobe, settings, look, garment], position="top")
show_style(_, {wardrobe.url_path: 2, garment.url_path: 2, settings.url_path: 3}.get(page.url_path, 1))

# Before the page, because a page that has nothing to show stops the script.
with st.container(key="frame"):
    with st.container(key="tabbar", horizontal=True):
        for tab in (looks, wardrobe, settings):
            st.page_link(tab, width="stretch")
    undo_bar(who)
    show_news()
page.run()
