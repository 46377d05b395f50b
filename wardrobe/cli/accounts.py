"""`otjang account`: who may see the wardrobe."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from wardrobe.cli.common import Session, say

account = typer.Typer(no_args_is_help=True, help="The owner's account.")


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
