"""The settings: a list of parts on a phone, beside the part that is open on a wide screen."""

from __future__ import annotations

import streamlit as st

from app.components.section_list import Section, back_link, section_list
from app.components.settings.parts import PART, parts_for
from app.session import me

who = me()
_ = who.translate
parts = parts_for(who)
asked = next((part for part in parts if part.name == st.query_params.get(PART)), None)
# Without a part in the address a phone shows the list alone; a wide screen has room for the first one beside it.
shown = asked or parts[0]
with st.container(key="settings_list" if asked is None else "settings_part"):
    with st.container(key="settings_title"):
        st.title(_("Settings"), anchor=False)
    with st.container(key="settings_nav"):
        section_list(
            [
                Section(f"/settings?{PART}={part.name}", _(part.title), _(part.about), part.icon, part is shown)
                for part in parts
            ],
            key="settings_parts",
            label=_("Settings"),
        )
    with st.container(key="settings_body"):
        with st.container(key="settings_back"):
            back_link("/settings", _("Settings"), key="settings_list_link")
        st.header(_(shown.title), anchor=False)
        shown.show(who)
