"""What is kept, how much of it, and where."""

from __future__ import annotations

import streamlit as st

from app.markup import join, tag
from app.session import Me
from app.words import size


def storage(who: Me) -> None:
    """Counts, bytes and the folder; nothing is kept anywhere else."""
    _ = who.translate
    kept = who.house.media.usage()
    rows = [
        (_("Original photos"), size(kept.originals)),
        (_("Reduced pictures and cut-outs"), size(kept.derived)),
        (_("Folder"), str(who.house.settings.data_dir)),
    ]
    st.html(tag("dl", *(join(tag("dt", term), tag("dd", value)) for term, value in rows), class_="facts"))
    st.caption(_("Everything stays on this machine. Deleting a look deletes its photo, cut-outs and vectors for good."))
