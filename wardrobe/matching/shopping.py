"""What a person looks for in shops, chosen for good: for whom, and up to which price."""

from __future__ import annotations

from collections.abc import Iterable
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


def shared_filters(choices: Choices, household_id: int, person_ids: Iterable[int]) -> ItemFilters:
    """What everybody in a household would be shown: for whom, where all who chose chose the same; the highest price."""
    each = [kept_filters(choices, household_id, id) for id in person_ids]
    audiences = {one.audience for one in each if one.audience}
    prices = {(one.currency, one.most_minor) for one in each}
    currencies = {currency for currency, _ in prices}
    alike = len(currencies) == 1 and None not in currencies  # one without a bound is shown everything
    return ItemFilters(
        audience=audiences.pop() if len(audiences) == 1 else None,
        most_minor=max(most for _, most in prices if most is not None) if alike else None,
        currency=currencies.pop() if alike else None,
    )
