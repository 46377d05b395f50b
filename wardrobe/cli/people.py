"""`otjang people`: who lives in the household, and how they come to log in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from wardrobe.accounts import Person
from wardrobe.cli.common import JsonOption, Session, household, note, say, say_json, show

people = typer.Typer(no_args_is_help=True, help="The people of the household.")

PersonId = Annotated[int, typer.Argument(help="Id that `otjang people list` shows.")]


@people.command("list")
def list_people(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show who belongs to the household, and who can log in."""
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        found, invited = house.accounts.people(home), house.people.invited(home)
    if as_json:
        say_json([_described(one, invited.get(one.id)) for one in found])
        return
    table = Table("Id", "Name", "Role", "Log-in")
    for one in found:
        table.add_row(str(one.id), one.name, one.role, _log_in(one, invited.get(one.id)))
    show(table, nothing="Nobody lives here yet.")


@people.command("add")
def add_person(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What they are called.")],
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Add somebody, who cannot log in until they are invited. Looks can be filed under them at once."""
    session: Session = ctx.obj
    with session.house() as house:
        made = house.people.add(household(house), name)
    if as_json:
        say_json(_described(made, None))
    else:
        say(f"{made.name} belongs to the household (person {made.id}).")


@people.command("invite")
def invite_person(
    ctx: typer.Context,
    person_id: PersonId,
    server: Annotated[str | None, typer.Option(help="Address of the app, as `otjang up` shows it (http://…).")] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Make a link with which a person sets a password. It works once, for seven days.

    For somebody who has forgotten theirs it does the same; the old one is good until the link is used.
    """
    from wardrobe.server.listen import addresses

    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        key = house.people.invite(home, person_id)
        until = house.people.invited(home)[person_id]
    settings = session.settings()
    link = f"{(server or addresses(settings.host, settings.port)[-1]).rstrip('/')}/join/{key}"
    if as_json:
        say_json({"link": link, "expires_at": until})
        return
    note(f"Good once, until {until.astimezone():%Y-%m-%d %H:%M}; it is not shown again:")
    say(link)


@people.command("rename")
def rename_person(
    ctx: typer.Context,
    person_id: PersonId,
    name: Annotated[str, typer.Argument(help="What they are to be called.")],
) -> None:
    """Call a person by another name; they log in with it from now on."""
    session: Session = ctx.obj
    with session.house() as house:
        house.people.rename(household(house), person_id, name)
    say(f"Person {person_id} is called {name} now.")


@people.command("remove")
def remove_person(
    ctx: typer.Context,
    person_id: PersonId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take a person out of the household. Their looks stay; their log-in and shared links end."""
    session: Session = ctx.obj
    with session.house() as house:
        if not yes:
            typer.confirm("Their ratings and wishes are forgotten. Go on?", abort=True)
        house.people.remove(household(house), person_id)
    say(f"Person {person_id} is removed.")


def _log_in(person: Person, invited: datetime | None) -> str:
    if person.can_log_in:
        return "yes" if invited is None else "yes, link open"
    return "no" if invited is None else f"invited until {invited.astimezone():%Y-%m-%d}"


def _described(person: Person, invited: datetime | None) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "can_log_in": person.can_log_in,
        "invited_until": invited,
    }
