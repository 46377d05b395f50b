"""On which terms friends see what is shared: all behind "More options", because the usual ones are good."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app.markup import plain
from app.session import Me
from app.words import N_
from wardrobe.sharing.shares import DAYS, PUBLIC_COMMENTS, TITLE_MOST, TITLES, Share, Terms

ENDS: Final = {
    1: N_("After a day"),
    DAYS: N_("After a week"),
    30: N_("After 30 days"),
    0: N_("When I end it"),
}
"""By days; 0: not by itself."""
VIEWS: Final = (0, 1, 5, 20, 100)
"""0: no limit."""


def ask_terms(who: Me, share: Share) -> None:
    """Ask for them; ``given`` has the answers."""
    _ = who.translate
    with st.expander(_("More options"), key="share_more", icon=":material/tune:"):
        # Chips, not lists that open: leaving a field draws the dialog anew, and an open list would go with that.
        st.pills(
            _("The link ends"),
            list(ENDS),
            default=DAYS,
            required=True,
            format_func=lambda one: _(ENDS[one]),
            key="share_days",
        )
        st.pills(
            _("Can be opened"),
            list(VIEWS),
            default=0,
            required=True,
            format_func=lambda count: _views(who, count),
            key="share_views",
        )
        st.text_input(_("Title"), max_chars=TITLE_MOST, placeholder=_(TITLES[share.kind]), key="share_title")
        st.text_input(_("Password"), type="password", key="share_password", autocomplete="new-password")
        st.toggle(_("Friends can vote"), value=True, key="share_votes")
        st.toggle(_("Friends can comment"), key="share_comments")
        if given().public_comments:
            st.warning(plain(_(PUBLIC_COMMENTS)), icon=":material/public:")


def given() -> Terms:
    """The terms as they stand in the form at this moment."""
    state = st.session_state
    return Terms(
        days=state.get("share_days", DAYS) or None,
        password=state.get("share_password") or None,
        views=state.get("share_views") or None,
        votes=state.get("share_votes", True),
        comments=state.get("share_comments", False),
        title=(state.get("share_title") or "").strip(),
    )


def _views(who: Me, count: int) -> str:
    _ = who.translate
    if not count:
        return _("As often as they like")
    return _("Once") if count == 1 else _("{count} times").format(count=count)
