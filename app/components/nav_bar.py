"""The navigation: a bar at the top of a wide screen, a tab bar at the thumb of a phone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.navigation.page import Page

from app.navigation import Pages
from wardrobe.i18n import Translate

_HERE = Path(__file__).parent
HTML: Final = (
    '<nav><a class="brand" href="/"></a><ul class="pages"></ul>'
    '<button type="button" class="more" aria-haspopup="dialog" aria-describedby="news">'
    '<i aria-hidden="true">more_horiz</i><span></span></button><b class="news" id="news"></b>'
    '</nav><dialog><ul class="rest"></ul><button type="button" class="close"></button></dialog>'
)
_mount = st.components.v2.component(
    "otjang_nav_bar",
    html=HTML,
    css=(_HERE / "nav_bar.css").read_text("utf-8"),
    js=(_HERE / "nav_bar.js").read_text("utf-8"),
)


def nav_bar(pages: Pages, here: Page, language: str, _: Translate, news: Mapping[str, int] | None = None) -> None:
    """Lead to every page that is shown; ``here`` is the one on the screen.

    ``news``: path → how much is new on a page, which has a dot then, unless one is there. Where there is no room
    for all pages, those after the first four are in a menu.
    """
    current = pages.tab_of(here)
    _mount(
        key="nav_bar",
        data={
            "language": language,
            "label": _("Pages"),
            "more": _("More"),
            "close": _("Close"),
            "room": len(pages.tabs),
            "pages": [
                _entry(page, 0 if page is here else (news or {}).get(page.url_path, 0), _) for page in pages.shown
            ],
            "current": current,
            "here": here is pages.shown[current],
        },
    )


def _entry(page: Page, new: int, _: Translate) -> dict[str, Any]:
    return {
        "href": f"/{page.url_path}",
        "name": page.title,
        "icon": page.icon.removeprefix(":material/").removesuffix(":"),
        "news": _("{count} new").format(count=new) if new else "",
    }
