"""Puts the command line together: global options and the groups of commands."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from wardrobe.cli import (
    accounts,
    backup,
    browse,
    care,
    catalogue,
    collect,
    describe,
    devices,
    embed,
    insights,
    notices,
    outfits,
    parse,
    people,
    sample,
    search,
    shopping,
    style,
    suggest,
    trips,
    upkeep,
)
from wardrobe.cli.common import Commands, Session


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"otjang {version('otjang')}")
        raise typer.Exit


app = typer.Typer(
    name="otjang",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def otjang(
    ctx: typer.Context,
    data_dir: Annotated[
        Path | None,
        typer.Option(envvar="OTJANG_DATA_DIR", help="Folder that holds everything: database, photos, cache."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error arose.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    """Otjang, your own wardrobe: photos in, garments recognised, wears counted. Everything stays on this machine.

    Start with `otjang up` and open the address that it prints.

    Exit codes: 0 all is well, 1 some files failed, 2 wrong use or a fault of the installation.
    """
    ctx.obj = Session(data_dir, debug)


USE, WARDROBE, CARE = "Use it", "The wardrobe", "Care"

app.command("up", rich_help_panel=USE)(upkeep.up)
app.command("add", rich_help_panel=USE)(collect.add)
app.command("watch", rich_help_panel=USE)(collect.watch)
app.command("parse", rich_help_panel=USE)(parse.parse)
app.command("describe", rich_help_panel=USE)(describe.describe_files)
app.command("embed", rich_help_panel=USE)(embed.embed)
app.command("search", rich_help_panel=WARDROBE)(search.search)
app.command("suggest", rich_help_panel=WARDROBE)(suggest.suggest)
app.command("looks", rich_help_panel=WARDROBE)(browse.looks)
app.command("garments", rich_help_panel=WARDROBE)(browse.garments)
app.command("outfits", rich_help_panel=WARDROBE)(outfits.outfits)
app.command("style-check", rich_help_panel=WARDROBE)(style.style_check)
app.command("stats", rich_help_panel=WARDROBE)(insights.stats)
app.command("trends", rich_help_panel=WARDROBE)(insights.trends)
app.command("wash", rich_help_panel=WARDROBE)(care.wash)
app.command("away", rich_help_panel=WARDROBE)(care.away)
app.add_typer(care.facts, name="facts", rich_help_panel=WARDROBE)
app.add_typer(catalogue.catalogue, name="catalogue", rich_help_panel=WARDROBE)
app.add_typer(trips.trip, name="trip", rich_help_panel=WARDROBE)
app.add_typer(shopping.shopping, name="shopping", rich_help_panel=WARDROBE)
app.add_typer(notices.notices, name="notices", rich_help_panel=WARDROBE)
app.command("doctor", rich_help_panel=CARE)(upkeep.doctor)
app.command("rebuild", rich_help_panel=CARE)(upkeep.rebuild)
app.command("backup", rich_help_panel=CARE)(backup.back_up)
app.command("restore", rich_help_panel=CARE)(backup.bring_back)
app.add_typer(devices.device, name="device", rich_help_panel=CARE)
app.add_typer(accounts.account, name="account", rich_help_panel=CARE)
app.add_typer(people.people, name="people", rich_help_panel=CARE)
app.add_typer(sample.sample, name="sample", rich_help_panel=CARE)
