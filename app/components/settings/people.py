"""The people of the household: who they are, whether they log in, and what an owner may do about it."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.components.notices import fault_text, news
from app.components.settings.inviting import invite
from app.components.settings.person_dialogs import remove_person, rename_person
from app.markup import join, plain, tag
from app.session import Me
from app.words import day
from embeddings.errors import OtjangError
from wardrobe.accounts import Person
from wardrobe.i18n import Translate


def people(who: Me) -> None:
    """A card for each person with what may be done; for the owner a form for one more."""
    _ = who.translate
    st.caption(_("Everybody here sees the same wardrobe. Looks, ratings and wishes are kept for each person."))
    invited = who.house.people.invited(who.person.home_id)
    for person in who.house.accounts.people(who.person.home_id):
        _card(who, person, invited.get(person.id))
    if who.person.role == "owner":
        _add(who)
    else:
        st.caption(_("The owner of the household adds and invites people."))


def _card(who: Me, person: Person, until: datetime | None) -> None:
    _ = who.translate
    choices = _choices(who, person, until)
    chosen = None
    with (
        st.container(border=True, key=f"person_{person.id}"),
        st.container(horizontal=True, vertical_alignment="center", key=f"person_row_{person.id}"),
    ):
        name = person.name if person.id != who.person.id else _("{name} (you)").format(name=person.name)
        told = tag("div", _state(person, until, _), class_="muted")
        st.html(join(tag("div", name, class_="device-name"), told), width="stretch")
        if choices:
            chosen = st.menu_button(
                _("Options"),
                list(choices),
                format_func=choices.__getitem__,
                key=f"menu_person_{person.id}",
                type="tertiary",
            )
    match chosen:
        case "rename":
            rename_person(who, person)
        case "invite":
            invite(who, person)
        case "withdraw":
            _withdraw(who, person)
        case "remove":
            remove_person(who, person)


def _choices(who: Me, person: Person, until: datetime | None) -> dict[str, str]:
    _ = who.translate
    mine, owner = person.id == who.person.id, who.person.role == "owner"
    choices = {"rename": _("Rename …")} if mine or owner else {}
    if owner and not mine:
        choices["invite"] = _("New password by link …") if person.can_log_in else _("Invite …")
        if until is not None:
            choices["withdraw"] = _("Withdraw the link")
        if person.role != "owner":
            choices["remove"] = _("Remove …")
    return choices


def _state(person: Person, until: datetime | None, _: Translate) -> str:
    role = _("Owner") if person.role == "owner" else _("Member")
    state = _("can log in") if person.can_log_in else _("no log-in")
    if until is not None:
        state = _("invited, the link works until {day}").format(day=day(until.astimezone().date(), _, short=True))
    return f"{role} · {state}"


def _withdraw(who: Me, person: Person) -> None:
    try:
        who.house.people.withdraw(who.person.home_id, person.id, by=who.person)
    except OtjangError as error:
        st.warning(plain(fault_text(error, who.translate)))
        return
    _ = who.translate
    news(_("The link does not work any more."))
    st.rerun()


def _add(who: Me) -> None:
    _ = who.translate
    with (
        st.form("person", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", key="person_add"),
    ):
        name = st.text_input(_("Add somebody"), placeholder=_("Name"), max_chars=100, key="person_name")
        if not st.form_submit_button(_("Add")) or not name.strip():
            return
    try:
        made = who.house.people.add(who.person.home_id, name, by=who.person)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
    else:
        news(_("{name} is added. Invite them if they are to log in.").format(name=made.name))
        st.rerun()
