"""Add looks: pictures from this device, a whole folder, or its camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import streamlit as st

from app import addresses
from app.components.notices import fault_text, news
from app.components.pairing import pair_camera
from app.markup import join, tag
from app.session import Me, me
from embeddings.errors import OtjangError

TYPES = ["image", "heic", "heif", "mp4", "mov", "m4v"]
"""Any picture, and videos of turns; browsers that do not know HEIC by its type know it by its ending."""
_ROUND, _TROUBLE, _ADDED = "add_round", "add_trouble", "added_looks"


def just_added() -> list[int]:
    """Ids of the looks that this page added last."""
    added: list[int] = st.session_state.get(_ADDED, [])
    return added


@st.fragment
def add_looks() -> None:
    """Ways to add looks, and what became of the last pictures given."""
    who = me()
    _ = who.translate
    photo_chooser(who)
    with st.container(horizontal=True, key="add_ways", gap="small"):
        if st.button(_("Use the camera"), icon=":material/photo_camera:", key="add_camera", type="tertiary"):
            ask_for_a_shot(who)
        if st.button(_("Add a folder"), icon=":material/folder_open:", key="add_folder", type="tertiary"):
            _ask_folder(who)
        none = not who.house.accounts.devices(who.household)
        if none and st.button(_("Pair a camera"), icon=":material/add_a_photo:", key="add_pair", type="tertiary"):
            pair_camera(who)
    show_trouble(who)


def photo_chooser(who: Me) -> None:
    """The button for pictures and videos of this device; those that are chosen are taken in."""
    _ = who.translate
    with st.container(key="add"):
        files = st.file_uploader(
            _("Choose photos or videos of a turn"),
            type=TYPES,
            accept_multiple_files=True,
            key=f"files_{_round()}",
            label_visibility="collapsed",
        )
    if files:
        _take(who, files, "upload")


def _round() -> int:
    turn: int = st.session_state.setdefault(_ROUND, 0)
    return turn


def ask_for_a_shot(who: Me) -> None:
    """Take a picture with this device's camera, in a dialog."""
    _ = who.translate

    @st.dialog(_("Take a photo"), width="medium")
    def ask() -> None:
        st.caption(_("Step back until you are in the picture from head to feet."))
        # Only here, because the browser asks for permission as soon as this is on the page.
        shot = st.camera_input(_("Camera"), key=f"shot_{_round()}", resolution="1080p", label_visibility="collapsed")
        if shot:
            _take(who, [shot], "camera")

    ask()


def _ask_folder(who: Me) -> None:
    _ = who.translate

    @st.dialog(_("Add a folder"))
    def ask() -> None:
        st.caption(_("Every picture and video in it and in its subfolders is added."))
        with st.container(key="choose_folder"):
            files = st.file_uploader(
                _("A folder of photos"),
                type=TYPES,
                accept_multiple_files="directory",
                key=f"folder_{_round()}",
                label_visibility="collapsed",
            )
        if files:
            _take(who, files, "upload")

    ask()


def _take(who: Me, files: Sequence[Any], source: Literal["upload", "camera"]) -> None:
    st.session_state[_TROUBLE] = _receive(who, files, source)
    # The next key gives empty widgets, and the server forgets the files that these hold.
    st.session_state[_ROUND] += 1
    st.rerun()


def _receive(who: Me, files: Sequence[Any], source: Literal["upload", "camera"]) -> list[dict[str, Any]]:
    """Take the files in; what was new is said, the others come back with the reason."""
    _ = who.translate
    added, trouble = [], []
    text = _("Adding {done} of {total} …")
    bar = st.progress(0.0, text.format(done=0, total=len(files)))
    wearer = None if who.person.visiting else who.person.id  # a guest of the sample is nobody of it
    for done, file in enumerate(files, start=1):
        try:
            got = who.house.intake.receive(
                file.getvalue(), file.name, household_id=who.household, source=source, person_id=wearer
            )
        except OtjangError as error:
            trouble.append({"name": file.name, "reason": fault_text(error, _), "look": None})
        else:
            if not got.duplicate:
                added.append(got.look_id)
            else:
                trouble.append({"name": file.name, "reason": _("This photo is already here."), "look": got.look_id})
        bar.progress(done / len(files), text.format(done=done, total=len(files)))
    if added:
        st.session_state[_ADDED] = added
        news(_("1 look added.") if len(added) == 1 else _("{count} looks added.").format(count=len(added)))
    return trouble


def show_trouble(who: Me) -> None:
    """What of the files given last could not be taken in, or was here before, until it is read."""
    trouble = st.session_state.get(_TROUBLE)
    if not trouble:
        return
    _ = who.translate
    with st.container(border=True, key="add_trouble"):
        for entry in trouble[:20]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(join(tag("b", entry["name"]), tag("div", entry["reason"], class_="muted")))
                if entry["look"] is not None:
                    st.page_link(
                        addresses.LOOK_PAGE,
                        label=_("Show"),
                        query_params={addresses.LOOK: str(entry["look"])},
                    )
        if len(trouble) > 20:
            st.caption(_("… and {count} more").format(count=len(trouble) - 20))
        st.button(_("OK"), key="add_trouble_ok", on_click=st.session_state.pop, args=(_TROUBLE,))
