"""Style check."""

from __future__ import annotations

import streamlit as st

from app.session import me

who = me()
_ = who.translate
st.title(_("Style check"), anchor=False)
