"""What a kept outfit is called."""

from __future__ import annotations

from app.session import Me
from app.words import sentence
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.saved import Saved


def outfit_title(outfit: Saved, who: Me) -> str:
    """Its name, else what it is for, else nothing."""
    _ = who.translate
    if outfit.name:
        return outfit.name
    occasion = OCCASION_NAMES.get(outfit.occasion or "")
    return sentence(_(occasion)) if occasion else ""
