"""A trip and the lines of its packing list, as data: what is wished, what is on the list, what a line says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from wardrobe.errors import ChangeError
from wardrobe.garments import GarmentItem
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.weather import RAIN, SPAN
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

NAME_MOST: Final = 80
PLACE_MOST: Final = 80
WORDS_MOST: Final = 60
DAYS_MOST: Final = 60
GRAMS: Final = (500, 100_000)
"""Least and most that a case may be wished to weigh."""
LAUNDRY_EVERY: Final = 4
"""Days after which is washed, where there is laundry on the way."""
WARMTH: Final = {"hot": 0.05, "warm": 0.25, "mild": 0.5, "cool": 0.75, "cold": 0.95}
"""Weather in a word, and the warmth of clothes for it: about 27, 22, 15, 9 and 3 °C (``weather.warmth_wanted``)."""
HOT_BELOW, COLD_FROM = 0.2, 0.7
"""Warmth of a trip with swimwear, and of one with a scarf and a hat."""

LINES: Final[dict[str, tuple[str, int]]] = {
    "underwear": (N_("{count} × underwear"), 50),
    "socks": (N_("{count} pairs of socks"), 50),
    "nightwear": (N_("Nightwear"), 350),
    "wash-bag": (N_("Wash bag"), 500),
    "swimwear": (N_("Swimwear"), 150),
    "umbrella": (N_("Umbrella"), 300),
}
"""Lines in words that every list begins with: what they say, and grams of each one."""
_MARK: Final = "="
"""Begins a line of ``LINES`` as it is kept, before its name and count; a person's own line never begins so."""


@dataclass(frozen=True, slots=True)
class TripWishes:
    """What a list is made for."""

    place: str | None = None
    """Whose forecast is asked for; as it was found, where there was one."""
    low_c: int | None = None
    high_c: int | None = None
    """The forecast that ``warmth`` and ``wet`` are of; None: the person chose them."""
    warmth: float | None = None
    """0 for hot summer days to 1 for cold winter days, as ``Attributes.warmth``; None: any."""
    wet: bool = False
    occasions: tuple[str, ...] = ()
    """Of ``OCCASIONS``: the usual one first, each further one has a day of its own."""
    laundry: bool = False
    """There is a wash on the way, every ``LAUNDRY_EVERY`` days."""
    most_grams: int | None = None
    everything: bool = False
    """Also what is in the wash or packed away now."""
    along: tuple[int, ...] = ()
    """Garments that the person put on the list."""
    without: tuple[int, ...] = ()
    """Garments that the person took off it."""
    unwanted: tuple[str, ...] = ()
    """Lines of ``LINES`` that the person took off it."""

    def forecast(self) -> Reason | None:
        """The forecast that the list was made for, in a few words."""
        if self.low_c is None or self.high_c is None:
            return None
        return Reason("weather", RAIN if self.wet else SPAN, {"low": self.low_c, "high": self.high_c})

    def json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> TripWishes:
        """Of ``json``; what is not known is left out."""
        known = {name: value for name, value in kept.items() if name in cls.__dataclass_fields__}
        tidy: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
        }
        return cls(**tidy)


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of a list."""

    id: int
    garment: GarmentItem | None
    words: str | None
    packed: bool

    def said(self) -> Reason | None:
        """What a line in words says; None for a garment."""
        if self.words is None:
            return None
        name, count = read_line(self.words)
        if name is None:
            return Reason("own", "{text}", {"text": self.words})
        return Reason(name, LINES[name][0], {"count": count})

    @property
    def own(self) -> bool:
        """Whether the person wrote it."""
        return self.words is not None and read_line(self.words)[0] is None


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip with its list."""

    id: int
    name: str
    first: date
    last: date
    wishes: TripWishes
    things: tuple[Thing, ...]

    @property
    def days(self) -> int:
        """How many, the first and the last included."""
        return (self.last - self.first).days + 1

    @property
    def garments(self) -> tuple[GarmentItem, ...]:
        """Those on the list."""
        return tuple(thing.garment for thing in self.things if thing.garment is not None)

    @property
    def packed(self) -> int:
        """How many lines are ticked off."""
        return sum(thing.packed for thing in self.things)


def check(name: str, first: date, last: date, wishes: TripWishes) -> str:
    """The name, tidy. Raises ``ChangeError`` whose parameter ``field`` is what cannot be so."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > NAME_MOST:
        raise ChangeError("A trip needs a name of at most {most} letters.", field="name", most=NAME_MOST)
    if last < first:
        raise ChangeError("The last day is before the first.", field="last")
    if (last - first).days >= DAYS_MOST:
        raise ChangeError("A trip of more than {most} days cannot be planned.", field="last", most=DAYS_MOST)
    for occasion in wishes.occasions:
        if occasion not in OCCASIONS:
            raise ChangeError(
                "There is no occasion {value}.",
                field="occasions",
                value=occasion[:40],
                allowed=", ".join(OCCASIONS),
                remedy="Choose from: {allowed}.",
            )
    if wishes.warmth is not None and not 0 <= wishes.warmth <= 1:
        raise ChangeError("The warmth {value} is out of range: from 0 to 1.", field="warmth", value=wishes.warmth)
    if wishes.most_grams is not None and not GRAMS[0] <= wishes.most_grams <= GRAMS[1]:
        raise ChangeError(
            "The weight {value} is out of range: from {least} to {most} grams.",
            field="weight",
            value=wishes.most_grams,
            least=GRAMS[0],
            most=GRAMS[1],
        )
    return tidy


def own_line(text: str) -> str:
    """A person's own line, tidy. Raises ``ChangeError`` where it is empty or too long."""
    tidy = " ".join(text.split()).lstrip(_MARK).strip()
    if not tidy or len(tidy) > WORDS_MOST:
        raise ChangeError("A line has 1 to {most} letters.", field="words", most=WORDS_MOST)
    return tidy


def lines_for(days: int, wishes: TripWishes) -> list[str]:
    """The lines in words, as they are kept: fresh ones for each day and one more, or until the next wash."""
    fresh = (min(days, LAUNDRY_EVERY) if wishes.laundry else days) + 1
    counts = {"underwear": fresh, "socks": fresh, "nightwear": 1, "wash-bag": 1}
    if wishes.warmth is not None and wishes.warmth < HOT_BELOW:
        counts["swimwear"] = 1
    if wishes.wet:
        counts["umbrella"] = 1
    return [f"{_MARK}{name} {count}" for name, count in counts.items() if name not in wishes.unwanted]


def read_line(words: str) -> tuple[str | None, int]:
    """Name and count of a line of ``LINES``; None and 1 for a person's own."""
    name, _, count = words.removeprefix(_MARK).rpartition(" ")
    if words.startswith(_MARK) and name in LINES and count.isdigit():
        return name, int(count)
    return None, 1


def grams_of_lines(lines: Iterable[str | None]) -> int:
    """What lines in words weigh; those that people wrote weigh nothing that anybody knows."""
    read = [read_line(words) for words in lines if words]
    return sum(LINES[name][1] * count for name, count in read if name is not None)


def in_order(things: Sequence[Thing], order: Sequence[str]) -> list[Thing]:
    """Garments by category in this order, then the lines in words as they came."""
    return sorted(
        things, key=lambda thing: (order.index(thing.garment.category) if thing.garment else len(order), thing.id)
    )
