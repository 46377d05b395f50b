"""Privacy: what is stored and where, what leaves the house, who is logged in, and the end of it all."""

from __future__ import annotations

import streamlit as st

from app.components.groups import groups
from app.components.settings.headed import headed
from app.components.settings.leaves import leaves
from app.markup import join, tag
from app.session import Me
from app.words import size
from wardrobe.stored import Stored, stored


def privacy(who: Me) -> None:
    """Everything that a person may want to know before they trust this, and what they can do about it."""
    _ = who.translate
    headed(_("What is stored"), lambda: _stored(who))
    headed(_("What leaves the house"), lambda: leaves(who))
    headed(_("Groups of similar taste"), lambda: groups(who))
    headed(_("Logged in"), lambda: _sessions(who))
    headed(_("Delete everything"), lambda: _delete(who))


def _stored(who: Me) -> None:
    _ = who.translate
    found = stored(who.house.database, who.house.settings.data_dir, who.household)
    st.html(tag("ul", *_rows(who, found), class_="kept-list"))
    lines = (
        _("All of it is in {folder} on this machine, and in backups where you keep them.").format(
            folder=who.house.settings.data_dir
        ),
        _("Deleting a look deletes its photo, cut-outs and vectors for good, after {seconds} seconds for Undo.").format(
            seconds=round(who.house.settings.delete_grace_seconds)
        ),
    )
    st.html(join(*(tag("p", line, class_="muted where") for line in lines)))


def _rows(who: Me, found: Stored) -> list[str]:
    _ = who.translate
    sizes = found.sizes
    rows = (
        (_("Original photos"), _("Looks: {count}").format(count=found.looks), sizes and sizes.originals),
        (
            _("Reduced pictures, cut-outs, indexes"),
            _("Cut-outs: {count}, garments: {garments}").format(count=found.cut_outs, garments=found.garments),
            sizes and sizes.pictures,
        ),
        (_("Database"), _("Vectors: {count}").format(count=found.vectors), sizes and sizes.database),
        (_("Catalogues"), _("Items: {count}").format(count=found.items), sizes and sizes.catalogues),
        (_("Shared links"), _("Links: {count}").format(count=found.links), sizes and sizes.shared),
        (
            _("People and devices"),
            _("People: {people}, browsers logged in: {sessions}, cameras: {devices}").format(
                people=found.people, sessions=found.sessions, devices=found.devices
            ),
            None,
        ),
    )
    return [
        tag("li", join(tag("b", name), tag("span", told), tag("span", size(much), class_="much") if much else None))
        for name, told, much in rows
    ]


def _sessions(who: Me) -> None:
    _ = who.translate
    count = who.house.accounts.sessions(who.person.id)
    told = _("You are logged in here and nowhere else.") if count <= 1 else _("You are logged in in {count} browsers.")
    button = tag("button", _("Log out everywhere"), type="submit", class_="plain-button")
    form = tag("form", button, method="post", action="/logout/everywhere")
    st.html(join(tag("p", told.format(count=count), class_="muted"), form))


def _delete(who: Me) -> None:
    _ = who.translate
    if who.person.role != "owner":
        st.html(tag("p", _("Only the owner of the household can do this."), class_="muted"))
        return
    told = _("Every look, photo and garment, all links, cameras and people of this household go for good.")
    link = tag("a", _("Delete everything …"), href="/erase", class_="grave-button")
    st.html(join(tag("p", told, class_="muted"), link))
