"""`otjang trip`: packing lists."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from wardrobe.cli.browse import name_of
from wardrobe.cli.common import JsonOption, Session, household, note, say, say_json, show
from wardrobe.matching.luggage import Plan
from wardrobe.matching.trips import WARMTH, Trip, TripWishes

trip = typer.Typer(no_args_is_help=True, help="Packing lists: few garments that dress every day of a trip.")
TripId = Annotated[int, typer.Argument(help="Id that `otjang trip list` shows.")]
_ISO: Final = ["%Y-%m-%d"]


@trip.command("new")
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What the trip is called, such as Busan.")],
    first: Annotated[datetime, typer.Argument(formats=_ISO, help="The first day, such as 2026-03-01.")],
    last: Annotated[datetime, typer.Argument(formats=_ISO, help="The last day.")],
    weather: Annotated[str | None, typer.Option(help=f"One of: {', '.join(WARMTH)}.")] = None,
    rain: Annotated[bool, typer.Option("--rain", help="Something over it, and an umbrella.")] = False,
    occasion: Annotated[
        list[str] | None, typer.Option(help="The usual one first; each further one has a day of its own.")
    ] = None,
    laundry: Annotated[bool, typer.Option("--laundry", help="There is a wash on the way.")] = False,
    most_grams: Annotated[int | None, typer.Option(help="The most that it may weigh.")] = None,
    everything: Annotated[bool, typer.Option("--everything", help="Also what is in the wash or put away.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Plan a trip, and choose what to take."""
    if weather is not None and weather not in WARMTH:
        raise typer.BadParameter(f"{weather} is none of: {', '.join(WARMTH)}.")
    wishes = TripWishes(
        warmth=WARMTH[weather] if weather else None,
        wet=rain,
        occasions=tuple(occasion or ()),
        laundry=laundry,
        most_grams=most_grams,
        everything=everything,
    )
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        made = house.packing.get(home, house.packing.make(home, name, first.date(), last.date(), wishes))
        _tell(made, house.packing.plan(home, made), as_json)


@trip.command("list")
def list_trips(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show every trip, the latest first."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.packing.trips(household(house))
    if as_json:
        say_json([_described(one) for one in found])
        return
    table = Table("Trip", "Name", "First day", "Last day", "Packed")
    for one in found:
        table.add_row(str(one.id), one.name, f"{one.first}", f"{one.last}", f"{one.packed} of {len(one.things)}")
    show(table, nothing="No trip yet. Plan one with `otjang trip new NAME FIRST LAST`.")


@trip.command("show")
def show_trip(ctx: typer.Context, trip_id: TripId, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show a packing list and what it gives for each day."""
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        found = house.packing.get(home, trip_id)
        _tell(found, house.packing.plan(home, found), as_json)


@trip.command("delete")
def delete(ctx: typer.Context, trip_id: TripId) -> None:
    """Forget a trip and its list."""
    session: Session = ctx.obj
    with session.house() as house:
        house.packing.delete(household(house), trip_id)
    say(f"Trip {trip_id} is deleted.")


def _tell(found: Trip, plan: Plan, as_json: bool) -> None:
    if as_json:
        days = [{"occasion": occasion, "garments": [one.id for one in worn]} for occasion, worn in plan.outfits]
        notes = [str(one) for one in plan.notes]
        say_json(_described(found) | {"grams": plan.grams, "days": days, "notes": notes})
        return
    table = Table("", "Garment", "What")
    for thing in found.things:
        what = name_of(thing.garment) if thing.garment else str(thing.said())
        table.add_row("x" if thing.packed else "", str(thing.garment.id) if thing.garment else "", what)
    say(f"Trip {found.id}: {found.name}, {found.first} to {found.last}, about {plan.grams / 1000:.1f} kg")
    show(table, nothing="Nothing is on the list.")
    for number, (occasion, worn) in enumerate(plan.outfits, start=1):
        words = ", ".join(name_of(one) for one in worn)
        say(f"Day {number}{f' ({occasion})' if occasion else ''}: {words}")
    for reason in plan.notes:
        note(str(reason))


def _described(found: Trip) -> dict[str, Any]:
    things = [
        {
            "id": thing.id,
            "garment_id": thing.garment.id if thing.garment else None,
            "words": str(thing.said()) if thing.words else None,
            "packed": thing.packed,
        }
        for thing in found.things
    ]
    return {"id": found.id, "name": found.name, "first": found.first, "last": found.last, "things": things}
