"""`otjang wash`, `away` and `facts`: where garments are, and what is known of them as a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from wardrobe.cli.browse import name_of
from wardrobe.cli.common import JsonOption, Session, household, note, say, say_json, show, told
from wardrobe.cli.files import read, write
from wardrobe.garments import GarmentItem
from wardrobe.garments_csv import write_csv
from wardrobe.garments_import import Taken, take_csv
from wardrobe.house import House
from wardrobe.washing import time_to_wash

facts = typer.Typer(no_args_is_help=True, help="Price, size, brand, tags and more of every garment, as a CSV file.")
STANDARD_OUTPUT: Final = Path("-")
MEMORY: Final = 500_000_000
"""Bytes; how large a file of facts may be is told by its reader."""
Ids = Annotated[list[int] | None, typer.Argument(help="Ids that `otjang garments` shows.")]
Day = typer.Option(formats=["%Y-%m-%d"], help="The day, such as 2026-03-01; today where it is not given.")


def wash(
    ctx: typer.Context,
    garments: Ids = None,
    done: Annotated[bool, typer.Option("--done", help="They are clean again; without ids, all in the basket.")] = False,
    on: Annotated[datetime | None, Day] = None,
    take_out: Annotated[bool, typer.Option("--take-out", help="Out of the basket again, not washed.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Put garments in the wash, or say that they are clean. Without ids: what is in it, and what asks for it."""
    if done and take_out:
        raise typer.BadParameter("--done and --take-out exclude each other.")
    if take_out and not garments:
        raise typer.BadParameter("--take-out needs ids.")
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        if done:
            house.belongings.washed(home, on.date() if on else date.today(), garments)
        elif take_out:
            house.belongings.out_of_wash(home, garments or [])
        elif garments:
            house.belongings.to_wash(home, garments)
        basket = house.belongings.in_wash(home)
        asking = [] if done or take_out or garments else house.belongings.to_be_washed(home, date.today())
    if as_json:
        say_json({"in_wash": [item.id for item in basket], "time_to_wash": [item.id for item in asking]})
        return
    table = Table("Garment", "What", "Where")
    for item in basket:
        table.add_row(str(item.id), name_of(item), "in the wash")
    for item in asking:
        table.add_row(str(item.id), name_of(item), f"{time_to_wash(item, date.today())}")
    show(table, nothing="Nothing is in the wash.")


def away(
    ctx: typer.Context,
    garments: Ids = None,
    back: Annotated[bool, typer.Option("--back", help="Bring them back.")] = False,
    southern: Annotated[bool, typer.Option("--southern", help="The seasons are those south of the equator.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Pack garments away, or bring them back. Without ids: what is away, and what the season suggests."""
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        if garments:
            (house.belongings.bring_back if back else house.belongings.put_away)(home, garments)
        items = house.garments.list(home)
        suggest = house.belongings.back_in_season if back else house.belongings.out_of_season
        found = None if garments else suggest(home, date.today(), southern=southern)
    packed = [item for item in items if item.belonging.put_away]
    if as_json:
        say_json({"put_away": [one.id for one in packed], "suggested": [*(found.garment_ids if found else ())]})
        return
    table = Table("Garment", "What", "Where")
    for item in packed:
        table.add_row(str(item.id), name_of(item), "put away")
    show(table, nothing="Nothing is put away.")
    if found is not None:
        note(f"{found.reason} Ids: {' '.join(map(str, found.garment_ids))}")


@facts.command("export")
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write; - prints it.", allow_dash=True)],
    semicolons: Annotated[
        bool, typer.Option("--semicolons", help="Semicolons and decimal commas, as many spreadsheets in Europe expect.")
    ] = False,
) -> None:
    """Write every garment with all that is known of it."""
    session: Session = ctx.obj
    with session.house() as house:
        data = write_csv(house.garments.list(household(house)), semicolons=semicolons)
    if file == STANDARD_OUTPUT:
        typer.echo(data.decode("utf-8-sig"), nl=False)
    else:
        write(file, data)
        say(f"{file} is written.")


@facts.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file as `otjang facts export` writes it, changed.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Take facts from a file; a row is found by its id, else by its name where that is unique.

    An empty cell takes a fact back; a column that is not there leaves it. Rows that fail are listed and the
    others are taken (exit code 1); all of it can be undone in the settings.
    """
    session: Session = ctx.obj
    with session.house() as house:
        taken = _take(house, file, dry_run)
    if as_json:
        say_json(_described(taken))
    else:
        for fault in taken.faults:
            say(f"line {fault.line}, {fault.field}: {' '.join(filter(None, told(fault.fault)))}")
        would = "would be changed" if dry_run else "changed"
        say(f"{len(taken.changed)} {would}, {taken.unchanged} unchanged, {len(taken.faults)} failed.")
    raise typer.Exit(1 if taken.faults else 0)


def _take(house: House, file: Path, dry_run: bool) -> Taken:
    home = household(house)
    items: Sequence[GarmentItem] = house.garments.list(home)
    return take_csv(house.belongings, home, items, read(file, MEMORY), file.name, dry_run=dry_run)


def _described(taken: Taken) -> dict[str, object]:
    faults = [{"line": one.line, "field": one.field, "error": told(one.fault)[0]} for one in taken.faults]
    return {"changed": list(taken.changed), "unchanged": taken.unchanged, "failed": faults}
