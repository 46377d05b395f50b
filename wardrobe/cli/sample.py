"""`otjang sample`: a household of two people who do not exist, to look around in."""

from __future__ import annotations

import time
from typing import Annotated, Final

import typer

from wardrobe.cli.common import JsonOption, Session, household, note, progress, say, say_json
from wardrobe.house import House
from wardrobe.sample import SampleState

sample = typer.Typer(no_args_is_help=True, help="A sample household to look around in, which leaves no trace.")
ELSEWHERE: Final = 0.2
"""Seconds to wait for a look that another process works on."""


@sample.command("add")
def add_sample(
    ctx: typer.Context,
    wait: Annotated[bool, typer.Option("--wait", help="Do all of the work here and now; it takes minutes.")] = False,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Add the sample household. The server recognises its looks in the background.

    Added twice it is there once; stopped half-way it goes on when the server runs, or when it is added again.
    """
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        house.sample.add(home)
        if wait:
            _finish(house, home)
        _tell(house.sample.state(home), as_json)


@sample.command("state")
def show_state(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Show how far the sample household is."""
    session: Session = ctx.obj
    with session.house() as house:
        _tell(house.sample.state(household(house)), as_json)


@sample.command("remove")
def remove_sample(ctx: typer.Context) -> None:
    """Remove the sample household, with every picture and every row of it."""
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        if house.sample.state(home).household_id is None:
            note("There is no sample household.")
            return
        house.sample.remove(home)
    say("The sample household is removed.")


def _finish(house: House, home: int) -> None:
    with progress() as bar:
        task = bar.add_task("Recognising", total=house.sample.state(home).looks_total)
        while not (state := house.sample.state(home)).done and state.household_id is not None:
            house.sample_rounds.once()
            bar.update(task, completed=state.looks_ready)
            if not house.intake.work_once() and house.intake.pending():
                time.sleep(ELSEWHERE)
        house.catalogue_work.round()


def _tell(state: SampleState, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "household_id": state.household_id,
                "looks_total": state.looks_total,
                "looks_ready": state.looks_ready,
                "done": state.done,
            }
        )
    elif state.household_id is None:
        note("There is no sample household. Add it with `otjang sample add`.")
    elif state.done:
        say(f"The sample household is there: {state.looks_total} looks.")
    else:
        say(f"{state.looks_ready} of {state.looks_total} looks of the sample household are ready.")
        note("The server goes on with them: run `otjang up`.")
