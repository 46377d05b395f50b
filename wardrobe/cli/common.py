"""What the commands share: the global options, the wardrobe, and how results and errors are told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.status import Status
from rich.table import Table
from typer.core import TyperGroup

from embeddings.errors import ModelError, OtjangError
from wardrobe.cli.files import ResultError
from wardrobe.errors import AccountError, StorageError
from wardrobe.house import House
from wardrobe.i18n import Fault, Translate, pick_language, translate_error, translator
from wardrobe.settings import Settings

FAULT: Final = 2
"""Exit code where the environment is at fault, or the command was used wrongly."""
EVERY_FILE: Final = (ModelError, ResultError, StorageError)
"""Errors that would meet every further file too: they end a command."""

JsonOption = typer.Option("--json", help="Print JSON for scripts.")


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one run of the command."""

    data_dir: Path | None
    debug: bool

    def settings(self, **given: object) -> Settings:
        """Settings of this run: what was given on the command line wins."""
        chosen = {name: value for name, value in given.items() if value is not None}
        if self.data_dir is not None:
            chosen["data_dir"] = self.data_dir
        return Settings.load(**chosen)

    @contextmanager
    def house(self) -> Iterator[House]:
        """The wardrobe, opened and closed again. No worker runs in it."""
        house = House.open(self.settings())
        try:
            yield house
        finally:
            house.close()


def household(house: House) -> int:
    """The one household of this wardrobe."""
    households = house.accounts.households()
    if len(households) == 1:
        return households[0]
    raise AccountError(
        "This wardrobe has no owner yet.",
        remedy="Run `otjang up` and make the account in the browser, or run `otjang account create NAME`.",
    )


def language() -> Translate:
    """Texts in the language of this terminal."""
    wish = next(filter(None, map(os.environ.get, ("OTJANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))), None)
    return translator(pick_language(None, wish))


def told(error: Fault) -> tuple[str, str]:
    """Message and remedy in the language of this terminal."""
    return translate_error(error, language())


def say_error(error: Fault) -> None:
    """What happened, and below it what to do, on standard error."""
    message, remedy = told(error)
    console = _console(stderr=True)
    console.print(message, style="bold red", markup=False)
    if remedy:
        console.print(f"→ {remedy}", markup=False)


def say(text: str) -> None:
    """A line of results on standard output, never wrapped, so that scripts can read it."""
    _console().print(text, markup=False)


def say_json(value: object) -> None:
    """Results as JSON on standard output; dates as ISO 8601."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def note(text: str) -> None:
    """Something worth knowing that is no result, on standard error."""
    _console(stderr=True).print(text, style="dim", markup=False)


def progress() -> Progress:
    """A progress bar on standard error: shown in a terminal, silent in a script."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_console(stderr=True),
        transient=True,
    )


def status(text: str) -> Status:
    """A line on standard error that shows that something goes on."""
    return _console(stderr=True).status(text)


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, soft_wrap=True, highlight=False)


class Commands(TyperGroup):
    """Tells errors in a line or two with their remedy; a traceback comes only with ``--debug``."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OtjangError as error:
            if isinstance(ctx.obj, Session) and ctx.obj.debug:
                raise
            say_error(error)
            raise typer.Exit(FAULT) from error


def show(table: Table, *, nothing: str) -> None:
    """A table on standard output, or the line that says why there is none."""
    if table.row_count:
        table.box = box.SIMPLE_HEAD
        Console(highlight=False).print(table)
    else:
        note(nothing)
