"""The pages: which the navigation shows at which width, and to which of them each hidden page belongs."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import Page

from app import addresses
from wardrobe.i18n import Translate

TABS = 4
"""Of the shown pages, so many have a place in a phone's tab bar; the others are in its menu."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Every page of the app."""

    shown: tuple[Page, ...]
    hidden: tuple[Page, ...]
    """Pages of one thing, each with an id in its address."""

    @property
    def tabs(self) -> tuple[Page, ...]:
        """What a phone's tab bar has room for."""
        return self.shown[:TABS]

    @property
    def more(self) -> tuple[Page, ...]:
        """The rest, in the menu."""
        return self.shown[TABS:]

    def tab_of(self, page: Page) -> int:
        """Where in ``shown`` the page is, or the one that it belongs to."""
        path = _WITHIN.get(page.url_path, page.url_path)
        return next(number for number, one in enumerate(self.shown) if one.url_path == path)


_WITHIN = {
    addresses.LOOK: "looks",
    addresses.GARMENT: "wardrobe",
    addresses.ITEM: "for-you",
    "packing": "outfits",
}
"""Path of a hidden page → path of the page that leads to it."""


def all_pages(_: Translate) -> Pages:
    """The pages, with their names in the person's language."""
    shown = (
        st.Page(addresses.TODAY_PAGE, title=_("Today"), icon=":material/today:", url_path="today", default=True),
        st.Page(addresses.LOOKS_PAGE, title=_("Looks"), icon=":material/photo_library:", url_path="looks"),
        st.Page(addresses.WARDROBE_PAGE, title=_("Wardrobe"), icon=":material/checkroom:", url_path="wardrobe"),
        st.Page(addresses.OUTFITS_PAGE, title=_("Outfits"), icon=":material/styler:", url_path="outfits"),
        st.Page(addresses.STYLE_CHECK_PAGE, title=_("Style check"), icon=":material/balance:", url_path="style-check"),
        st.Page(addresses.FOR_YOU_PAGE, title=_("For you"), icon=":material/shopping_bag:", url_path="for-you"),
        st.Page(addresses.INSIGHTS_PAGE, title=_("Insights"), icon=":material/monitoring:", url_path="insights"),
        st.Page(addresses.SHARE_PAGE, title=_("Share"), icon=":material/ios_share:", url_path="share"),
        st.Page(addresses.SETTINGS_PAGE, title=_("Settings"), icon=":material/settings:", url_path="settings"),
    )
    hidden = (
        st.Page(addresses.LOOK_PAGE, title=_("Look"), url_path=addresses.LOOK, visibility="hidden"),
        st.Page(addresses.GARMENT_PAGE, title=_("Garment"), url_path=addresses.GARMENT, visibility="hidden"),
        st.Page(addresses.ITEM_PAGE, title=_("On sale"), url_path=addresses.ITEM, visibility="hidden"),
        st.Page(addresses.PACKING_PAGE, title=_("Packing"), url_path="packing", visibility="hidden"),
    )
    return Pages(shown, hidden)
