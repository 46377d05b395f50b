"""`otjang looks` and `garments`: what is in the wardrobe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import typer
from rich.table import Table

from embeddings.parsing.labels import GARMENT_CATEGORIES
from wardrobe.cli.common import JsonOption, Session, household, say_json, show
from wardrobe.garments import GarmentItem
from wardrobe.looks import Look

Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]


def looks(
    ctx: typer.Context,
    limit: Limit = 30,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List the looks, the newest first."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.looks.page(household(house), limit=limit)
    if as_json:
        say_json([_look(look) for look in found])
        return
    table = Table("Look", "Worn on", "File", "State", "Garments")
    for look in found:
        state = look.state if look.failure is None else f"failed: {look.failure.message}"
        garments = ", ".join(sighting.kind or sighting.category for sighting in look.sightings)
        table.add_row(str(look.id), f"{look.worn_on}", look.name, state, garments)
    show(table, nothing="No looks yet. Add photos with `otjang add FILE_OR_FOLDER`.")


def garments(
    ctx: typer.Context,
    category: Annotated[str | None, typer.Option(help=f"One of: {', '.join(GARMENT_CATEGORIES)}.")] = None,
    colour: Annotated[str | None, typer.Option(help="A colour family, such as blue.")] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List the garments with how often each was worn."""
    if category is not None and category not in GARMENT_CATEGORIES:
        raise typer.BadParameter(f"{category} is none of: {', '.join(GARMENT_CATEGORIES)}.")
    session: Session = ctx.obj
    with session.house() as house:
        found = house.garments.list(household(house), category=category, colour_family=colour)
    if as_json:
        say_json([garment_json(item) for item in found])
        return
    table = Table("Garment", "What", "Category", "Worn", "First worn", "Last worn")
    for item in found:
        days = day_of(item.first_worn), day_of(item.last_worn)
        table.add_row(str(item.id), name_of(item), item.category, str(item.wear_count), *days)
    show(table, nothing="No garments yet. Add photos with `otjang add FILE_OR_FOLDER`.")


def name_of(item: GarmentItem) -> str:
    """The name given, else main colour and kind."""
    colours = (colour.name for colour in item.colours[:1])
    return item.name or " ".join([*colours, item.kind or item.category])


def day_of(day: date | None) -> str:
    """A day, or nothing."""
    return str(day) if day else ""


def garment_json(item: GarmentItem) -> dict[str, object]:
    """A garment as scripts get it."""
    return {
        "id": item.id,
        "name": item.name,
        "category": item.category,
        "kind": item.kind,
        "colours": [{"name": colour.name, "share": round(colour.share, 3)} for colour in item.colours],
        "wear_count": item.wear_count,
        "first_worn": item.first_worn,
        "last_worn": item.last_worn,
    }


def _look(look: Look) -> dict[str, object]:
    sightings: Iterable[dict[str, object]] = (
        {
            "id": sighting.id,
            "garment_id": sighting.garment_id,
            "category": sighting.category,
            "kind": sighting.kind,
            "colours": [colour.name for colour in sighting.colours],
            "decision": sighting.decision,
        }
        for sighting in look.sightings
    )
    failure = look.failure
    return {
        "id": look.id,
        "name": look.name,
        "worn_on": look.worn_on,
        "received_at": look.received_at.isoformat(),
        "state": look.state,
        "notes": list(look.notes),
        "twin_id": look.twin_id,
        "failure": failure and {"error": failure.message, "remedy": failure.advice},
        "garments": list(sightings),
    }
