"""The weather of a day, and how warm the clothes for it should be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Self

from wardrobe.search.reasons import Reason
from wardrobe.words import N_

COLD_C: Final = 2.0
HOT_C: Final = 28.0
"""Felt temperatures at which a garment's warmth (``Attributes.warmth``) should be 1 and 0; in between it is linear."""
LAYER_FROM: Final = 0.45
"""From this warmth on something is worn over it: 16 °C and colder."""
NO_LAYER_BELOW: Final = 0.2
"""Warmer than 23 °C nothing is, but in rain."""
WET_MM: Final = 1.0
"""From so much rain or melted snow in a day on something is worn over it."""

SPAN: Final = N_("{low} to {high} °C")
RAIN: Final = N_("{low} to {high} °C, rain")
SNOW: Final = N_("{low} to {high} °C, snow")


@dataclass(frozen=True, slots=True)
class Weather:
    """A day's forecast."""

    day: date
    low_c: float
    high_c: float
    feels_low_c: float | None = None
    feels_high_c: float | None = None
    """Apparent temperature, with wind and humidity; None where it is not known."""
    rain_mm: float = 0.0
    """Rain and melted snow."""
    snow_cm: float = 0.0
    wind_kmh: float = 0.0
    """The strongest of the day."""

    @property
    def felt_c(self) -> float:
        """What the day feels like to somebody out in it: nearer to its high, for the low is at night."""
        low = self.low_c if self.feels_low_c is None else self.feels_low_c
        high = self.high_c if self.feels_high_c is None else self.feels_high_c
        return (low + 2 * high) / 3

    @property
    def wet(self) -> bool:
        """Whether something over the clothes is wanted for it."""
        return self.rain_mm >= WET_MM or self.snow_cm > 0

    def said(self) -> Reason:
        """In a few words."""
        template = SNOW if self.snow_cm > 0 else RAIN if self.wet else SPAN
        return Reason("weather", template, {"low": round(self.low_c), "high": round(self.high_c)})

    def json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self) | {"day": self.day.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Of ``json``. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for something else."""
        return cls(**kept | {"day": date.fromisoformat(kept["day"])})


def warmth_wanted(felt_c: float) -> float:
    """How warm garments should be, 0 to 1 as ``Attributes.warmth``, where it feels like ``felt_c`` °C."""
    return min(1.0, max(0.0, (HOT_C - felt_c) / (HOT_C - COLD_C)))


def layer_wanted(warmth: float | None, wet: bool) -> bool | None:
    """Whether something is worn over the rest: yes, no, or as it goes."""
    if wet or (warmth is not None and warmth >= LAYER_FROM):
        return True
    return False if warmth is not None and warmth < NO_LAYER_BELOW else None
