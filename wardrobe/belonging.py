"""What a person knows of a garment that no picture shows: what it cost, whether it is in the wash, what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Belonging:
    """Facts that people give; None and empty where nobody has."""

    brand: str | None = None
    size: str | None = None
    price_minor: int | None = None
    """What it cost, in the currency's smallest unit."""
    currency: str | None = None
    """ISO 4217."""
    bought_on: date | None = None
    weight_grams: int | None = None
    occasions: tuple[str, ...] = ()
    """Names of ``matching.occasions``: what it is for; empty: anything."""
    tags: tuple[str, ...] = ()
    """The person's own."""
    in_wash: bool = False
    """What was worn on a later day than it was put there is out of it."""
    washed_on: date | None = None
    """Of what was worn after it was in the wash, and nobody said when it was clean: the day it was put there."""
    put_away: bool = False
    """Packed away, as winter coats in summer."""
    wears_since_wash: int = 0
    """Days worn after the last wash, all days where there was none yet."""
