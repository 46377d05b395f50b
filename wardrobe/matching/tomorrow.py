"""What to tell of an evening: the outfit for the next day, planned or proposed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from wardrobe.matching.forecasts import Forecasts
from wardrobe.matching.outfits import Outfits, Wanted
from wardrobe.matching.plans import Plans
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

PLANNED: Final = N_("You have planned it.")


def tomorrow(
    household_id: int, today: date, outfits: Outfits, plans: Plans, forecasts: Forecasts
) -> tuple[tuple[int, ...], tuple[Reason, ...]] | None:
    """Garments for the day after ``today``, with reasons; None where the wardrobe has none. Raises ``ModelError``.

    What is on the calendar comes before what would be proposed.
    """
    day = today + timedelta(days=1)
    planned = next((plan.outfit for plan in plans.between(household_id, day, day) if plan.outfit.garments), None)
    if planned is not None:
        return planned.garment_ids, (Reason("plan", PLANNED),)
    weather = forecasts.of(household_id, day).weather
    found = outfits.suggest(household_id, Wanted(day, weather=weather, limit=1), today).outfits
    return (found[0].garment_ids, found[0].reasons) if found else None
