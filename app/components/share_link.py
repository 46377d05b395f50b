"""The link of a share, to be handed on: with its picture where it may go along, and a word where it leads nowhere."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text
from app.components.share_sheet import share_sheet
from app.markup import plain
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.sharing.reach import only_at_home, whole_address
from wardrobe.sharing.shares import TITLES, Share


def title_of(share: Share, _: Translate) -> str:
    """What the link is called."""
    return share.title or _(TITLES[share.kind])


def share_link(who: Me, share: Share) -> None:
    """Offer the link of an open share; what keeps it from being known is told in its place."""
    _ = who.translate
    public_url = who.house.settings.public_url
    try:
        path = who.house.sharing.path(share)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)), icon=":material/error:")
        return
    page = public_url or st.context.url
    near = page is not None and only_at_home(page)
    hint = _("Friends outside your network cannot open this yet: docs/sharing.md says how they can.") if near else ""
    share_sheet(share, whole_address(path, public_url), title_of(share, _), _, hint=hint, key=f"share_sheet_{share.id}")
