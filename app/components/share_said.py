"""What friends have said of a link: their votes and comments, each with a way to be rid of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from app.components.empty import empty
from app.components.notices import say
from app.markup import join, tag
from app.session import Me
from app.words import moment
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.sharing.shares import Comment, Share

T = TypeVar("T")


def votes_dialog(who: Me, share: Share) -> None:
    """Who has voted what."""
    _ = who.translate

    @st.dialog(_("Votes"), width="medium", on_dismiss="rerun")
    def shown() -> None:
        votes = _tried(who, lambda: who.house.sharing.votes(who.household, share.id)) or []
        if not votes:
            empty(_("No votes"), _("They will appear here by themselves."))
            return
        for vote in votes:
            sign, word = share.choices.get(vote.choice, (vote.choice, ""))
            with st.container(key=f"said_row_vote_{vote.id}", horizontal=True):
                name = vote.name or _("Somebody")
                st.html(
                    tag(
                        "div",
                        join(tag("b", f"{sign} {name}"), " ", tag("span", moment(vote.at, _), class_="muted")),
                        class_="said-words",
                        title=_(word) if word else None,
                    )
                )
                st.button(
                    _("Remove"),
                    key=f"vote_remove_{vote.id}",
                    help=_("Removes every vote that came from the same place."),
                    type="tertiary",
                    on_click=_tried,
                    args=(who, lambda id=vote.id: who.house.sharing.clear_votes(who.household, share.id, id)),
                )
        st.button(
            _("Remove all votes"),
            key="votes_clear",
            icon=":material/delete_sweep:",
            on_click=_tried,
            args=(who, lambda: who.house.sharing.clear_votes(who.household, share.id)),
        )

    shown()


def comments_dialog(who: Me, share: Share) -> None:
    """What friends have written, those first that somebody has reported."""
    _ = who.translate

    @st.dialog(_("Comments"), width="medium", on_dismiss="rerun")
    def shown() -> None:
        comments = _tried(who, lambda: who.house.sharing.comments(who.household, share.id)) or []
        if not comments:
            empty(_("No comments yet"), _("They will appear here by themselves."))
        for comment in sorted(comments, key=lambda one: one.state != "reported"):
            _comment(who, share, comment)

    shown()


def _comment(who: Me, share: Share, comment: Comment) -> None:
    _ = who.translate
    with st.container(key=f"said_row_comment_{comment.number}", horizontal=True):
        head = join(tag("b", comment.name or _("Somebody")), " ", tag("span", _standing(comment, _), class_="muted"))
        hidden = " hidden" if comment.state == "hidden" else ""
        st.html(tag("div", head, tag("p", comment.text), class_=f"said-words{hidden}"))
        choices = {"hide": _("Hide"), "keep": _("Show"), "delete": _("Delete"), "all": _("Delete all of theirs")}
        choices.pop("hide" if comment.state == "hidden" else "keep" if comment.state in ("shown", "kept") else "")
        chosen = st.menu_button(
            _("Options"),
            list(choices),
            format_func=choices.__getitem__,
            key=f"comment_menu_{comment.number}",
            type="tertiary",
        )
    sharing, at = who.house.sharing, (who.household, share.id, comment.number)
    acts: dict[str, Callable[[], object]] = {
        "hide": lambda: sharing.hide_comment(*at),
        "keep": lambda: sharing.keep_comment(*at),
        "delete": lambda: sharing.delete_comment(*at),
        "all": lambda: sharing.delete_comment(*at, all_like_it=True),
    }
    if chosen:
        _tried(who, acts[chosen])
        st.rerun(scope="fragment")


def _standing(comment: Comment, _: Translate) -> str:
    when = moment(comment.at, _)
    if comment.state == "reported":
        return _("{when} · somebody has reported this").format(when=when)
    return _("{when} · hidden").format(when=when) if comment.state == "hidden" else when


def _tried(who: Me, act: Callable[[], T]) -> T | None:
    """Do it; what cannot be done is said."""
    try:
        return act()
    except OtjangError as error:
        say(error, who.translate)
        return None
