"""`otjang backup` and `otjang restore`: everything in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wardrobe.cli.common import Session, note, progress, say
from wardrobe.restoring import restore
from wardrobe.schema import now


def back_up(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="The ZIP file to write, on another disk. One that is there is replaced.")
    ],
) -> None:
    """Write everything into one ZIP file: database, photos, certificate, keys, settings. `otjang up` may go on.

    What you delete afterwards stays in the file: it is gone with the next backup, once you remove the old ones.
    """
    session: Session = ctx.obj
    with session.house() as house, progress() as bar:
        task = bar.add_task("Packing", total=None)
        house.backup.write(file, now(), lambda done, total: bar.update(task, completed=done, total=total))
    say(f"{file} holds everything ({file.stat().st_size / 1e6:.1f} MB).")
    note("Keep it where nobody else reads it: whoever has it has your photos and the keys of your links and cameras.")


def bring_back(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A ZIP file that `otjang backup` or the app made.")],
) -> None:
    """Make an empty data folder of a backup. Every file is checked before anything is put in its place."""
    session: Session = ctx.obj
    folder = session.settings().data_dir
    with progress() as bar:
        task = bar.add_task("Unpacking", total=None)
        made = restore(file, folder, lambda done, total: bar.update(task, completed=done, total=total))
    say(f"{made.files} files of {made.made_at.astimezone():%Y-%m-%d %H:%M} are in {folder}. Start with `otjang up`.")
