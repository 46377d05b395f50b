"""Questions about a person: what they are called, and whether they are to go."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text, news
from app.markup import join, plain, tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.accounts import Person


def rename_person(who: Me, person: Person) -> None:
    """Call a person by another name."""
    _ = who.translate

    @st.dialog(_("Rename"))
    def ask() -> None:
        with st.form("person_rename", border=False):
            name = st.text_input(_("Name"), person.name, max_chars=100, key="person_new_name")
            if person.can_log_in:
                st.caption(_("It is also the name to log in with."))
            if not st.form_submit_button(_("Save"), type="primary"):
                return
        try:
            who.house.people.rename(who.person.home_id, person.id, name, by=who.person)
        except OtjangError as error:
            st.warning(plain(fault_text(error, _)))
        else:
            news(_("Renamed."))
            st.rerun()

    ask()


def remove_person(who: Me, person: Person) -> None:
    """Ask once more, and say what goes and what stays."""
    _ = who.translate

    @st.dialog(plain(_("Remove {name}?").format(name=person.name)))
    def ask() -> None:
        goes = _("They are logged out, their shared links end, and their ratings and wishes are forgotten.")
        stays = _("Looks that they wore stay, of nobody in particular. This cannot be undone.")
        st.html(join(tag("p", goes), tag("p", stays, class_="muted")))
        with st.container(horizontal=True):
            if st.button(_("Remove"), key="person_remove_yes", type="primary"):
                try:
                    who.house.people.remove(who.person.home_id, person.id, by=who.person)
                except OtjangError as error:
                    st.warning(plain(fault_text(error, _)))
                    return
                news(_("{name} is removed.").format(name=person.name))
                st.rerun()
            if st.button(_("Keep them"), key="person_remove_no", type="tertiary"):
                st.rerun()

    ask()
