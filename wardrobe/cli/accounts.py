"""`otjang account` and `otjang device`: who may see the wardrobe, and what may add to it."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.table import Table

from wardrobe.cli.common import JsonOption, Session, household, note, say, say_json, show

account = typer.Typer(no_args_is_help=True, help="The owner's account.")
device = typer.Typer(no_args_is_help=True, help="Cameras that may send pictures.")


@account.command("create")
def create_account(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name to log in with.")],
) -> None:
    """Make the owner's account, as the first page in the browser does.

    Asks for the password; scripts give it in OTJANG_PASSWORD.
    """
    session: Session = ctx.obj
    password = os.environ.get("OTJANG_PASSWORD") or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with session.house() as house:
        person = house.accounts.create_owner(name, password)
    say(f"The account {person.name} is made. Start with `otjang up` and log in.")


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
        say_json([{"id": one.id, "name": one.name, "created_at": one.created_at} for one in devices])
        return
    table = Table("Id", "Name", "Added")
    for one in devices:
        table.add_row(str(one.id), one.name, f"{one.created_at:%Y-%m-%d}")
    show(table, nothing="No device yet. Make one with `otjang device add NAME`.")


@device.command("revoke")
def revoke_device(
    ctx: typer.Context, device_id: Annotated[int, typer.Argument(help="Id that `otjang device list` shows.")]
) -> None:
    """Take a device's permission back. What it has sent stays."""
    session: Session = ctx.obj
    with session.house() as house:
        house.accounts.revoke_device(household(house), device_id)
    say(f"Device {device_id} is revoked.")
