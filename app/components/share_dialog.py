"""The dialog of sharing: the exact picture, how it is treated, on which terms; then the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from app import addresses
from app.components.notices import fault_text, say
from app.components.share_link import share_link
from app.components.share_sheet import share_sheet
from app.components.share_terms import ask_terms, given
from app.markup import plain, tag
from app.session import Me
from app.words import N_, size
from embeddings.errors import OtjangError
from wardrobe.sharing.shares import SAMPLE_IS_LOOKED_AT, Share, Subject, Treatment

BACKGROUNDS: Final = {"blurred": N_("Blurred"), "removed": N_("Removed"), "kept": N_("As it is")}
FACES: Final = {"shown": N_("Shown"), "blurred": N_("Blurred")}
CROPS: Final = {"whole": N_("Whole"), "clothes": N_("Clothes only")}
_NOW: Final = "share_now"
_CHOSEN: Final = "share_treat_"
_USUAL: Final = "share-treatment"
"""Of ``house.choices``: how this person treated a picture last."""


@dataclass(slots=True)
class _Now:
    """What the dialog is at."""

    share: Share | None = None
    made: bool = False
    fault: str = ""


def start() -> None:
    """The dialog that opens next begins anew; a draft that was left is forgotten by itself."""
    st.session_state[_NOW] = _Now()
    for key in [key for key in st.session_state if str(key).startswith(_CHOSEN)]:
        del st.session_state[key]


def share_dialog(who: Me, subject: Subject) -> None:
    """Open it."""
    _ = who.translate

    @st.dialog(_("Share"), width="medium")
    def shown() -> None:
        now: _Now = st.session_state.setdefault(_NOW, _Now())
        with st.container(key="share_dialog"):
            _link(who, now) if now.made else _choices(who, subject, now)

    shown()


def _choices(who: Me, subject: Subject, now: _Now) -> None:
    """Before there is a link."""
    _ = who.translate
    preview = st.empty()
    go = st.empty()  # above the choices, because the usual ones are good
    treatment = _treatment(who, subject)
    _draft(who, subject, treatment, now, preview, go)
    if now.share is None:
        return
    if who.person.visiting:
        go.info(plain(_(SAMPLE_IS_LOOKED_AT)), icon=":material/visibility:")
    else:
        ask_terms(who, now.share)
        go.button(
            _("Make the link"),
            type="primary",
            key="share_make",
            icon=":material/link:",
            width="stretch",
            on_click=_publish,
            args=(who, subject, now),
        )
    with st.expander(
        _("Or post it yourself, without a link"), key="share_posts", icon=":material/add_photo_alternate:"
    ):
        share_sheet(now.share, None, "", _, key=f"share_posts_{now.share.id}")


def _publish(who: Me, subject: Subject, now: _Now) -> None:
    """Make the link of the picture on the screen, on the terms that stand there at this moment."""
    share = now.share
    if share is None or share.treatment != _chosen(who, subject):
        return  # something else was chosen in the same breath: that picture is to be seen first
    try:
        now.share = who.house.sharing.publish(who.household, share.id, given())
    except OtjangError as error:
        say(error, who.translate)
    else:
        now.made = True
        _remember(who, share.treatment)


def _link(who: Me, now: _Now) -> None:
    """The link is there: hand it on."""
    _ = who.translate
    share = now.share
    assert share is not None
    st.html(_pictures(share, _))
    share_link(who, share)
    st.html(tag("p", _("You see what friends say, and end the link, on the page Share."), class_="muted"))
    st.page_link(addresses.SHARE_PAGE, label=_("Go to Share"), icon=":material/arrow_forward:")


def _draft(who: Me, subject: Subject, treatment: Treatment, now: _Now, preview: Any, go: Any) -> None:
    """Make the picture anew where something else was chosen, and show it; a fault is shown in its place.

    ``go`` is where the button will be: it keeps its place meanwhile.
    """
    _ = who.translate
    if now.share is None or now.share.treatment != treatment:
        before, now.share, now.fault = now.share, None, ""
        preview.html(_waiting(before, subject, _))
        go.button(_("Make the link"), key="share_wait", icon=":material/link:", width="stretch", disabled=True)
        try:
            now.share = who.house.sharing.draft(who.household, who.person.id, subject, treatment)
            if before is not None:
                who.house.sharing.end(who.household, before.id)
        except OtjangError as error:
            now.fault = fault_text(error, _)
    if now.share is None:
        go.empty()
        preview.warning(plain(now.fault), icon=":material/error:")
        return
    preview.html(_pictures(now.share, _, told=_told(who, now.share)))


def _treatment(who: Me, subject: Subject) -> Treatment:
    """What is done to a look's picture; of outfits there is nothing to choose."""
    _ = who.translate
    if not subject.look_ids:
        return Treatment()
    usual = _usual(who)
    with st.container(key="share_treatment", gap="small"):
        _choose(_("Background"), BACKGROUNDS, usual.background, "background", who)
        _choose(_("Faces"), FACES, usual.faces, "faces", who)
        _choose(_("Picture"), CROPS, usual.crop, "crop", who)
    chosen = _chosen(who, subject)
    if chosen.faces == "blurred" and chosen.background == "kept":
        st.html(tag("p", _("Small faces far behind you may stay visible: blur the background too."), class_="muted"))
    return chosen


def _choose(label: str, options: dict[str, str], usual: str, name: str, who: Me) -> None:
    st.segmented_control(
        label,
        list(options),
        default=usual,
        required=True,
        format_func=lambda one: who.translate(options[one]),
        key=f"{_CHOSEN}{name}",
        width="stretch",
    )


def _chosen(who: Me, subject: Subject) -> Treatment:
    """What stands on the screen at this moment."""
    if not subject.look_ids:
        return Treatment()
    usual, state = _usual(who), st.session_state
    return Treatment(
        state.get(f"{_CHOSEN}background") or usual.background,
        state.get(f"{_CHOSEN}faces") or usual.faces,
        state.get(f"{_CHOSEN}crop") or usual.crop,
    )


def _usual(who: Me) -> Treatment:
    """As this person treated a picture last; a background is never kept without being asked for."""
    kept = who.house.choices.get(who.household, _USUAL, who.person.id)
    background = "removed" if kept.get("background") == "removed" else "blurred"
    faces = "blurred" if kept.get("faces") == "blurred" else "shown"
    return Treatment(background, faces, "clothes" if kept.get("crop") == "clothes" else "whole")


def _remember(who: Me, treatment: Treatment) -> None:
    chosen = {"background": treatment.background, "faces": treatment.faces, "crop": treatment.crop}
    if who.house.choices.get(who.household, _USUAL, who.person.id) != chosen:
        who.house.choices.set(who.household, _USUAL, chosen, who.person.id)


def _pictures(share: Share, _: Any, told: str = "") -> str:
    """The very bytes that friends get."""
    images = [
        tag(
            "img",
            src=addresses.share_picture(share.id, number),
            alt=_("What friends will see"),
            width=one.width,
            height=one.height,
        )
        for number, one in enumerate(share.sizes, start=1)
    ]
    words = tag("figcaption", told, class_="muted") if told else None
    return tag("figure", tag("div", *images), words, class_="leaving")


def _waiting(before: Share | None, subject: Subject, _: Any) -> str:
    """The room that the pictures will take: that of those before them, else what is usual."""
    ratios = [f"{one.width} / {one.height}" for one in before.sizes] if before else []
    ratios = ratios or ["2 / 3"] * len(subject.look_ids) or ["4 / 5"] * len(subject.garment_ids)
    told = [_("Making the picture …"), ""]
    boxes = (
        tag("div", tag("span", text, role="status") if text else None, class_="making", style=f"--ratio: {ratio}")
        for ratio, text in zip(ratios, told, strict=False)
    )
    return tag("figure", tag("div", *boxes), tag("figcaption", "\u00a0", class_="muted"), class_="leaving")


def _told(who: Me, share: Share) -> str:
    """How much leaves, and what does not."""
    _ = who.translate
    total = sum(len(who.house.sharing.picture(who.household, share.id, n + 1)) for n in range(share.pictures))
    return _("{size} leave your home: no place, no time, no file name.").format(size=size(total))
