"""Hands a link on by the phone's own share sheet, or copies it; and pictures to be posted."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st

from app import addresses
from app.words import N_
from wardrobe.i18n import Translate
from wardrobe.sharing.layouts import SIZES, Form
from wardrobe.sharing.shares import Share

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "otjang_share_sheet",
    html='<div class="sheet"></div>',
    css=(_HERE / "share_sheet.css").read_text("utf-8"),
    js=(_HERE / "share_sheet.js").read_text("utf-8"),
)
FORMS: Final[dict[Form, str]] = {"story": N_("Story"), "square": N_("Square")}


def share_sheet(share: Share, path: str | None, title: str, _: Translate, *, hint: str = "", key: str) -> None:
    """Offer the link at ``path`` or whole address (None: not yet) with a ``hint``, and the layouts for posting.

    The picture goes along with the link, but not where the link has a password or is counted: it would be seen
    without either.
    """
    with_picture = path is not None and not share.gated
    _mount(
        key=key,
        data={
            "path": path,
            "hint": hint,
            "title": title,
            "pictures": [_picture(share, number) for number in range(1, share.pictures + 1)] if with_picture else [],
            "posts": [_post(share, form, label, _) for form, label in FORMS.items()],
            "dated": share.kind == "look",
            "words": _words(_),
        },
    )


def link_sheet(path: str, title: str, _: Translate, *, key: str) -> None:
    """Offer a link that shows no picture, at ``path`` or at another address, to be sent on or copied."""
    _mount(key=key, data={"path": path, "hint": "", "title": title, "pictures": [], "posts": [], "words": _words(_)})


def _words(_: Translate) -> dict[str, str]:
    return {
        "link": _("Link"),
        "copy": _("Copy the link"),
        "copied": _("Copied"),
        "byHand": _("Copy the marked link by hand."),
        "send": _("Send it"),
        "orPost": _("Or post it yourself"),
        "post": _("Post it"),
        "save": _("Save"),
        "date": _("With the date"),
        "making": _("Making the picture …"),
        "failed": _("The picture could not be made."),
        "noSheet": _("Your phone did not take it. Copy the link instead."),
    }


def _picture(share: Share, number: int) -> dict[str, str]:
    return {"src": addresses.share_picture(share.id, number), "name": f"{share.kind}-{number}.jpg"}


def _post(share: Share, form: Form, label: str, _: Translate) -> dict[str, Any]:
    width, height = SIZES[form]
    return {
        "src": addresses.share_layout(share.id, form),
        "name": f"{share.kind}-{form}.jpg",
        "label": _(label),
        "alt": _("Picture to post"),
        "ratio": f"{width} / {height}",
    }
