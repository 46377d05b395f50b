"""Who is looking: the person logged in, their household, their language."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from wardrobe.accounts import Person
from wardrobe.house import House, current
from wardrobe.i18n import Translate, pick_language, translator

COOKIE = "otjang_session"
LANGUAGE_COOKIE = "otjang_language"


@dataclass(frozen=True, slots=True)
class Me:
    """What every page starts from."""

    house: House
    person: Person
    language: str

    @property
    def household(self) -> int:
        """Whose looks and garments these are."""
        return self.person.household_id

    @property
    def translate(self) -> Translate:
        """Texts of the interface in this person's language."""
        return translator(self.language)


def me() -> Me:
    """The person whose page this is; stops the page with a way to log in when there is none.

    Asked anew in every run, fragments too, so that a session that was ended shows nothing more.
    """
    house = current()
    language = chosen_language(house)
    token = session_token()
    person = house.accounts.person_for(token) if token else None
    if person is None:
        _ = translator(language)
        st.header(_("Please log in"))
        st.write(_("Your wardrobe is only shown to you."))
        st.link_button(_("Log in"), "/login", type="primary")
        st.stop()
    return Me(house, person, language)


def session_token() -> str | None:
    """What the browser proves the session with."""
    return st.context.cookies.get(COOKIE)


def chosen_language(house: House) -> str:
    """What was chosen here, else in this browser, else for the house, else what the browser prefers."""
    here = st.session_state.get("language") or st.context.cookies.get(LANGUAGE_COOKIE)
    # What the browser says of itself first: not every one sends its languages with a WebSocket.
    wanted = ",".join(filter(None, (st.context.locale, st.context.headers.get("Accept-Language"))))
    return pick_language(wanted, here or house.settings.language)
