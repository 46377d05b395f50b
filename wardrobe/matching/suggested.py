"""What is asked of outfits, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wardrobe.garments import GarmentItem
from wardrobe.matching.weather import Weather
from wardrobe.search.reasons import Reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    day: date
    occasion: str | None = None
    """Of ``matching.occasions``; None: any."""
    weather: Weather | None = None
    warmth: float | None = None
    """0 for hot summer to 1 for cold winter, where it is chosen by hand; stands above the weather."""
    around: int | None = None
    """The garment that every outfit is built around."""
    locked: tuple[int, ...] = ()
    """Garments that stay while the rest is shuffled."""
    surprise: bool = False
    seed: int = 0
    """Another number gives other outfits, by chance; 0 the best."""
    person_id: int | None = None
    limit: int = 6

    @property
    def fixed(self) -> tuple[int, ...]:
        """Garments that are in every outfit."""
        return tuple(dict.fromkeys([*self.locked, *([] if self.around is None else [self.around])]))


@dataclass(frozen=True, slots=True)
class Outfit:
    """A suggestion."""

    garments: tuple[GarmentItem, ...]
    """From head to toe."""
    score: float
    """Log-odds of the scorer, without taste."""
    reasons: tuple[Reason, ...]

    @property
    def garment_ids(self) -> tuple[int, ...]:
        """Its garments."""
        return tuple(garment.id for garment in self.garments)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The answer."""

    outfits: tuple[Outfit, ...]
    nothing: Reason | None = None
    """Why there are none, and what would help."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many garments were not considered, by why: wash, put_away, worn, occasion, warmth."""
    notes: tuple[Reason, ...] = ()
    """Rules that had to be let go to find any."""
