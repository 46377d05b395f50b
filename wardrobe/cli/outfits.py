"""`otjang outfits`: what to wear."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from wardrobe.cli.browse import Limit, garment_json, name_of
from wardrobe.cli.common import JsonOption, Session, household, language, note, say_json, show
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.outfits import Outfit, Suggested, Wanted
from wardrobe.search.reasons import Reason


def outfits(
    ctx: typer.Context,
    around: Annotated[int | None, typer.Option(metavar="GARMENT", help="Every outfit has this garment.")] = None,
    occasion: Annotated[str | None, typer.Option(help=f"One of: {', '.join(OCCASIONS)}.")] = None,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="For which day; today.")
    ] = None,
    surprise: Annotated[bool, typer.Option("--surprise", help="Something unusual.")] = False,
    limit: Limit = 6,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Suggest outfits from the own wardrobe for a day: by weather, occasion, and what is not in the wash."""
    if occasion is not None and occasion not in OCCASIONS:
        raise typer.BadParameter(f"{occasion} is none of: {', '.join(OCCASIONS)}.")
    session: Session = ctx.obj
    today = date.today()
    when = today if day is None else day.date()
    with session.house() as house:
        owner = household(house)
        forecast = house.forecasts.of(owner, when)
        wanted = Wanted(
            day=when, occasion=occasion, weather=forecast.weather, around=around, surprise=surprise, limit=limit
        )
        found = house.outfits.suggest(owner, wanted, today)
    if as_json:
        say_json(_json(when, found, forecast.why))
        return
    _ = language()
    for reason in (forecast.why, *found.notes):
        if reason is not None:
            note(reason.said(_))
    table = Table("Garments", "What", "Why")
    for outfit in found.outfits:
        ids = " ".join(map(str, outfit.garment_ids))
        what = ", ".join(name_of(garment) for garment in outfit.garments)
        table.add_row(ids, what, "; ".join(reason.said(_) for reason in outfit.reasons))
    show(table, nothing=found.nothing.said(_) if found.nothing else "")


def _json(day: date, found: Suggested, forecast: Reason | None) -> dict[str, object]:
    notes = [reason for reason in (forecast, *found.notes) if reason is not None]
    return {
        "day": day,
        "outfits": [_outfit(outfit) for outfit in found.outfits],
        "nothing": found.nothing and str(found.nothing),
        "left_out": dict(found.left_out),
        "notes": [str(reason) for reason in notes],
    }


def _outfit(outfit: Outfit) -> dict[str, object]:
    return {
        "garments": [garment_json(garment) for garment in outfit.garments],
        "score": round(outfit.score, 4),
        "reasons": [str(reason) for reason in outfit.reasons],
    }
