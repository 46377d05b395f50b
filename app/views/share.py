"""Share: every link that friends have, with what they say as they say it, and what has ended."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.share_card import ended_row, share_card
from app.markup import tag
from app.session import me
from wardrobe.sharing.shares import Tally

EVERY = 2.0
"""Seconds between two looks at whether something has come in, while a link is open."""
PAGE = 12
_LIMIT = "shares_limit"

who = me()
_ = who.translate


def watch() -> None:
    """Draw the page anew when something came in since it was read; one small query as long as nothing does."""
    if who.house.sharing.pulse(who.household)[0] != pulse:
        st.rerun()


def nothing_yet() -> None:
    """What sharing is, and how private."""
    st.html(
        tag(
            "div",
            tag("b", _("Nothing is shared")),
            tag("span", _("Ask friends what they think: they need no account, only a link."), class_="muted"),
            class_="not-shared",
        )
    )
    facts = (
        _("You see the very picture before it leaves: without place, time or file name."),
        _("The background is blurred unless you say otherwise; faces can be hidden too."),
        _("A link ends after a week, or at once when you say so; then the picture is gone."),
        _("Only who has the link can see it, and nothing else of your wardrobe."),
    )
    st.html(tag("ul", *(tag("li", fact) for fact in facts), class_="how-private"))
    with st.container(horizontal=True):
        st.page_link(addresses.LOOKS_PAGE, label=_("Choose a look"), icon=":material/photo_library:")
        st.page_link(addresses.OUTFITS_PAGE, label=_("Choose an outfit"), icon=":material/styler:")
        st.page_link(addresses.STYLE_CHECK_PAGE, label=_("Compare two looks"), icon=":material/balance:")


def show_more() -> None:
    """One page more, from the next drawing on."""
    st.session_state[_LIMIT] = st.session_state.get(_LIMIT, PAGE) + PAGE


st.title(_("Share"), anchor=False)
pulse = who.house.sharing.pulse(who.household)[0]  # first: what comes in while the rest is read is seen then
shares = who.house.sharing.list(who.household)
tallies = who.house.sharing.tallies(who.household)
opened = [share for share in shares if share.state == "open"]
ended = [share for share in shares if share.state == "ended"]
for share in opened:
    if share.news:
        who.house.sharing.seen(who.household, share.id)
if not opened:
    nothing_yet()
limit = st.session_state.get(_LIMIT, PAGE)
with st.container(key="shares"):
    for share in opened[:limit]:
        share_card(who, share, tallies.get(share.id, Tally(0, share.views)))
if len(opened) > limit:
    st.button(_("Show more"), key="shares_more", on_click=show_more)
if ended:
    with st.expander(_("Ended ({count})").format(count=len(ended)), key="shares_ended"):
        for share in ended[:50]:
            ended_row(who, share, tallies.get(share.id, Tally(0, share.views)))
if opened:
    st.fragment(watch, run_every=EVERY)()
