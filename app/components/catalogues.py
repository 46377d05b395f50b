"""Catalogues of shops: what is in them, add one by link or file, read it again, and what failed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.components.notices import fault_text, news, say
from app.markup import join, plain, tag
from app.session import Me
from app.words import day
from embeddings.errors import OtjangError
from wardrobe.catalogue.catalogues import Catalogue, ItemFault
from wardrobe.i18n import Translate
from wardrobe.schema import now

SHOWN_FAULTS = 200
EVERY = 3.0
"""Seconds between looks at a feed that is being read."""


def catalogues(who: Me) -> None:
    """Each catalogue with its counts, what is asked and what can be done; a form for one more."""
    _ = who.translate
    st.caption(_("Suggestions come from product feeds of shops. No shop learns anything about your wardrobe."))
    for found in who.house.catalogues.list(who.household):
        with st.container(border=True, key=f"catalogue_{found.id}"):
            _state(who, found)
            if found.last is not None and found.last.state == "asking":
                _asks(who, found, found.last.count("missing"))
            with st.container(horizontal=True):
                _actions(who, found)
    with st.popover(_("Add a catalogue"), icon=":material/storefront:"), st.form("catalogue", border=False):
        name = st.text_input(_("Name"), max_chars=200, key="catalogue_name")
        link = st.text_input(
            _("Link to the product feed"), placeholder="https://", max_chars=2000, key="catalogue_link"
        )
        with st.container(key="choose_feed"):
            file = st.file_uploader(
                _("Or a file"), type=["xml", "tsv", "txt", "csv", "jsonl", "json", "gz"], key="catalogue_file"
            )
        currency = st.text_input(
            _("Currency of prices that name none"), placeholder="EUR", max_chars=3, key="catalogue_currency"
        )
        st.caption(_("Google Merchant feeds (XML, TSV), CSV and JSON lines can be read, one product a row."))
        if st.form_submit_button(_("Add"), type="primary"):
            data = None if file is None else file.getvalue()
            _do(who, lambda: _add(who, name, link.strip(), data, currency.strip()), _("Added. It is read now."))


def _state(who: Me, found: Catalogue) -> None:
    """Name, counts and how the last reading went; looked at again by itself while something is being read."""
    _ = who.translate
    busy = _at_work(found)

    def told() -> None:
        one = who.house.catalogues.get(who.household, found.id) if busy else found
        if busy and not _at_work(one):
            st.rerun()  # what can be done with it has changed too
        st.html(join(tag("div", one.name), tag("div", " · ".join(_facts(one, _)), class_="muted")))
        if one.last is not None and one.last.state in ("waiting", "reading"):
            st.caption(_("The feed is being read. Rows so far: {rows}").format(rows=one.last.count("rows")))
        elif one.last is not None and one.last.failure is not None:
            st.warning(plain(fault_text(one.last.failure, _)), icon=":material/error:")

    st.fragment(told, run_every=EVERY if busy else None)()


def _facts(found: Catalogue, _: Translate) -> list[str]:
    last = found.last
    facts = [_("Items: {count}").format(count=found.items)]
    if found.waiting:
        facts.append(_("Pictures to look at: {count}").format(count=found.waiting))
    if found.failed:
        facts.append(_("Pictures that could not be used: {count}").format(count=found.failed))
    if last is not None and last.count("failed"):
        facts.append(_("Rows not taken: {count}").format(count=last.count("failed")))
    if last is not None and last.finished_at is not None:
        facts.append(_("Read: {day}").format(day=day(last.started_at.astimezone().date(), _)))
    if found.shared:
        facts.append(_("Offered by this server"))
    return facts


def _asks(who: Me, found: Catalogue, missing: int) -> None:
    _ = who.translate
    text = _("{missing} of {items} items are in the feed no more. Nothing has been dropped.")
    st.warning(plain(text.format(missing=missing, items=found.items)), icon=":material/help:")
    if found.shared:
        return
    with st.container(horizontal=True):
        for drop, label in ((True, _("Drop them")), (False, _("Keep them"))):
            if st.button(label, key=f"catalogue_{'drop' if drop else 'keep'}_{found.id}"):
                _do(who, lambda drop=drop: _confirm(who, found.id, drop), _("Done."))  # type: ignore[misc]


def _actions(who: Me, found: Catalogue) -> None:
    _ = who.translate
    last = found.last
    some = last is not None and (found.failed or last.count("failed") or last.count("noted"))
    if some and st.button(_("What failed"), key=f"catalogue_faults_{found.id}", type="tertiary"):
        show_faults(who, found)
    if found.shared:
        return
    busy = last is not None and last.state in ("waiting", "reading")
    if st.button(_("Read it now"), key=f"catalogue_read_{found.id}", type="tertiary", disabled=busy):
        _do(who, lambda: _read(who, found.id), _("It is read now."))
    if st.button(_("Remove"), key=f"catalogue_remove_{found.id}", type="tertiary"):
        remove_catalogue(who, found)


def show_faults(who: Me, found: Catalogue) -> None:
    """The rows and pictures that failed, each with its reason."""
    _ = who.translate

    @st.dialog(_("What failed"), width="medium")
    def show() -> None:
        faults = who.house.catalogues.faults(who.household, found.id, SHOWN_FAULTS)
        if not faults:
            st.caption(_("No row failed."))
        for one in faults:
            st.html(join(tag("div", _place(one, _), class_="muted"), tag("div", fault_text(one.failure, _))))
        if len(faults) == SHOWN_FAULTS:
            st.caption(_("These are the first {count}.").format(count=SHOWN_FAULTS))
        if found.failed and not found.shared and st.button(_("Try the pictures again"), key="catalogue_retry"):
            _do(who, lambda: _retry(who, found.id), _("They are tried again."))

    show()


def _place(one: ItemFault, _: Translate) -> str:
    line = _("Line {line}").format(line=one.line) if one.line is not None else ""
    return " · ".join(part for part in (line, one.key or "") if part) or _("The feed")


def remove_catalogue(who: Me, found: Catalogue) -> None:
    """Ask before a catalogue is removed."""
    _ = who.translate

    @st.dialog(_("Remove this catalogue?"))
    def ask() -> None:
        st.write(plain(found.name))
        st.caption(_("Its items and pictures are removed, on wish lists too. This cannot be undone."))
        if st.button(_("Remove"), key="catalogue_remove_sure", type="primary"):
            _do(who, lambda: who.house.catalogues.remove(who.household, found.id), _("Removed."))

    ask()


def _add(who: Me, name: str, link: str, data: bytes | None, currency: str) -> None:
    given = {"currency": currency or None}
    if data is not None:
        id = who.house.catalogues.upload(who.household, name, data, **given)
    else:
        id = who.house.catalogues.create_from_link(who.household, name, link, **given)
    _read(who, id)


def _read(who: Me, id: int) -> None:
    who.house.catalogues.ask_import(who.household, id, now())
    who.house.catalogue_work.wake()


def _retry(who: Me, id: int) -> None:
    who.house.catalogues.retry(who.household, id)
    who.house.catalogue_work.wake()


def _confirm(who: Me, id: int, drop: bool) -> None:
    who.house.catalogues.confirm(who.household, id, now(), drop=drop)


def _do(who: Me, action: Callable[[], object], done: str) -> None:
    try:
        action()
    except OtjangError as error:
        say(error, who.translate)
    else:
        news(done)
        st.rerun()


def _at_work(found: Catalogue) -> bool:
    return found.waiting > 0 or (found.last is not None and found.last.state in ("waiting", "reading"))
