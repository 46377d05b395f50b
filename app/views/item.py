"""One thing on sale: what it goes with, as garments and as outfits, what is owned that is like it, and what to do."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.gallery import gallery
from app.components.items import price
from app.components.notices import fault_text, news, say
from app.components.outfit_card import Piece, outfit_card, pieces_of
from app.components.tiles import garment_tile
from app.components.undo import change
from app.markup import Html, join, tag
from app.session import me
from app.words import N_
from embeddings.errors import ModelError, OtjangError
from wardrobe.catalogue.items import Item
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.matching.suggesting import Shown
from wardrobe.matching.wishes import WISHED, Why
from wardrobe.money import shown as money
from wardrobe.ordering.links import safe_link

PARTNERS = 12
WHYS: dict[Why, str] = {
    "colour": N_("The colour"),
    "style": N_("The style"),
    "price": N_("The price"),
    "have": N_("I have one like it"),
    "other": N_("Another reason"),
}
who = me()
_ = who.translate


def picture(item: Item) -> Html:
    """Large."""
    return tag("img", src=addresses.item_picture(item.id, "large", item.picture), alt=item.title, class_="photo")


def words(shown: Shown) -> Html:
    """Title, price and what is said of it."""
    item = shown.suggestion.item
    lines = [reason.said(_) for reason in shown.suggestion.reasons]
    per_wear = shown.suggestion.per_wear_minor
    if per_wear is not None and item.currency and not item.gone:
        lines.insert(1, _("about {price} for each time worn").format(price=money(per_wear, item.currency)))
    if item.sizes:
        lines.append(_("Sizes: {sizes}").format(sizes=", ".join(item.sizes)))
    if not item.available and not item.gone:
        lines.append(_("Sold out at the moment."))
    return join(
        tag("h1", item.title, class_="name"),
        tag("div", item.brand, class_="muted") if item.brand else None,
        tag("div", price(item, _), class_="price"),
        tag("ul", *(tag("li", line) for line in lines), class_="said muted") if lines else None,
    )


def actions(item: Item) -> None:
    """To the shop, on a list, or away."""
    link = safe_link(item.link)
    if link and not item.gone:
        to_shop = tag("a", _("Open the shop’s page"), href=link, target="_blank", rel="noopener noreferrer nofollow")
        st.html(tag("div", to_shop, class_="to-shop"))
    state = who.house.wishes.state(who.household, who.person.id, item.id)
    with st.container(horizontal=True, key="item_actions"):
        if state == WISHED:
            if st.button(_("On the wish list"), icon=":material/favorite:", key="do_forget"):
                forget(item, _("Taken off the wish list."))
        elif st.button(_("Wish"), icon=":material/favorite_border:", key="do_wish"):
            wish(item)
        if not item.gone:
            to_list(item)
        if state is not None and state != WISHED:
            if st.button(_("Show it again"), key="do_forget"):
                forget(item, _("It may be suggested again."))
        else:
            not_for_me(item)


def wish(item: Item) -> None:
    """Keep it."""
    act = who.house.wishes.wish
    change(who, lambda: act(who.household, who.person.id, item.id), _("On the wish list."))


def forget(item: Item, text: str) -> None:
    """As if nothing had been said of it."""
    change(who, lambda: who.house.wishes.forget(who.household, who.person.id, item.id), text)


def not_for_me(item: Item) -> None:
    """Away with it, and why: what is like it comes later then."""
    with st.popover(_("Not for me"), icon=":material/block:"):
        st.caption(_("What does not suit you?"))
        for why, name in WHYS.items():
            if st.button(_(name), key=f"not_{why}", type="tertiary"):
                act = partial(who.house.wishes.dismiss, who.household, who.person.id, item.id, why)
                change(who, act, _("It is not suggested again."), then=addresses.FOR_YOU_PAGE)


def to_list(item: Item) -> None:
    """On the shopping list, in a size where there are some."""
    if not item.sizes:
        if st.button(_("Shopping list"), icon=":material/add_shopping_cart:", key="do_list"):
            put_on_list(item, None)
        return
    with st.popover(_("Shopping list"), icon=":material/add_shopping_cart:"):
        sizes = list(item.sizes)
        own = my_size(item)
        place = sizes.index(own) if own in sizes else None
        size = st.selectbox(_("Size"), sizes, index=place, key="list_size", placeholder=_("Choose a size"))
        if st.button(_("Put on the list"), key="do_list", type="primary", disabled=size is None):
            put_on_list(item, size)


def my_size(item: Item) -> str | None:
    """The item's size that the person owns most of this type."""
    owned = who.house.suggestions.owned(who.household, who.person.id, date.today())
    own = owned.spending.sizes.get(item.type) if owned else None
    return next((size for size in item.sizes if own and size.casefold() == own.casefold()), None)


def put_on_list(item: Item, size: str | None) -> None:
    """Nothing is bought by that."""
    try:
        who.house.orders.add(who.household, who.person.id, item.id, size)
    except OtjangError as error:
        say(error, _)
    else:
        news(_("On the shopping list. Nothing is bought before you confirm it."))
        st.rerun()


def goes_with(shown: Shown, garments: dict[int, GarmentItem]) -> None:
    """Garments, and outfits of them with the item."""
    item = shown.suggestion.item
    partners = [garments[id] for id in shown.suggestion.goes_with if id in garments]
    if shown.outfits:
        st.header(_("As outfits"), anchor=False)
        new = Piece(item.type, addresses.item_picture(item.id, "small", item.picture), item.title, new=True)
        with st.container(key="item_outfits"):
            for outfit in shown.outfits:
                worn = [garments[id] for id in outfit if id in garments]
                st.html(outfit_card([new, *pieces_of(worn, _)]))
    elif shown.no_outfit:
        st.html(tag("p", shown.no_outfit.said(_), class_="muted"))
    if partners:
        count = len(partners)
        title = _("Goes with one thing you own") if count == 1 else _("Goes with {count} things you own")
        st.header(title.format(count=count), anchor=False)
        gallery([garment_tile(one, _) for one in partners[:PARTNERS]], key="partners", label=title, shape="cutout")


def owned_like_it(shown: Shown, garments: dict[int, GarmentItem]) -> None:
    """What is owned already and looks like it."""
    like = [garments[id] for id in shown.suggestion.like_it if id in garments]
    if like:
        st.header(_("You already have"), anchor=False)
        gallery([garment_tile(one, _) for one in like[:6]], key="like_it", label=_("You already have"), shape="cutout")


try:
    shown = who.house.suggestions.about(
        who.household, addresses.asked_for(addresses.ITEM), who.person.id, today=date.today()
    )
except (NotFoundError, ModelError) as error:
    empty(_("This is not here"), fault_text(error, _))
    st.page_link(addresses.FOR_YOU_PAGE, label=_("For you"), icon=":material/arrow_back:")
    st.stop()

st.page_link(addresses.FOR_YOU_PAGE, label=_("For you"), icon=":material/arrow_back:")
left, right = st.columns([5, 6], gap="medium")
with left:
    st.html(picture(shown.suggestion.item))
with right:
    st.html(words(shown))
    actions(shown.suggestion.item)
garments = {garment.id: garment for garment in who.house.garments.list(who.household)}
goes_with(shown, garments)
owned_like_it(shown, garments)
