"""Which half of the world a household lives in, by the place of its weather."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wardrobe.matching.forecasts import CHOICE

PLACE: Final = CHOICE
"""The choice that says where the household lives."""


def southern(chosen: Mapping[str, Any]) -> bool:
    """Whether that place is south of the equator; where none was given it is not."""
    latitude = chosen.get("latitude")
    return isinstance(latitude, int | float) and latitude < 0
