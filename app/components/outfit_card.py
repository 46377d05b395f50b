"""An outfit as it would lie on a bed: the top over the trousers, shoes below, layer and accessories beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app import addresses
from app.markup import Html, join, tag
from app.words import garment_name
from embeddings.compatibility import type_of
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.matching.arranging import Laid
from wardrobe.matching.saved import Saved

MAIN: Final = ("top", "dress", "pants", "skirt")
"""In the wide column, from above; everything else is in the narrow one."""
BESIDE: Final = (
    *("hat", "sunglasses", "jewellery", "scarf", "outerwear"),
    *("belt", "bag", "other", "socks", "shoes"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One cut-out of an outfit: a garment that is owned, or an item of a catalogue."""

    type: str
    """Of ``embeddings.compatibility.TYPES``."""
    image: str
    alt: str
    href: str | None = None
    new: bool = False
    """Not owned yet: it is framed."""
    laid: Laid | None = None
    """Where it lies, in an outfit that a person laid out."""


def pieces_of(garments: Iterable[GarmentItem], _: Translate) -> list[Piece]:
    """Garments of the wardrobe, each a link to its page."""
    return [
        Piece(
            type_of(garment.category, garment.kind),
            addresses.cut_out(garment.cover_sighting_id, "small"),
            garment_name(garment, _, garment.name),
            addresses.garment_link(garment.id),
        )
        for garment in garments
    ]


def pieces_of_kept(outfit: Saved, _: Translate) -> list[Piece]:
    """A kept outfit's garments; each with its place where the outfit was laid out by hand, from the lowest."""
    pieces = pieces_of(outfit.garments, _)
    if not outfit.by_hand:
        return pieces
    of = dict(zip(outfit.garment_ids, pieces, strict=True))
    return [replace(of[laid.garment_id], laid=laid) for laid in outfit.layout]


def outfit_picture(pieces: Sequence[Piece], *, small: bool = False) -> Html:
    """The cut-outs, as they were laid out or else arranged by type; ``small`` for lists and calendars."""
    if pieces and all(piece.laid for piece in pieces):
        return tag("div", *map(_piece, pieces), class_="outfit laid small" if small else "outfit laid")
    main = _column("main", MAIN, pieces)
    beside = _column("beside", BESIDE, pieces)
    return tag("div", join(main, beside), class_="outfit small" if small else "outfit")


def outfit_card(pieces: Sequence[Piece], *, title: str = "", lines: Sequence[str] = ()) -> Html:
    """The picture with its title and below it what is said about it, a line each."""
    words = [tag("div", title, class_="name")] if title else []
    reasons = tag("ul", *(tag("li", line) for line in lines), class_="why muted") if lines else Html("")
    return tag("div", join(outfit_picture(pieces), *words, reasons), class_="outfit-card")


def _column(name: str, order: Sequence[str], pieces: Sequence[Piece]) -> Html | None:
    inside = sorted((one for one in pieces if one.type in order), key=lambda one: order.index(one.type))
    return tag("div", *map(_piece, inside), class_=name) if inside else None


def _piece(piece: Piece) -> Html:
    picture = tag("img", src=piece.image, alt=piece.alt, title=piece.alt, loading="lazy", decoding="async")
    class_ = f"piece {piece.type}" + (" new" if piece.new else "")
    style = _place(piece.laid) if piece.laid else None
    if piece.href is None:
        return tag("span", picture, class_=class_, style=style)
    return tag("a", picture, href=piece.href, target="_self", class_=class_, style=style)


def _place(laid: Laid) -> str:
    place = f"left: {laid.x:.2%}; top: {laid.y:.2%}; width: {laid.size:.2%}"
    return f"{place}; transform: translate(-50%, -50%) rotate({laid.turn}deg)"
