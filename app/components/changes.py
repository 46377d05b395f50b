"""The latest changes of the wardrobe, each with Undo."""

from __future__ import annotations

import streamlit as st

from app.components.undo import take_back
from app.markup import tag
from app.session import Me
from app.words import N_, day
from wardrobe.i18n import Translate
from wardrobe.journal import Change

KINDS = {
    "confirm": N_("Garment recognised"),
    "separate": N_("Made a garment of its own"),
    "assign": N_("Assigned to another garment"),
    "reject": N_("Taken out: not a garment"),
    "merge": N_("Garments merged"),
    "split": N_("Garment split"),
    "rename": N_("Garment renamed"),
    "category": N_("Category changed"),
    "say": N_("Garment described"),
    "delete-garment": N_("Garment deleted"),
    "delete-garments": N_("Garments deleted"),
    "apart": N_("Garments told apart"),
    "tags": N_("Tags changed"),
    "make-collection": N_("Collection made"),
    "rename-collection": N_("Collection renamed"),
    "delete-collection": N_("Collection deleted"),
    "add-to-collection": N_("Added to a collection"),
    "out-of-collection": N_("Taken out of a collection"),
    "delete-look": N_("Look deleted"),
    "worn-on": N_("Day of a look changed"),
    "keep-twin": N_("Both pictures kept"),
    "make-outfit": N_("Outfit made"),
    "lay-out-outfit": N_("Outfit laid out anew"),
    "delete-outfit": N_("Outfit deleted"),
    "plan-worn": N_("Planned outfit worn, or not"),
    "facts": N_("Facts of a garment changed"),
    "import": N_("Facts taken from a file"),
    "to-wash": N_("Put in the wash"),
    "out-of-wash": N_("Taken out of the wash"),
    "washed": N_("Washed"),
    "put-away": N_("Put away"),
    "bring-back": N_("Brought back"),
    "look-person": N_("Person of a look changed"),
    "look-occasion": N_("Occasion of a look changed"),
    "look-remark": N_("Note of a look changed"),
    "wear-again": N_("Planned to be worn again"),
    "wished-item": N_("Put on the wish list"),
    "dismissed-item": N_("Not to be suggested again"),
    "forget-item": N_("Taken off the wish list"),
}
SHOWN = 12


def changes(who: Me) -> None:
    """The latest changes, newest first."""
    _ = who.translate
    latest = who.house.journal.latest(who.household, SHOWN)
    if not latest:
        st.caption(_("What you correct is listed here and can be undone."))
    for change in latest:
        with st.container(horizontal=True, vertical_alignment="center", key=f"change_{change.id}"):
            st.html(tag("div", _title(change, _), tag("div", _when(change, _), class_="muted")))
            if change.undone:
                st.caption(_("Undone"), width="content")
            else:
                label = _("Undo")
                st.button(label, key=f"undo_{change.id}", type="tertiary", on_click=take_back, args=(who, change.id))


def _title(change: Change, _: Translate) -> str:
    return _(KINDS.get(change.kind, change.kind))


def _when(change: Change, _: Translate) -> str:
    local = change.at.astimezone()
    return f"{day(local.date(), _)}, {local:%H:%M}"
