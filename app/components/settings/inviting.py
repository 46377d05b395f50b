"""The link with which somebody sets their password, shown once to be sent on."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app.components.notices import say
from app.components.share_sheet import link_sheet
from app.markup import plain
from app.session import Me
from app.words import day
from embeddings.errors import OtjangError
from wardrobe.accounts import Person
from wardrobe.people import LIFETIME
from wardrobe.schema import now

_LINK: Final = "invitation_link"


def invite(who: Me, person: Person) -> None:
    """Make a link and show it, with what it does and until when."""
    _ = who.translate
    title = _("New password for {name}") if person.can_log_in else _("Invite {name}")

    @st.dialog(plain(title.format(name=person.name)), on_dismiss=_forget)
    def ask() -> None:
        made: tuple[int, str] | None = st.session_state.get(_LINK)
        if made is not None and made[0] == person.id:
            _show(who, person, made[1])
            return
        if person.can_log_in:
            st.write(_("With a link they choose a new password. Until it is used, the old one is good."))
        else:
            st.write(_("With a link they choose a password and can log in from then on."))
        st.caption(_("It works once, for seven days. A link made before ends."))
        st.button(_("Make the link"), type="primary", key="invite_make", on_click=_make, args=(who, person))

    ask()


def _make(who: Me, person: Person) -> None:
    try:
        key = who.house.people.invite(who.person.home_id, person.id, by=who.person)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.session_state[_LINK] = person.id, f"{who.house.settings.public_url or ''}/join/{key}"


def _show(who: Me, person: Person, link: str) -> None:
    _ = who.translate
    until = day((now() + LIFETIME).astimezone().date(), _)
    st.write(_("Send this to {name} by a way that nobody else reads.").format(name=plain(person.name)))
    link_sheet(link, "Otjang", _, key="invite_link")
    st.caption(_("Good once, until {day}. It is not shown again.").format(day=until))
    if st.button(_("Done"), key="invite_done"):
        _forget()
        st.rerun()


def _forget() -> None:
    st.session_state.pop(_LINK, None)
