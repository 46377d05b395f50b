"""What a camera sees now. It is only on the page when the person has asked for it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from app import addresses
from wardrobe.accounts import Device
from wardrobe.i18n import Translate

_HERE = Path(__file__).parent
HTML: Final = (
    '<figure class="live"><img alt=""><figcaption class="badge" hidden></figcaption>'
    '<p class="told" role="status"></p><p class="phase" role="status"></p></figure>'
)
_mount = st.components.v2.component(
    "otjang_live_view",
    html=HTML,
    css=(_HERE / "live_view.css").read_text("utf-8"),
    js=(_HERE / "live_view.js").read_text("utf-8"),
)


def live_view(device: Device, told: str, _: Translate) -> None:
    """The live picture, with ``told`` upon it: what the camera does, or asks of the person.

    The camera sends as long as this is on the page, in a tab that is in sight.
    """
    _mount(
        key=f"live_view_{device.id}",
        data={
            "src": addresses.live_view(device.id),
            "label": _("What {name} sees now").format(name=device.name),
            "live": _("Live"),
            "told": told,
            "connecting": _("Waiting for the first picture …"),
            "late": _("No picture comes. The camera may be busy or far from the network."),
        },
    )
