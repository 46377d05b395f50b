"""For you: what on sale goes with the wardrobe, what would open most outfits, the wish list, and a search."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.gallery import gallery
from app.components.items import item_tile, suggestion_tile, wish_tile
from app.components.no_garments import no_garments
from app.components.notices import fault_text
from app.components.pick import pick_of_the_day
from app.components.picture_search import SHOP
from app.components.shop_filters import asked
from app.components.shopping_list import shopping_list
from app.markup import join, tag
from app.session import me
from app.words import garment_name, kind_name, sentence
from embeddings.errors import ModelError, PhotoError
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.matching import offering
from wardrobe.matching.gaps import Gap
from wardrobe.matching.suggesting import Sought
from wardrobe.search import Picture
from wardrobe.search.reasons import Reason
from wardrobe.words import colour_name

SHOWN = 24
FOUND = 48
SECTIONS = ("gaps", "wishes", "list")
who = me()
_ = who.translate


def nothing(reason: Reason) -> None:
    """Why there is nothing to show, and what to do next."""
    match reason.template:
        case offering.EMPTY:
            no_garments(who, _("Add a photo of yourself: then it can be said what goes with it."))
        case offering.NO_ITEMS:
            advice = _("Add the product feed of a shop in the settings, or a file of things you have an eye on.")
            empty(_("No catalogue yet"), advice)
            st.page_link(
                addresses.SETTINGS_PAGE, label=_("Settings"), icon=":material/settings:", query_params={"part": "shops"}
            )
            until_there()
        case offering.PREPARING:
            preparing(reason)
        case offering.FILTERED:
            empty(reason.said(_), _("Try other words, or take a filter away."))
        case _:
            empty(reason.said(_), _("New things appear here as the catalogues and the wardrobe grow."))


@st.fragment(run_every=5)
def until_there() -> None:
    """Draw the page anew when there is something on sale: another process may have read it."""
    if who.house.shelves.counts(who.household):
        st.rerun()


@st.fragment(run_every=5)
def preparing(reason: Reason) -> None:
    """How far a new catalogue is; the page is drawn anew when there is something to show."""
    waiting = who.house.shelves.waiting(who.household)
    if not waiting or who.house.shelves.counts(who.household):
        st.rerun()
    said = Reason(reason.about, reason.template, {"count": waiting}).said(_)
    empty(said, _("Suggestions appear as soon as the first ones are ready."))


def suggestions(filters: ItemFilters, without: int | None) -> None:
    """What goes with the wardrobe, best first and various; ``without`` the item that is shown above."""
    found = who.house.suggestions.for_you(
        who.household, who.person.id, Sought(filters=filters, limit=SHOWN), today=date.today()
    )
    notes(found.notes)
    if found.nothing:
        nothing(found.nothing)
    tiles = [suggestion_tile(one, _) for one in found.suggestions if one.item.id != without]
    gallery(tiles, key="for_you", label=_("For you"), shape="photo")


def gaps(filters: ItemFilters) -> None:
    """Which single thing would open the most outfits."""
    found = who.house.gaps.find(who.household, who.person.id, filters=filters, today=date.today())
    if found.nothing:
        nothing(found.nothing)
    for place, gap in enumerate(found.gaps):
        title = tag("h2", sentence(gap_name(gap)), tag("span", gap.reason.said(_), class_="muted"), class_="gap")
        st.html(title)
        tiles = [item_tile(item, _, [opened(count)]) for item, count in gap.items]
        gallery(tiles, key=f"gap_{place}", label=gap_name(gap), shape="photo")


def gap_name(gap: Gap) -> str:
    """What is missing, such as light blue trousers."""
    kind = kind_name(gap, _)
    colour = colour_name(gap.colours[0].name, _) if gap.colours else ""
    return _("{colour} {kind}").format(colour=colour, kind=kind) if colour else kind


def opened(count: int) -> str:
    """How many outfits one item would open."""
    return _("1 outfit") if count == 1 else _("{count} outfits").format(count=count)


def wishes() -> None:
    """The wish list; what has become cheaper first."""
    found = who.house.wishes.wished(who.household, who.person.id)
    if not found:
        empty(_("Nothing on the wish list"), _("Open a suggestion and choose “Wish”: it is kept here."))
        return
    found.sort(key=lambda wish: not wish.cheaper_by_minor)
    gallery([wish_tile(wish, _) for wish in found], key="wishes", label=_("Wish list"), shape="photo")


def like_what() -> GarmentItem | None:
    """The garment in the address that things on sale are to be like."""
    try:
        return who.house.garments.get(who.household, addresses.asked_for(addresses.LIKE))
    except NotFoundError:
        return None


def alike(garment: GarmentItem, filters: ItemFilters) -> None:
    """What on sale looks like a garment that is owned."""
    items = who.house.alike.of(who.household, garment.id, filters, SHOWN)
    if not items:
        empty(_("Nothing found"), _("Nothing on sale here is of its kind and passes the filters."))
    gallery([item_tile(item, _) for item in items], key="shop_alike", label=_("On sale"), shape="photo")


def like_picture(picture: Picture, filters: ItemFilters) -> None:
    """What on sale looks like a picture; says which it is and lets it be taken away."""
    with st.container(horizontal=True, vertical_alignment="center", key="held"):
        st.html(tag("span", _("Like {name}").format(name=picture.name), class_="muted"), width="content")
        st.button(_("Show all"), key="like_clear", type="tertiary", on_click=st.session_state.pop, args=(SHOP, None))
    try:
        with st.spinner(_("Looking at the picture …")):
            items = who.house.alike.of_picture(who.household, picture, filters, FOUND)
    except PhotoError as error:
        empty(_("The picture cannot be read"), fault_text(error, _))
        return
    if not items:
        empty(_("Nothing found"), _("Nothing on sale here is of its kind and passes the filters."))
    gallery([item_tile(item, _) for item in items], key="shop_like_picture", label=_("On sale"), shape="photo")


def say_like(garment: GarmentItem) -> None:
    """Which garment it is, and a way to let it go."""
    name = garment_name(garment, _, garment.name)
    with st.container(horizontal=True, vertical_alignment="center", key="held"):
        picture = tag("img", src=addresses.cut_out(garment.cover_sighting_id, "small"), alt="", class_="cutout")
        said = tag("span", _("Like {name}").format(name=name), class_="muted")
        st.html(tag("div", picture, said, class_="held"))
        st.button(_("Show all"), key="like_clear", type="tertiary", on_click=let_go)


def let_go() -> None:
    """Everything again."""
    st.query_params.pop(addresses.LIKE, None)


def search(words: str, filters: ItemFilters) -> None:
    """What on sale looks like the words."""
    items = who.house.item_search.find(who.household, words, filters, FOUND)
    if not items:
        empty(_("Nothing found"), _("Try other words, or take a filter away."))
    gallery([item_tile(item, _) for item in items], key="shop_found", label=_("On sale"), shape="photo")


def notes(reasons: tuple[Reason, ...]) -> None:
    """What cannot be said."""
    if reasons:
        st.html(join(*(tag("p", reason.said(_), class_="muted") for reason in reasons)))


def section() -> str | None:
    """The section chosen; None is the suggestions."""
    names = {"gaps": _("What is missing"), "wishes": _("Wish list"), "list": _("Shopping list")}
    return pills_in_address(_("Section"), SECTIONS, key="section", text=lambda name: names[name])


st.title(_("For you"), anchor=False)
try:
    if not who.house.shelves.counts(who.household, ItemFilters(available=False)):
        answer = who.house.suggestions.for_you(who.household, who.person.id, today=date.today())
        nothing(answer.nothing or Reason("catalogue", offering.NO_ITEMS))
        if who.house.wishes.wished(who.household, who.person.id):
            wishes()
        shopping_list(who, heading=True)
        st.stop()
    garment = like_what()
    words, filters = "", ItemFilters()
    with st.container(key="filters"):
        chosen = None if garment else section()
        if chosen not in ("wishes", "list"):
            words, filters = asked(who, types=garment is None)
    if garment:
        say_like(garment)
    picture: Picture | None = st.session_state.get(SHOP)
    if picture is not None and garment is None and chosen is None:
        like_picture(picture, filters)
    elif words:
        search(words, filters)
    elif garment:
        alike(garment, filters)
    elif chosen == "gaps":
        gaps(filters)
    elif chosen == "wishes":
        wishes()
    elif chosen == "list":
        shopping_list(who)
    else:
        suggestions(filters, pick_of_the_day(who) if filters.types is None else None)
except ModelError as error:
    empty(_("Suggestions are not possible now"), fault_text(error, _))
