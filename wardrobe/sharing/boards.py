"""Outfits as pictures: the cut-outs on plain ground, where the app's own cards have them (``matching.arranging``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageFilter
from sqlalchemy import select

from embeddings.colour import Colour
from embeddings.compatibility import type_of
from wardrobe.colours import colours_from
from wardrobe.garments import Garments
from wardrobe.journal import Journal
from wardrobe.matching.arranging import BOARD, HEIGHTS, Laid, completed
from wardrobe.schema import SightingRow
from wardrobe.tools import Tools

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
SHADE: Final = (60, 54, 46)
MEASURED: Final = 400
"""How wide a board is, in pixels, on which is measured what room an outfit takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One garment, cut out."""

    image: Image.Image
    """RGBA."""
    colours: tuple[Colour, ...]
    room: float
    """How much of an outfit it is, by its type (``HEIGHTS``)."""
    laid: Laid | None = None
    """Where it lies on the board of its outfit."""


def outfit_pieces(
    tools: Tools, household_id: int, garment_ids: Sequence[int], layout: Sequence[Laid] = ()
) -> list[Piece]:
    """The garments of an outfit by their covers, from the lowest layer up.

    They lie as in ``layout``; what has no place there gets the rule's. Raises ``NotFoundError`` for a garment that
    is not the household's.
    """
    garments = Garments(tools.database, Journal(tools.database))
    items = {id: garments.get(household_id, id) for id in garment_ids}
    found = []
    for laid in completed(layout, list(items.values())):
        one = items[laid.garment_id]
        found.append(_piece(tools, one.cover_sighting_id, type_of(one.category, one.kind), one.colours, laid))
    return found


def look_pieces(tools: Tools, look_id: int, without: Collection[str] = ()) -> list[Piece]:
    """What a look shows, cut out of that look; ``without`` some categories. Whose it is, the caller has checked."""
    seen = select(SightingRow).where(SightingRow.look_id == look_id, SightingRow.decision != "rejected")
    with tools.database.read() as session:
        rows = [row for row in session.scalars(seen.order_by(SightingRow.id)) if row.category not in without]
    return [_piece(tools, row.id, type_of(row.category, row.kind), colours_from(row.colours)) for row in rows]


def board_in(box: Box) -> Box:
    """The largest board that a part of a picture has room for, in its middle."""
    width, height = box[2] - box[0], box[3] - box[1]
    across = min(width, height * BOARD[0] // BOARD[1])
    down = across * BOARD[1] // BOARD[0]
    left, top = box[0] + (width - across) // 2, box[1] + (height - down) // 2
    return left, top, left + across, top + down


def lay(picture: Image.Image, things: Sequence[Piece], board: Box) -> None:
    """Put an outfit on a picture, where ``board`` is. What reaches beyond the board is cut, as on a card."""
    shown = picture.crop(board)
    for image, x, y in _spread(things, board[2] - board[0]):
        _put(shown, image, x, y)
    picture.paste(shown, board[:2])


def lay_close(picture: Image.Image, things: Sequence[Piece], box: Box) -> None:
    """Put an outfit whole into a part of a picture, as large as can be: the empty rim of its board is left out."""
    if not things:
        return
    spread = list(_spread(things, MEASURED))
    left, top = min(x - one.width / 2 for one, x, _ in spread), min(y - one.height / 2 for one, _, y in spread)
    right, bottom = max(x + one.width / 2 for one, x, _ in spread), max(y + one.height / 2 for one, _, y in spread)
    scale = min((box[2] - box[0]) / (right - left), (box[3] - box[1]) / (bottom - top))
    middle = (box[0] + box[2] - scale * (left + right)) / 2, (box[1] + box[3] - scale * (top + bottom)) / 2
    for image, x, y in _spread(things, round(scale * MEASURED)):
        _put(picture, image, round(middle[0]) + x, round(middle[1]) + y)


def show(picture: Image.Image, thing: Piece, box: Box) -> None:
    """Put one piece into the middle of a part of a picture, as large as it can be there."""
    image = _fitted(thing.image, box[2] - box[0], box[3] - box[1])
    _put(picture, image, (box[0] + box[2]) // 2, (box[1] + box[3]) // 2)


def _piece(tools: Tools, sighting_id: int, type_: str, colours: tuple[Colour, ...], laid: Laid | None = None) -> Piece:
    with Image.open(tools.media.rendition("cut-out", sighting_id, "medium")) as image:
        return Piece(image.convert("RGBA"), colours, HEIGHTS.get(type_, 2), laid)


def _spread(things: Sequence[Piece], width: int) -> Iterator[tuple[Image.Image, int, int]]:
    """Each as it lies on a board so wide, from the lowest, and where its middle is."""
    height = width * BOARD[1] / BOARD[0]
    for thing in things:
        assert thing.laid is not None
        side = max(1, round(thing.laid.size * width))
        image = _fitted(thing.image, side, side)
        if thing.laid.turn:
            image = image.rotate(-thing.laid.turn, Image.Resampling.BICUBIC, expand=True)
        yield image, round(thing.laid.x * width), round(thing.laid.y * height)


def _fitted(image: Image.Image, width: int, height: int) -> Image.Image:
    scale = min(width / image.width, height / image.height)
    size = max(1, round(scale * image.width)), max(1, round(scale * image.height))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _put(picture: Image.Image, piece: Image.Image, x: int, y: int) -> None:
    """With its middle there, and with a shade so faint that it is felt rather than seen."""
    blur = max(2, round(max(piece.size) / 60))
    pad = 3 * blur
    shade = Image.new("L", (piece.width + 2 * pad, piece.height + 2 * pad), 0)
    shade.paste(piece.getchannel("A").point(lambda value: value * 0.22), (pad, pad))
    shade = shade.filter(ImageFilter.GaussianBlur(blur))
    place = x - piece.width // 2, y - piece.height // 2
    picture.paste(SHADE, (place[0] - pad, place[1] - pad + blur // 2), shade)
    picture.paste(piece, place, piece)
