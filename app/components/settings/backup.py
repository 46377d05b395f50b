"""Backup and files: everything as one ZIP file, and the wardrobe as a table."""

from __future__ import annotations

import streamlit as st

from app.components.garments_file import garments_file
from app.components.notices import fault_text
from app.components.settings.headed import headed
from app.markup import join, tag
from app.session import Me
from app.words import size
from embeddings.errors import OtjangError


def backup(who: Me) -> None:
    """What a backup holds, the way to one, the way back; then the table of garments."""
    _ = who.translate
    headed(_("Everything in one file"), lambda: _everything(who))
    headed(_("The wardrobe as a table"), lambda: garments_file(who))


def _everything(who: Me) -> None:
    _ = who.translate
    try:
        who.house.backup.check(who.person)
        plan = who.house.backup.plan()
    except OtjangError as error:
        st.html(tag("p", fault_text(error, _), class_="muted"))
        return
    st.caption(_("Photos, garments, people, catalogues and keys, as they are at this moment. Caches stay out."))
    button = tag("button", _("Download the backup"), type="submit", class_="plain-button")
    # A form that the browser itself posts: what comes back is a download, as large as the wardrobe.
    told = _("about {size}, {files} files").format(size=size(plan.bytes), files=plan.files + 1)
    st.html(tag("form", join(button, tag("span", told, class_="muted")), method="post", action="/backup"))
    lines = (
        _("Keep it where nobody else reads it: it has your photos and the keys of your links and cameras."),
        _("What you delete now is still in older backups. It is gone with the next one, once you delete those."),
    )
    st.html(tag("ul", *(tag("li", line) for line in lines), class_="plain-list muted"))
    with st.expander(_("How to restore"), icon=":material/settings_backup_restore:"):
        st.write(_("Stop Otjang, move the data folder away if there is one, and run this where Otjang is installed:"))
        st.code("otjang restore otjang-….zip", language=None)
        st.write(_("Every file is checked before anything is put in place. Then start it again with `otjang up`."))
