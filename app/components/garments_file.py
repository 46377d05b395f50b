"""The wardrobe as a CSV file: take it along, change it in a spreadsheet, bring it back."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.notices import fault_text, news, say
from app.components.undo import offer_undo
from app.markup import join, tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.garments_csv import write_csv
from wardrobe.garments_import import Taken, take_csv

_ROUND = "csv_round"
SHOWN = 50


def garments_file(who: Me) -> None:
    """Download, and upload with a look at what would change before it does."""
    _ = who.translate
    st.caption(_("Price, size, brand, tags and wears of every garment. Change it in a spreadsheet and bring it back."))
    with st.container(horizontal=True, vertical_alignment="center", key="csv_out"):
        st.download_button(
            _("Download CSV"),
            lambda: write_csv(who.house.garments.list(who.household), semicolons=st.session_state.csv_semicolons),
            file_name=f"otjang-{date.today()}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="csv_download",
        )
        st.toggle(_("Semicolons and decimal commas"), key="csv_semicolons")
    turn = st.session_state.setdefault(_ROUND, 0)
    with st.container(key="choose_csv"):
        file = st.file_uploader(_("A CSV file"), type=["csv", "txt"], key=f"csv_{turn}", label_visibility="collapsed")
    if file is not None:
        _show(who, file.getvalue(), file.name)


def _show(who: Me, data: bytes, name: str) -> None:
    """What the file would change, and the button that lets it."""
    _ = who.translate
    try:
        found = _take(who, data, name, dry_run=True)
    except OtjangError as error:
        st.html(tag("p", fault_text(error, _), role="status"))
        return
    lines = [
        _("{count} garments would change.").format(count=len(found.changed)),
        _("{count} are as they were.").format(count=found.unchanged),
    ]
    if found.faults:
        lines.append(_("{count} rows cannot be taken:").format(count=len(found.faults)))
    st.html(tag("p", " ".join(lines), role="status"))
    if found.faults:
        _list_faults(who, found)
    if found.changed and st.button(_("Take it"), type="primary", key="csv_take"):
        try:
            taken = _take(who, data, name, dry_run=False)
        except OtjangError as error:
            say(error, _)
            return
        st.session_state[_ROUND] += 1
        text = _("{count} garments changed.").format(count=len(taken.changed))
        if taken.change_id is not None:
            offer_undo(taken.change_id, text)
        else:
            news(text)
        st.rerun()


def _list_faults(who: Me, found: Taken) -> None:
    _ = who.translate
    line = _("Line {line}, {field}:")
    items = [
        tag("li", join(tag("b", line.format(line=one.line, field=one.field)), " ", fault_text(one.fault, _)))
        for one in found.faults[:SHOWN]
    ]
    st.html(tag("ul", *items, class_="row-faults"))
    if len(found.faults) > SHOWN:
        st.caption(_("… and {count} more").format(count=len(found.faults) - SHOWN))


def _take(who: Me, data: bytes, name: str, *, dry_run: bool) -> Taken:
    items = who.house.garments.list(who.household)
    return take_csv(who.house.belongings, who.household, items, data, name, dry_run=dry_run)
