"""What a person looks for in shops, chosen for good: for whom, and up to which price."""

from __future__ import annotations

from typing import Any, Final

from wardrobe.catalogue.facts import AUDIENCES, ItemFilters
from wardrobe.matching.choices import Choices

CHOICE: Final = "shopping"
"""``audience``, and ``most_minor`` with its ``currency``."""


def kept_filters(choices: Choices, household_id: int, person_id: int) -> ItemFilters:
    """What everything that is on sale is sifted by for this person; nothing where nothing was chosen."""
    known = choices.get(household_id, CHOICE, person_id)
    audience, most = known.get("audience"), known.get("most_minor")
    return ItemFilters(
        audience=audience if audience in AUDIENCES and audience else None,
        most_minor=most,
        currency=known.get("currency") if most else None,
    )


def keep(choices: Choices, household_id: int, person_id: int, **given: Any) -> None:
    """Choose some of it; None takes one back."""

    def alter(known: dict[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in (known | given).items() if one is not None}

    choices.change(household_id, CHOICE, alter, person_id)
