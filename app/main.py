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
outfits = st.Page(addresses.OUTFITS_PAGE, title=_("Outfits"), icon=":material/styler:", url_path="outfits")
for_you = st.Page(addresses.FOR_YOU_PAGE, title=_("For you"), icon=":material/shopping_bag:", url_path="for-you")
insights = st.Page(addresses.INSIGHTS_PAGE, title=_("Insights"), icon=":material/monitoring:", url_path="insights")
style_check = st.Page(addresses.STYLE_CHECK_PAGE, title=_("Style check"), url_path="style-check", visibility="hidden")
packing = st.Page(addresses.PACKING_PAGE, title=_("Packing"), url_path="packing", visibility="hidden")
look = st.Page(addresses.LOOK_PAGE, title=_("Look"), url_path=addresses.LOOK, visibility="hidden")
garment = st.Page(addresses.GARMENT_PAGE, title=_("Garment"), url_path=addresses.GARMENT, visibility="hidden")
item = st.Page(addresses.ITEM_PAGE, title=_("On sale"), url_path=addresses.ITEM, visibility="hidden")

tabs = [looks, wardrobe, outfits, for_you, insights, settings]
page = st.navigation([*tabs, look, garment, item, style_check, packing], position="top")
within = {garment.url_path: wardrobe, style_check.url_path: outfits, packing.url_path: outfits, look.url_path: looks}
within[item.url_path] = for_you
show_style(_, 1 + tabs.index(within.get(page.url_path, page)))

# Before the page, because a page that has nothing to show stops the script.
with st.container(key="frame"):
    with st.container(key="tabbar", horizontal=True):
        for tab in tabs:
            st.page_link(tab, width="stretch")
    undo_bar(who)
    show_news()
page.run()
