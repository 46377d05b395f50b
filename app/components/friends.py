"""Asking friends which of two is better, and what they say."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.components.share_button import share_button
from app.markup import tag
from app.session import Me
from app.words import sentence
from wardrobe.sharing.comparisons import friends_say
from wardrobe.sharing.shares import Subject


def ask_friends(who: Me, subject: Subject, names: Sequence[str]) -> None:
    """What friends have voted so far, where they were asked, and the button that asks them; ``names`` of the two."""
    _ = who.translate
    said = friends_say(who.house.sharing, who.household, subject)
    with st.container(key="friends", horizontal_alignment="center"):
        if said is not None and said.total:
            percent = round(100 * said.one / said.total)
            winner = _("Your friends prefer {look}.").format(look=names[0] if said.one > said.other else names[1])
            text = _("Your friends do not agree.") if said.one == said.other else winner
            count = _("1 vote") if said.total == 1 else _("{count} votes").format(count=said.total)
            shares = tag("div", tag("span", str(said.one)), tag("span", str(said.other)), class_="shares")
            first = tag("i", style=f"width: {percent}%", class_="more" if said.one > said.other else None)
            title = tag("b", sentence(text))
            told = tag("p", count, class_="muted")
            st.html(tag("div", title, shares, tag("div", first, class_="bar"), told, class_="verdict", role="status"))
        elif said is not None and said.share.state == "open":
            st.html(tag("p", _("Your friends are asked; nobody has voted yet."), class_="muted", role="status"))
        share_button(who, subject, key="ask_friends", label=_("Ask friends"), icon=":material/group:")
