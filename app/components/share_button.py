"""One tap: see what would leave the house, and make a link of it."""

from __future__ import annotations

import streamlit as st

from app.components.share_dialog import share_dialog, start
from app.session import Me
from wardrobe.sharing.shares import Subject


def share_button(
    who: Me, subject: Subject, key: str, *, label: str | None = None, icon: str = ":material/ios_share:"
) -> None:
    """A button that opens the dialog of sharing; ``label`` where it says more than "Share"."""
    _ = who.translate
    if st.button(label or _("Share"), icon=icon, key=key, type="tertiary", on_click=start):
        share_dialog(who, subject)
