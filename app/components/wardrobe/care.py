"""What can be done about garments that ask for something, or are somewhere: all of them with one tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from app.components.undo import change
from app.session import Me

Act = tuple[str, str, Callable[..., int], str]
"""Key, label, what is done to a household's garments, and what is said afterwards."""


def care_acts(who: Me) -> dict[str, list[Act]]:
    """What is offered for each of ``wardrobe.closet.STATES``."""
    _ = who.translate
    do, today = who.house.belongings, date.today()
    wash: Act = ("wash", _("To the wash"), do.to_wash, _("In the wash."))
    away: Act = ("away", _("Put away"), do.put_away, _("Put away."))
    back: Act = ("back", _("Bring back"), do.bring_back, _("Brought back."))
    washed = partial(do.washed, on=today)
    return {
        "due": [wash, ("clean", _("They are clean"), washed, _("Clean again."))],
        "wash": [
            ("clean", _("Washed"), washed, _("Clean again.")),
            ("out", _("Not washed"), do.out_of_wash, _("Out of the wash.")),
        ],
        "season": [away],
        "back": [back],
        "away": [back],
    }


def care_bar(who: Me, garment_ids: Sequence[int], state: str) -> None:
    """A button for each thing that can be done to all of these garments."""
    _ = who.translate
    with st.container(horizontal=True, key="care_bar"):
        for key, label, act, said in care_acts(who)[state]:
            text = _("{action} ({count})").format(action=label, count=len(garment_ids))
            if st.button(text, key=f"care_{key}", disabled=not garment_ids):
                change(who, partial(act, who.household, garment_ids=garment_ids), said)
