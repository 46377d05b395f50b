"""Notices in the settings: which, when, by which channels; or quietly, in the app alone."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.components.notices import fault_text, news, say
from app.markup import plain
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.notices import Channel, NoticeChoices


def notices_settings(who: Me) -> None:
    """What is told and when, then the channels."""
    _ = who.translate
    chosen = who.house.notices.chosen(who.household)
    st.caption(_("At most one of each a day. Without a channel they are shown in the app alone."))
    _which(who, chosen)
    for channel in chosen.channels:
        _channel(who, channel)
    _add(who)
    _last(who)


def _which(who: Me, chosen: NoticeChoices) -> None:
    _ = who.translate
    for name, hour, label in (
        ("pick", "hour", _("Pick of the day")),
        ("outfit", "evening", _("Outfit for tomorrow")),
    ):
        with st.container(horizontal=True, vertical_alignment="center", key=f"notice_{name}"):
            st.toggle(
                label,
                getattr(chosen, name),
                key=f"notices_{name}",
                on_change=partial(_choose, who, name),
                width="stretch",
            )
            st.selectbox(
                _("Hour"),
                range(24),
                index=getattr(chosen, hour),
                format_func=lambda at: f"{at}:00",
                key=f"notices_{hour}",
                on_change=partial(_choose, who, hour),
                label_visibility="collapsed",
                disabled=not getattr(chosen, name),
                width=110,
            )
    if chosen.channels:
        st.toggle(
            _("Quiet: show them in the app, send nothing"),
            chosen.quiet,
            key="notices_quiet",
            on_change=partial(_choose, who, "quiet"),
        )


def _choose(who: Me, name: str) -> None:
    try:
        who.house.notices.choose(who.household, **{name: st.session_state[f"notices_{name}"]})
    except OtjangError as error:
        say(error, who.translate)


def _channel(who: Me, channel: Channel) -> None:
    _ = who.translate
    with st.container(horizontal=True, vertical_alignment="center", key=f"channel_{channel.id}"):
        st.write(f"**{plain(channel.service)}** {plain(channel.masked)}")
        if st.button(_("Test"), key=f"channel_test_{channel.id}", type="tertiary"):
            with st.spinner(_("Sending …")):
                _test(who, channel)
        if st.button(_("Remove"), key=f"channel_remove_{channel.id}", type="tertiary"):
            who.house.notices.remove_channel(who.household, channel.id)
            st.rerun()


def _test(who: Me, channel: Channel) -> None:
    _ = who.translate
    try:
        who.house.notices.test(who.household, channel.id)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
    else:
        st.toast(_("Sent. It should arrive now."), icon=":material/check:")


def _add(who: Me) -> None:
    _ = who.translate
    with (
        st.popover(_("Add a channel"), icon=":material/notifications:"),
        st.form("channel", border=False, clear_on_submit=True),
    ):
        st.caption(
            _(
                "An address as Apprise writes it, such as ntfy://TOPIC or mailto://USER:PASSWORD@example.org. "
                "appriseit.com lists more than a hundred services. It is kept here and not shown again."
            )
        )
        url = st.text_input(_("Address"), type="password", autocomplete="off", max_chars=2000, key="channel_url")
        if st.form_submit_button(_("Add"), type="primary") and url.strip():
            try:
                who.house.notices.add_channel(who.household, url, who.language)
            except OtjangError as error:
                st.warning(plain(fault_text(error, _)))
            else:
                news(_("The channel is added. Test it once."))
                st.rerun()


def _last(who: Me) -> None:
    """Why the last notice was not sent, where it was not."""
    _ = who.translate
    failed = next((one for one in who.house.notices.newest(who.household, 2) if one.failure is not None), None)
    if failed is not None and failed.failure is not None:
        st.caption(plain(_last_words(fault_text(failed.failure, _), _)))


def _last_words(reason: str, _: Translate) -> str:
    return _("The last notice was not sent: {reason}").format(reason=reason)
