"""Pictures to be posted: a look, an outfit or a comparison on paper, with its cut-outs and its colours.

No words stand on them but digits and the letters A and B, which read the same in every language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from embeddings.colour import Colour
from wardrobe.sharing.boards import Piece, board_in, lay_close, look_pieces, outfit_pieces, show
from wardrobe.sharing.jpeg import jpeg
from wardrobe.sharing.shares import Subject, Treatment
from wardrobe.sharing.treating import GROUND, ON_HEAD, Box, Treated, treated
from wardrobe.tools import Tools

Form = Literal["story", "square"]
SIZES: Final[dict[Form, tuple[int, int]]] = {"story": (1080, 1920), "square": (1080, 1080)}
"""What the apps where stories and posts are shown ask for, in pixels."""
CARD: Final = (251, 250, 248)
"""Under cut-outs, where they lie beside a photo."""
HAIRLINE: Final = (214, 209, 200)
INK: Final = (92, 87, 79)
EDGE: Final = 60
"""Around everything."""
GAP: Final = 32
RADIUS: Final = 28
DOT: Final = 44
DOTS: Final = 6
ALIKE: Final = 12.0
"""CIELAB distance below which two colours are one dot."""
BROAD: Final = 1.45
"""Height to width of what is left of a photo that is broader than a person needs."""
NARROW: Final = 1.35
"""Breadth of a narrow cut in breadths of the person."""
LETTERS: Final = ("A", "B")


class Frame(NamedTuple):
    """A part of the picture in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A look or an outfit: its photo where it has one, and its garments."""

    photo: Treated | None
    things: tuple[Piece, ...]

    @property
    def colours(self) -> tuple[Colour, ...]:
        """One of each garment, the largest garments first; two that look alike are one."""
        found: list[Colour] = []
        for thing in sorted(self.things, key=lambda one: -one.room):
            for colour in thing.colours[:1]:
                if all(_apart(colour, other) >= ALIKE for other in found):
                    found.append(colour)
        return tuple(found[:DOTS])


def layout(
    tools: Tools,
    household_id: int,
    subject: Subject,
    treatment: Treatment,
    form: Form,
    *,
    day: date | None = None,
) -> bytes:
    """A JPEG file as ``jpeg`` makes them, 1080×1920 or 1080×1080 pixels.

    ``day`` is written in digits. Raises what ``pictures.render`` raises.
    """
    parts = [
        *(_look(tools, household_id, look_id, treatment) for look_id in subject.look_ids),
        *(_Part(None, tuple(outfit_pieces(tools, household_id, *outfit))) for outfit in subject.outfits),
    ]
    picture = Image.new("RGB", SIZES[form], GROUND)
    inside = Frame(EDGE, EDGE, SIZES[form][0] - EDGE, SIZES[form][1] - EDGE)
    if form == "story":  # apps lay their own buttons over the top and the foot of a story
        inside = inside._replace(top=EDGE + 90, bottom=inside.bottom - 110)
    if len(parts) > 1:
        _pair(picture, inside, parts, form)
    elif parts[0].photo is None:
        _outfit(picture, inside, parts[0])
    else:
        _photo_with_things(picture, inside, parts[0], parts[0].photo, form)
    if day is not None:
        _text(picture, (picture.width // 2, EDGE // 2), f"{day.year}. {day.month}. {day.day}.", 26)
    return jpeg(np.asarray(picture), max(picture.size))


def _look(tools: Tools, household_id: int, look_id: int, treatment: Treatment) -> _Part:
    photo = treated(tools, household_id, look_id, treatment)
    faceless = treatment.faces == "blurred" or treatment.crop == "clothes"
    return _Part(photo, tuple(look_pieces(tools, look_id, ON_HEAD if faceless else ())))


def _photo_with_things(picture: Image.Image, inside: Frame, part: _Part, photo: Treated, form: Form) -> None:
    """A story has the photo above, a square beside; so has a story of a picture that is very tall."""
    tall = photo.pixels.shape[0] / photo.pixels.shape[1]
    if not part.things:
        _photo(picture, inside, photo)
    elif form == "square" or tall > 2.1:
        breadth = round(0.62 * inside.width)
        shown = _photo(picture, inside._replace(right=inside.left + breadth), photo, align=0)
        beside = Frame(shown.right + GAP, shown.top, inside.right, shown.bottom - DOT - GAP)
        _things(picture, beside, part.things, down=True)
        _dots(picture, Frame(beside.left, shown.bottom - DOT, beside.right, shown.bottom), part.colours)
    else:
        strip = round(0.19 * inside.height)
        above = inside._replace(bottom=inside.bottom - strip - DOT - 2 * GAP)
        shown = _photo(picture, above, photo)
        below = Frame(inside.left, shown.bottom + GAP, inside.right, shown.bottom + GAP + strip)
        _things(picture, below, part.things, down=False)
        _dots(picture, Frame(inside.left, below.bottom + GAP, inside.right, below.bottom + GAP + DOT), part.colours)


def _outfit(picture: Image.Image, inside: Frame, part: _Part) -> None:
    board = Frame(*board_in(inside._replace(bottom=inside.bottom - DOT - GAP)))
    lay_close(picture, part.things, board._replace(left=inside.left, right=inside.right))
    _dots(picture, inside._replace(top=board.bottom + GAP, bottom=board.bottom + GAP + DOT), part.colours)


def _pair(picture: Image.Image, inside: Frame, parts: Sequence[_Part], form: Form) -> None:
    """Side by side; outfits above each other in a story, where they are larger so."""
    stacked = form == "story" and parts[0].photo is None
    across = inside.width if stacked else (inside.width - GAP) // 2
    down = (inside.height - 2 * GAP) // 2 if stacked else inside.height
    room = (down - DOT - GAP) / across
    tall = min([room, *(_narrowest(part.photo) for part in parts if part.photo is not None)])
    for place, part in enumerate(parts[:2]):
        left = inside.left + (0 if stacked else place * (across + GAP))
        top = inside.top + (place * (down + 2 * GAP) if stacked else 0)
        frame = Frame(left, top, left + across, top + down - DOT - GAP)
        if part.photo is None:
            frame = frame if stacked else Frame(*board_in(frame))
            lay_close(picture, part.things, frame)
        else:
            frame = _photo(picture, frame, part.photo, tall=tall)
        foot = Frame(left, frame.bottom + GAP, left + across, frame.bottom + GAP + DOT)
        _text(picture, (left + 24, (foot.top + foot.bottom) // 2), LETTERS[place], 46)
        _dots(picture, foot._replace(left=left + 72), part.colours, align=0)


def _photo(
    picture: Image.Image, frame: Frame, photo: Treated, *, align: float = 0.5, tall: float | None = None
) -> Frame:
    """Put a photo into a frame, as large as can be; gives where it is. ``tall`` is height to width."""
    height, width = photo.pixels.shape[:2]
    tall = tall or max(height / width, min(frame.height / frame.width, BROAD))
    down = min(frame.height, round(frame.width * tall))
    across = min(frame.width, round(down / tall))
    left = frame.left + round(align * (frame.width - across))
    top = frame.top + (frame.height - down) // 2
    shown = Frame(left, top, left + across, top + down)
    cut = _cut(photo, across / down)
    small = cv2.resize(cut, (across, down), interpolation=cv2.INTER_AREA if cut.shape[0] > down else cv2.INTER_CUBIC)
    picture.paste(Image.fromarray(np.asarray(small, np.uint8)), shown[:2], _rounded((across, down)))
    return shown


def _narrowest(photo: Treated) -> float:
    """Height to width of a photo that is cut as far as the person in it allows."""
    height, width = photo.pixels.shape[:2]
    person = NARROW * (photo.focus.right - photo.focus.left) * width
    return float(height / min(width, max(1.0, person)))


def _cut(photo: Treated, aspect: float) -> NDArray[np.uint8]:
    """The part of a photo that has an aspect (width / height), with the person in it."""
    height, width = photo.pixels.shape[:2]
    focus: Box = photo.focus
    if width / height > aspect:
        across = max(1, round(height * aspect))
        left = round((focus.left + focus.right) / 2 * width - across / 2)
        left = min(max(0, left), width - across)
        return np.ascontiguousarray(photo.pixels[:, left : left + across])
    down = max(1, min(height, round(width / aspect)))
    top = min(max(0, round(focus.top * height - 0.06 * down)), height - down)
    return np.ascontiguousarray(photo.pixels[top : top + down])


def _things(picture: Image.Image, frame: Frame, things: Sequence[Piece], *, down: bool) -> None:
    """Cut-outs side by side, or in a column, each on a card of its own."""
    shown = sorted(things, key=lambda one: -one.room)[: 4 if down else 5]
    count = len(shown)
    length = (frame.height if down else frame.width) - GAP // 2 * (count - 1)
    most = frame.width if down else frame.height
    side = min(length // count, round((1.35 if down else 1.1) * most))
    begin = 0 if down else (length - side * count) // 2
    draw = ImageDraw.Draw(picture)
    for place, thing in enumerate(shown):
        at = begin + place * (side + GAP // 2)
        if down:
            card = Frame(frame.left, frame.top + at, frame.right, frame.top + at + side)
        else:
            card = Frame(frame.left + at, frame.top, frame.left + at + side, frame.bottom)
        draw.rounded_rectangle(card, RADIUS - 8, CARD)
        room = round(0.12 * min(card.width, card.height))
        show(picture, thing, (card.left + room, card.top + room, card.right - room, card.bottom - room))


def _dots(picture: Image.Image, frame: Frame, colours: Sequence[Colour], *, align: float = 0.5) -> None:
    """The palette, in the middle of a frame or at an end of it."""
    side = min(frame.height, max(1, round(frame.width / (1.35 * max(1, len(colours))))))
    step = round(1.35 * side)
    left = frame.left + round(align * (frame.width - (step * (len(colours) - 1) + side)))
    top = frame.top + (frame.height - side) // 2
    for place, colour in enumerate(colours):
        disc = Image.new("L", (4 * side, 4 * side), 0)
        ImageDraw.Draw(disc).ellipse((2, 2, 4 * side - 3, 4 * side - 3), 255)
        disc = disc.resize((side, side), Image.Resampling.LANCZOS)
        at = left + place * step, top
        picture.paste(HAIRLINE, at, disc)  # so that white is seen on paper
        picture.paste(_rgb(colour), (at[0] + 1, at[1] + 1), disc.resize((side - 2, side - 2)))


def _text(picture: Image.Image, middle: tuple[int, int], text: str, size: int) -> None:
    """In Aileron (Sora Sagano, CC0), which Pillow brings along: Latin letters and digits only."""
    ImageDraw.Draw(picture).text(middle, text, INK, ImageFont.load_default(size), anchor="mm")


def _rounded(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", (2 * size[0], 2 * size[1]), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 2 * size[0] - 1, 2 * size[1] - 1), 2 * RADIUS, 255)
    return mask.resize(size, Image.Resampling.LANCZOS)


def _rgb(colour: Colour) -> tuple[int, int, int]:
    pixel = cv2.cvtColor(np.array([[colour.lab]], np.float32), cv2.COLOR_LAB2RGB)[0, 0]
    red, green, blue = (round(float(value) * 255) for value in np.clip(pixel, 0, 1))
    return red, green, blue


def _apart(one: Colour, other: Colour) -> float:
    return float(np.linalg.norm(np.subtract(one.lab, other.lab)))
