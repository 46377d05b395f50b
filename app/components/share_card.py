"""A link that friends have: its picture, how it stands, what they say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import streamlit as st

from app import addresses
from app.components.notices import news, say
from app.components.share_link import share_link, title_of
from app.components.share_said import comments_dialog, votes_dialog
from app.markup import Html, join, tag
from app.session import Me
from app.words import day
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.schema import now
from wardrobe.sharing.shares import Share, Tally

_ENDING = "share_ending"


def share_card(who: Me, share: Share, tally: Tally) -> None:
    """An open link with all that its owner can do about it."""
    _ = who.translate
    with st.container(key=f"share_card_{share.id}"):
        st.html(_told(share, tally, _))
        with st.expander(_("Send it again"), key=f"share_again_{share.id}", on_change="rerun") as again:
            if again.open:
                share_link(who, share)
        if st.session_state.get(_ENDING) == share.id:
            _ask_to_end(who, share)
            return
        with st.container(key=f"share_actions_{share.id}", horizontal=True):
            if tally.total and st.button(_("Votes"), key=f"share_votes_{share.id}"):
                votes_dialog(who, share)
            if (share.comments or tally.comments or tally.reported) and st.button(
                _comments(tally, _), key=f"share_comments_{share.id}"
            ):
                comments_dialog(who, share)
            st.button(
                _("End now"),
                key=f"share_end_{share.id}",
                icon=":material/link_off:",
                on_click=_may_end,
                args=(share.id,),
            )


def ended_row(who: Me, share: Share, tally: Tally) -> None:
    """A link that nobody can open any more."""
    _ = who.translate
    with st.container(key=f"ended_row_{share.id}", horizontal=True):
        ended = day((share.ended_at or share.expires_at or share.created_at).astimezone().date(), _, short=True)
        facts = [_("Ended: {day}").format(day=ended), opened(share.views, _)]
        words = tag("div", tag("b", title_of(share, _)), _votes(share, tally, _), class_="said-words")
        st.html(join(words, tag("div", " · ".join(facts), class_="muted")))
        if st.button(_("Forget it"), key=f"share_forget_{share.id}", type="tertiary"):
            _do(who, lambda: who.house.sharing.remove(who.household, share.id), _("The link is forgotten."))


def opened(views: int, _: Translate) -> str:
    """How often friends have opened it."""
    if not views:
        return _("not opened yet")
    return _("opened once") if views == 1 else _("opened {count} times").format(count=views)


def time_left(ends: datetime | None, _: Translate, at: datetime | None = None) -> str:
    """How long a link still is open."""
    if ends is None:
        return _("open until you end it")
    left = ends - (at or now())
    if left > timedelta(days=2):
        return _("open for {count} more days").format(count=round(left / timedelta(days=1)))
    if left > timedelta(hours=2):
        return _("open for {count} more hours").format(count=round(left / timedelta(hours=1)))
    return _("open for {count} more minutes").format(count=max(1, round(left / timedelta(minutes=1))))


def _told(share: Share, tally: Tally, _: Translate) -> Html:
    images = (
        tag("img", src=addresses.share_picture(share.id, number), alt=_("What friends see"), loading="lazy")
        for number in range(1, share.pictures + 1)
    )
    facts = [opened(share.views, _), time_left(share.expires_at, _)]
    if share.views_left is not None:
        facts.append(_("can be opened {count} more times").format(count=share.views_left))
    if share.protected:
        facts.append(_("with a password"))
    line = " · ".join(facts)
    thumbs = "thumbs boards" if share.subject.garment_ids else "thumbs"  # of what is laid out nothing is cut
    words = (
        tag("h3", title_of(share, _)),
        tag("span", _("New"), class_="new") if share.news else None,
        tag("div", line[:1].upper() + line[1:], class_="muted"),
        _votes(share, tally, _) if share.votes or tally.total else None,
    )
    return tag("div", tag("div", *images, class_=thumbs), tag("div", *words, class_="told"), class_="shared")


def _votes(share: Share, tally: Tally, _: Translate) -> Html:
    """Two bars for two pictures, signs with their numbers for one."""
    counts = {choice: tally.votes.get(choice, 0) for choice in share.choices}
    if share.kind == "comparison":
        most = max(1, tally.total)
        rows = (
            tag(
                "div",
                tag("b", share.choices[choice][0]),
                tag("span", tag("i", style=f"width: {100 * count / most:.0f}%"), class_="bar", aria_hidden="true"),
                tag("span", str(count)),
            )
            for choice, count in counts.items()
        )
        return tag("div", *rows, class_="sides")
    if not tally.total:
        return tag("ul", tag("li", _("No votes yet"), class_="none"), class_="reactions")
    spoken = (
        tag("li", f"{share.choices[choice][0]} {count}", title=_(share.choices[choice][1]))
        for choice, count in counts.items()
        if count
    )
    return tag("ul", *spoken, class_="reactions")


def _comments(tally: Tally, _: Translate) -> str:
    if tally.reported:
        return _("Comments ({count} reported)").format(count=tally.reported)
    return _("Comments ({count})").format(count=tally.comments)


def _ask_to_end(who: Me, share: Share) -> None:
    """In the place of what else can be done: an end is for good."""
    _ = who.translate
    st.html(tag("p", _("Nobody can open it any more then, and this cannot be undone."), role="status"))
    with st.container(key=f"share_actions_{share.id}", horizontal=True):
        if st.button(_("End the link"), key=f"share_end_sure_{share.id}", type="primary"):
            _may_end(None)
            _do(who, lambda: who.house.sharing.end(who.household, share.id), _("The link has ended."))
        st.button(_("Keep it open"), key=f"share_end_not_{share.id}", on_click=_may_end, args=(None,))


def _may_end(share_id: int | None) -> None:
    """Whose end is asked about, if any."""
    st.session_state[_ENDING] = share_id


def _do(who: Me, act: Callable[[], object], text: str) -> None:
    try:
        act()
    except OtjangError as error:
        say(error, who.translate)
    else:
        news(text)
        st.rerun()
