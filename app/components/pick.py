"""The pick of the day: one thing on sale that would serve this wardrobe, with the reason; or quietly none."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from app import addresses
from app.components.notices import fault_text
from app.components.shopping_list import item_thumb, put_on_list
from app.components.undo import change
from app.markup import join, plain, tag
from app.session import Me
from wardrobe.money import shown
from wardrobe.notices import Notice


def pick_of_the_day(who: Me) -> int | None:
    """Today's pick, whose id is given; a quiet line where nothing was good enough; nothing before its hour."""
    _ = who.translate
    now = datetime.now().astimezone()
    notice = who.house.notices.of(who.household, "pick", now.date())
    if notice is not None:
        return notice.item_id if _card(who, notice) else None
    chosen = who.house.notices.chosen(who.household)
    due = chosen.pick and now.hour >= chosen.hour and not who.person.visiting  # a sample's comes as soon as it is read
    if due and who.house.shelves.counts(who.household):
        st.caption(_("No pick today: nothing on sale serves this wardrobe well enough."))
    return None


def _card(who: Me, notice: Notice) -> bool:
    """Whether there still is such a thing to show."""
    _ = who.translate
    items = who.house.catalogues.items(who.household, [notice.item_id] if notice.item_id else [])
    if not items or items[0].gone or who.house.wishes.state(who.household, who.person.id, items[0].id) == "dismissed":
        return False
    item = items[0]
    price = shown(item.price_minor, item.currency) if item.price_minor is not None and item.currency else None
    with st.container(border=True, key="pick"):
        st.html(tag("div", _("Pick of the day"), class_="muted"))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="row_pick"):
            st.html(item_thumb(item), width=104)
            with st.container(gap=None, width="stretch", key="words_pick"):
                asked = {addresses.ITEM: str(item.id)}
                st.page_link(addresses.ITEM_PAGE, label=plain(item.title), query_params=asked)
                facts = tag("div", " · ".join(filter(None, (item.brand, price))), class_="muted")
                st.html(join(facts, *(tag("p", reason.said(_), class_="why") for reason in notice.reasons)))
        with st.container(horizontal=True, key="pick_actions"):
            if st.button(_("Put on the list"), key="pick_list", icon=":material/add_shopping_cart:"):
                put_on_list(who, item)
            if st.button(_("Not for me"), key="pick_dismiss", type="tertiary"):
                _dismiss(who, item.id)
        if notice.state == "failed" and notice.failure is not None:
            st.caption(plain(_("It was not sent: {reason}").format(reason=fault_text(notice.failure, _))))
    return True


def _dismiss(who: Me, item_id: int) -> None:
    _ = who.translate
    act = partial(who.house.wishes.dismiss, who.household, who.person.id, item_id, "other")
    change(who, act, _("It is not suggested again."))
