"""`otjang device`: cameras, how they are let in, and how they are sent away."""

from __future__ import annotations

from typing import Annotated

import segno
import typer
from rich.table import Table

from wardrobe.accounts import Device
from wardrobe.cli.common import JsonOption, Session, household, note, say, say_json, show

device = typer.Typer(no_args_is_help=True, help="Cameras that may send pictures.")


@device.command("add")
def add_device(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Where it stands, such as hallway.")],
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Make the token with which a camera sends pictures. It is shown once."""
    session: Session = ctx.obj
    with session.house() as house:
        token = house.accounts.add_device(household(house), name)
    if as_json:
        say_json({"name": name, "token": token})
    else:
        note(f"The token of {name}; it is not shown again:")
        say(token)


@device.command("list")
def list_devices(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show the devices that may send pictures."""
    session: Session = ctx.obj
    with session.house() as house:
        devices = house.accounts.devices(household(house))
    if as_json:
        say_json([_described(one) for one in devices])
        return
    table = Table("Id", "Name", "Added", "Last seen")
    for one in devices:
        seen = one.last_seen_at.astimezone() if one.last_seen_at else None
        table.add_row(
            str(one.id), one.name, f"{one.created_at:%Y-%m-%d}", f"{seen:%Y-%m-%d %H:%M}" if seen else "never"
        )
    show(table, nothing="No device yet. Pair one with `otjang device approve CODE` or `otjang device invite`.")


@device.command("approve")
def approve_device(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The six digits that the camera shows.")],
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Let the camera in that shows this code. `otjang up` must be running."""
    session: Session = ctx.obj
    with session.house() as house:
        found = house.pairings.approve(household(house), code)
    if as_json:
        say_json(_described(found))
    else:
        say(f"{found.name} is paired (device {found.id}).")


@device.command("invite")
def invite_device(
    ctx: typer.Context,
    server: Annotated[
        str | None, typer.Option(help="Address of the port for cameras, as `otjang up` shows it (https://…).")
    ] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Show a QR code for a camera to read. It works once, for five minutes; `otjang up` must be running."""
    from wardrobe.server.device_port import expected_reach  # half a second of imports

    session: Session = ctx.obj
    with session.house() as house:
        house.reach = expected_reach(house.settings, server)
        made = house.pairings.invite(household(house))
        where = house.reach.server
    if as_json:
        say_json({"text": made.text, "expires_at": made.expires_at})
        return
    note(f"Hold this before the camera within five minutes. It will reach this server at {where}.")
    segno.make(made.text, error="m").terminal(compact=True)
    say(made.text)


@device.command("rename")
def rename_device(
    ctx: typer.Context,
    device_id: Annotated[int, typer.Argument(help="Id that `otjang device list` shows.")],
    name: Annotated[str, typer.Argument(help="What it is to be called.")],
) -> None:
    """Call a device by another name."""
    session: Session = ctx.obj
    with session.house() as house:
        house.accounts.rename_device(household(house), device_id, name)
    say(f"Device {device_id} is called {name} now.")


@device.command("revoke")
def revoke_device(
    ctx: typer.Context, device_id: Annotated[int, typer.Argument(help="Id that `otjang device list` shows.")]
) -> None:
    """Take a device's permission back. What it has sent stays."""
    session: Session = ctx.obj
    with session.house() as house:
        house.accounts.revoke_device(household(house), device_id)
    say(f"Device {device_id} is revoked.")


def _described(device: Device) -> dict[str, object]:
    return {
        "id": device.id,
        "name": device.name,
        "created_at": device.created_at,
        "last_seen_at": device.last_seen_at,
    }
