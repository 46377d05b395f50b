"""The companion app's frame: theme, navigation, and the page that was asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.components.nav_bar import nav_bar
from app.components.notices import show_news
from app.components.sample import visiting_bar
from app.components.undo import undo_bar
from app.navigation import all_pages
from app.session import me
from app.style import show_style

HERE = Path(__file__).parent

st.set_page_config(page_title="Otjang", page_icon=str(HERE / "icon.svg"), layout="centered")

who = me()
_ = who.translate
pages = all_pages(_)
page = st.navigation([*pages.shown, *pages.hidden], position="hidden")
st.set_page_config(page_title=f"{page.title} · Otjang")
show_style(_)

# Before the page, because a page that has nothing to show stops the script.
with st.container(key="frame"):
    nav_bar(pages, page, who.language, _, {"share": who.house.sharing.pulse(who.household)[1]})
    undo_bar(who)
    show_news()
visiting_bar(who)
page.run()
