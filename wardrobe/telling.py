"""What there is to tell a household on a day, as notices want it."""

from __future__ import annotations

from datetime import date

from wardrobe.daily import Maker
from wardrobe.matching.forecasts import Forecasts
from wardrobe.matching.outfits import Outfits
from wardrobe.matching.pick import Picks
from wardrobe.matching.plans import Plans
from wardrobe.matching.tomorrow import tomorrow
from wardrobe.notices.notices import Kind, Made


def makers(picks: Picks, outfits: Outfits, plans: Plans, forecasts: Forecasts) -> dict[Kind, Maker]:
    """By kind of notice, who makes it."""

    def pick(household_id: int, day: date) -> Made | None:
        found = picks.of(household_id, day)
        return None if found is None else Made(item_id=found.item.id, reasons=(found.reason,))

    def outfit(household_id: int, day: date) -> Made | None:
        found = tomorrow(household_id, day, outfits, plans, forecasts)
        return None if found is None else Made(garment_ids=found[0], reasons=found[1])

    return {"pick": pick, "outfit": outfit}
