"""`otjang notices`: what was told, by which channels, and whether they work."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from wardrobe.cli.common import JsonOption, Session, household, language, note, say, say_error, say_json, show
from wardrobe.errors import NoticeError
from wardrobe.house import House
from wardrobe.notices import Notice

notices = typer.Typer(
    no_args_is_help=True, help="The pick of the day and the outfit for tomorrow. Channels are added in the app."
)


@notices.command("list")
def list_notices(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """List the channels and the last notices. Addresses are shown with most of them left out."""
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        chosen, found = house.notices.chosen(home), house.notices.newest(home)
        titles = _titles(house, home, found)
    if as_json:
        channels = [{"id": one.id, "service": one.service, "address": one.masked} for one in chosen.channels]
        say_json({"channels": channels, "quiet": chosen.quiet, "notices": [_json(one) for one in found]})
        return
    for channel in chosen.channels:
        say(f"{channel.id}  {channel.service}  {channel.masked}")
    table = Table("Day", "Notice", "What", "Why", "State")
    for one in found:
        why = " ".join(reason.said(language()) for reason in one.reasons)
        table.add_row(str(one.day), one.kind, titles.get(one.id, ""), why, _state(one))
    show(table, nothing="No notices yet. They are made while `otjang up` runs.")


@notices.command("test")
def test_channels(
    ctx: typer.Context,
    channel: Annotated[str | None, typer.Argument(help="Id that `otjang notices list` shows; all without it.")] = None,
) -> None:
    """Send a few words by a channel now, or by all. Exit code 1 where one fails."""
    session: Session = ctx.obj
    failed = 0
    with session.house() as house:
        home = household(house)
        channels = house.notices.chosen(home).channels
        if not channels:
            note("No channel yet. Add one in the settings of the app.")
        for one in channels if channel is None else [channel]:
            name = one if isinstance(one, str) else one.id
            try:
                house.notices.test(home, name)
                say(f"{name}: sent")
            except NoticeError as error:
                failed += 1
                say_error(error)
    raise typer.Exit(1 if failed else 0)


@notices.command("send-now")
def send_now(ctx: typer.Context) -> None:
    """Make today's notices whatever the hour, and send what waits. There is still one of a kind a day."""
    session: Session = ctx.obj
    with session.house() as house:
        made = house.daily.make(household(house), at_once=True)
        sent = house.daily.send()
    say(f"{len(made)} notices made{': ' + ', '.join(made) if made else ''}; {sent} messages sent.")


def _titles(house: House, home: int, found: list[Notice]) -> dict[int, str]:
    items = {
        item.id: item.title for item in house.catalogues.items(home, {one.item_id for one in found if one.item_id})
    }
    return {one.id: items.get(one.item_id, "") if one.item_id else f"{len(one.garment_ids)} garments" for one in found}


def _state(one: Notice) -> str:
    return one.state if one.failure is None else f"{one.state}: {one.failure.message}"


def _json(one: Notice) -> dict[str, object]:
    return {
        "id": one.id,
        "day": one.day,
        "kind": one.kind,
        "item_id": one.item_id,
        "garment_ids": list(one.garment_ids),
        "reasons": [reason.said() for reason in one.reasons],
        "state": one.state,
        "tries": one.tries,
        "failure": one.failure and one.failure.message,
    }
