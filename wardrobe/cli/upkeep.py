"""`otjang up`, `doctor` and `rebuild`: the house itself."""

from __future__ import annotations

from typing import Annotated

import typer

from wardrobe import doctor as medicine
from wardrobe.cli.common import FAULT, JsonOption, Session, note, progress, say, say_json, told
from wardrobe.rebuild import rebuild as anew


def up(
    ctx: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="127.0.0.1: this machine alone; 0.0.0.0: every device of the network.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on (default 8600).")] = None,
) -> None:
    """Start Otjang: app and pictures on one port, cameras on the next. Stop with Ctrl+C."""
    from wardrobe.server.run import run  # half a second of imports that no other command needs

    session: Session = ctx.obj
    settings = session.settings(host=host, port=port)

    def announce(addresses: list[str], cameras: list[str]) -> None:
        for address in addresses:
            say(f"Otjang is at {address}")
        if cameras:
            say(f"Cameras reach it at {cameras[-1]}")
        note(f"Everything is kept in {settings.data_dir}. Ctrl+C stops.")

    try:
        run(settings, announce)
    except KeyboardInterrupt:
        note("Stopped.")


def doctor(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Check models, database, disk and port, and say what to do about each fault.

    Changes nothing. Exit code 2 when there is a fault.
    """
    session: Session = ctx.obj
    findings = list(medicine.examine(session.settings()))
    if as_json:
        say_json([_described(finding) for finding in findings])
    else:
        for finding in findings:
            if finding.fault is None:
                say(f"ok     {finding.name}: {finding.detail}")
            else:
                message, remedy = told(finding.fault)
                say(f"FAULT  {finding.name}: {message}\n       → {remedy}")
    raise typer.Exit(FAULT if any(finding.fault for finding in findings) else 0)


def _described(finding: medicine.Finding) -> dict[str, object]:
    if finding.fault is None:
        return {"check": finding.name, "ok": True, "detail": finding.detail}
    message, remedy = told(finding.fault)
    return {"check": finding.name, "ok": False, "error": message, "remedy": remedy}


def rebuild(ctx: typer.Context) -> None:
    """Make thumbnails, cut-outs and the search index anew from the photos and the database.

    The cache can be deleted at any time; this fills it again. No decision is changed.
    """
    session: Session = ctx.obj
    with session.house() as house, progress() as bar:
        task = bar.add_task("Rebuilding", total=None)
        made = anew(house.tools, lambda done, total: bar.update(task, completed=done, total=total))
    say(f"Pictures of {made.looks} looks were made anew, and vectors of {made.embedded} garments.")
    if made.orphans:
        say(f"{made.orphans} photos that belonged to no look were removed.")
    for name in made.failed:
        note(f"The photo of {name} cannot be read; its look was left out.")
    raise typer.Exit(1 if made.failed else 0)
