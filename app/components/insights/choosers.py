"""What the page of insights is about: a part, a time, a person; all in its address."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app.markup import plain
from app.session import Me

PERIODS = ("90", "30", "365", "all")
"""In the order of preference; shown by length."""
EVERYBODY = "all"


def one_of(label: str, options: Sequence[str], *, key: str, text: Callable[[str], str], first: str) -> str:
    """One of the options, always; ``first`` where the address names none."""
    in_address = st.query_params.get(key)
    seen = f"{key}_in_address"
    # Another page may have left a filter of the same name, or none, under the key.
    if st.session_state.get(key) not in options or in_address != st.session_state.get(seen):
        st.session_state[key] = in_address if in_address in options else first
    chosen: str = st.segmented_control(
        label, options, format_func=text, key=key, required=True, label_visibility="collapsed", wrap=False
    )
    if chosen == first:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = chosen
    st.session_state[seen] = st.query_params.get(key)
    return chosen


def period(who: Me) -> int | None:
    """Days up to today; None for all."""
    _ = who.translate
    names = {"30": _("30 days"), "90": _("90 days"), "365": _("A year"), EVERYBODY: _("All")}
    chosen = one_of(_("Time"), list(names), key="days", text=lambda code: names[code], first=PERIODS[0])
    return None if chosen == EVERYBODY else int(chosen)


def person(who: Me) -> int | None:
    """One of the people who live here, None for everybody; asked only where there are several."""
    _ = who.translate
    people = {str(one.id): plain(one.name) for one in who.house.accounts.people(who.household)}
    if len(people) < 2:
        return None
    names = {EVERYBODY: _("Everybody")} | people
    chosen = one_of(_("Person"), list(names), key="person", text=lambda code: names[code], first=EVERYBODY)
    return None if chosen == EVERYBODY else int(chosen)
