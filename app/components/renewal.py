"""How far a change of the model is, while there is one."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text
from app.markup import plain
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.completeness import progress


def renewal(who: Me) -> None:
    """One quiet line, or nothing."""
    _ = who.translate
    try:
        with who.house.database.read() as session:
            vectors = who.house.vectors
            found = progress(session, vectors.model_id, vectors.passed_over)
    except OtjangError as error:
        st.caption(plain(fault_text(error, _)))
        return
    if found.others and not found.complete:
        line = _("Garments are being looked at again with a new model: {done} of {total}.")
        st.caption(line.format(done=found.done, total=found.total))
