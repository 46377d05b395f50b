"""`otjang catalogue`: what shops sell, read from their product feeds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from wardrobe.catalogue.catalogues import Catalogue
from wardrobe.catalogue.imports import Import
from wardrobe.cli.common import JsonOption, Session, household, note, progress, say, say_error, say_json, show, told
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.schema import now

catalogue = typer.Typer(no_args_is_help=True, help="Product feeds of shops: what could be new in the wardrobe.")
Id = Annotated[int, typer.Argument(help="Number of the catalogue, as `otjang catalogue list` shows it.")]


@catalogue.command("add")
def add_catalogue(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(help="Link or file: Google Merchant XML or TSV, CSV, JSON lines.")],
    name: Annotated[str | None, typer.Option(help="What it is called; by default the file's or host's name.")] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Folder of the pictures, where the feed has file names.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Of prices that name none, such as EUR.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN, where a column is not recognised; repeatable.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Offer it to every household of this host.")] = False,
    later: Annotated[bool, typer.Option("--later", help="Do not read it now.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Add a catalogue and read it. Rows that fail are listed by `otjang catalogue faults` (exit code 1)."""
    session: Session = ctx.obj
    with session.house() as house:
        owner = None if everyone else household(house)
        pairs = dict(_pair(one) for one in mapping or [])
        called = name or _name_of(source)
        folder = None if pictures is None else str(pictures)
        id = house.catalogues.create(owner, called, source, mapping=pairs, currency=currency, pictures=folder)
        if later:
            say_json({"catalogue": id}) if as_json else say(f"Catalogue {id}: {called}")
            return
        failed = _read(house, id, as_json)
    raise typer.Exit(1 if failed else 0)


@catalogue.command("import")
def import_catalogue(
    ctx: typer.Context,
    id: Id,
    retry: Annotated[bool, typer.Option("--retry", help="Try pictures again that failed.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Read a catalogue's feed again: prices, stock, what is new and what is gone.

    What was stopped or killed goes on where it was. Exit code 1 where rows or pictures failed.
    """
    session: Session = ctx.obj
    with session.house() as house:
        if retry:
            house.catalogues.retry(_owner(house, id), id)
        failed = _read(house, id, as_json)
    raise typer.Exit(1 if failed else 0)


@catalogue.command("list")
def list_catalogues(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show the catalogues."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.catalogues.list(household(house))
    if as_json:
        say_json([_described(one) for one in found])
        return
    table = Table("Id", "Name", "Items", "Waiting", "Failed", "Last read", "State")
    for one in found:
        last = one.last
        when = last.started_at.astimezone().strftime("%Y-%m-%d %H:%M") if last else ""
        counts = (str(count) for count in (one.items, one.waiting, one.failed))
        table.add_row(str(one.id), one.name, *counts, when, last.state if last else "never read")
    show(table, nothing="There are no catalogues. Add one: otjang catalogue add LINK")


@catalogue.command("show")
def show_catalogue(ctx: typer.Context, id: Id, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show one catalogue and what its last import found."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.catalogues.get(household(house), id)
    if as_json:
        say_json(_described(found))
        return
    say(f"{found.name} ({found.id}), {found.format or 'not read yet'}: {found.source}")
    say(f"{found.items} items, {found.waiting} waiting, {found.failed} failed")
    if found.last is not None:
        _tell(found.last)


@catalogue.command("faults")
def show_faults(
    ctx: typer.Context,
    id: Id,
    limit: Annotated[int, typer.Option(min=1, help="How many are shown.")] = 1000,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """List the rows that failed in the last import, with line and reason, and the pictures that failed."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.catalogues.faults(household(house), id, limit)
    rows: list[dict[str, Any]] = []
    for one in found:
        message, remedy = told(one.failure)
        rows.append({"line": one.line, "id": one.key, "field": one.field, "taken": one.taken})
        rows[-1] |= {"error": message, "remedy": remedy}
    if as_json:
        say_json(rows)
        return
    for row in rows:
        place = f"line {row['line']}" if row["line"] else "item" if row["id"] else "feed"
        id_ = f" ({row['id']})" if row["id"] else ""
        say(f"{place}{id_}: {row['error']} {row['remedy']}".rstrip())
    if not rows:
        note("No row failed.")


@catalogue.command("confirm")
def confirm_import(
    ctx: typer.Context,
    id: Id,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what the feed has no more.")] = False,
) -> None:
    """Answer an import that asks: drop the many items that its feed has no more, or keep them."""
    session: Session = ctx.obj
    with session.house() as house:
        gone = house.catalogues.confirm(_owner(house, id), id, now(), drop=not keep)
    say(f"{gone} items dropped.")


@catalogue.command("rename")
def rename_catalogue(ctx: typer.Context, id: Id, name: str) -> None:
    """Give a catalogue another name."""
    session: Session = ctx.obj
    with session.house() as house:
        house.catalogues.rename(_owner(house, id), id, name)


@catalogue.command("remove")
def remove_catalogue(ctx: typer.Context, id: Id) -> None:
    """Remove a catalogue with its items and pictures."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.catalogues.get(household(house), id)
        house.catalogues.remove(_owner(house, id), id)
    say(f"{found.name} is removed.")


def _read(house: House, id: int, as_json: bool) -> bool:
    """Import and prepare with progress; whether something failed."""
    owner = _owner(house, id)
    with progress() as bar:
        task = bar.add_task("Reading", total=None)
        done = house.catalogues.import_feed(
            owner,
            id,
            now=now(),
            tell=lambda rows: bar.update(task, completed=rows, description=f"Reading: {rows} rows"),
        )
        waiting = house.catalogues.get(household(house), id).waiting
        bar.update(task, visible=False)
        if waiting and done.state != "failed":
            task = bar.add_task("Looking at pictures", total=waiting)
            with suppress(ChangeError):  # the server does it just now
                house.preparing.work(tell=lambda made: bar.update(task, completed=made), catalogue_id=id)
    found = house.catalogues.get(household(house), id)
    if as_json:
        say_json(_described(found))
    else:
        _tell(done)
        say(f"{found.items} items, {found.waiting} waiting, {found.failed} with pictures that failed")
        if done.count("failed") or done.count("noted") or found.failed:
            note(f"What failed, and why: otjang catalogue faults {id}")
    return done.state in ("failed", "asking") or bool(done.count("failed")) or bool(found.failed)


def _tell(done: Import) -> None:
    if done.failure is not None:
        say_error(done.failure)
    names = ("rows", "new", "changed", "unchanged", "back", "gone", "failed", "noted")
    say(", ".join(f"{name} {done.count(name)}" for name in names if done.count(name) or name in ("rows", "failed")))
    if done.state == "asking":
        note(
            f"{done.count('missing')} items are in the feed no more. Nothing is dropped before you say so: "
            "`otjang catalogue confirm ID`, or with --keep."
        )


def _described(found: Catalogue) -> dict[str, Any]:
    result = asdict(found)
    last = found.last
    if last is not None:
        result["last"] = {"id": last.id, "state": last.state, "started_at": last.started_at, **last.counts}
        if last.failure is not None:
            result["last"]["error"], result["last"]["remedy"] = told(last.failure)
    return result


def _owner(house: House, id: int) -> int | None:
    """Whose catalogue it is: the command line belongs to the host, which changes the shared ones too."""
    own = household(house)
    return None if house.catalogues.get(own, id).shared else own


def _pair(text: str) -> tuple[str, str]:
    field, mark, column = text.partition("=")
    if not mark or not field.strip() or not column.strip():
        raise NotFoundError("{text} is not FIELD=COLUMN.", text=text, remedy="Write it as in --map title=Name.")
    return field.strip(), column.strip()


def _name_of(source: str) -> str:
    bare = source.split("://", 1)[-1].split("?")[0]
    return bare.split("/")[0].rsplit("@", 1)[-1] if "://" in source else Path(source).stem
