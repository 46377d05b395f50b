"""`otjang-camera doctor`: explains every fault, and its remedy."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from camera_device.errors import CameraError
from camera_device.settings import Settings
from camera_device.setup.checks import CHECKS, Check
from camera_device.setup.finding import Finding, Level, of_error
from camera_device.setup.world import RealWorld, World

MARKS: Final = {Level.OK: ("✓", "green"), Level.WARNING: ("!", "yellow"), Level.FAULT: ("✗", "red")}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list of all findings.")] = False,
) -> None:
    """Look at every part of the camera, and say what to do about what does not work.

    Exit code 0: no fault; 1: at least one.
    """
    logging.disable(logging.WARNING)  # the findings say the same, once
    try:
        findings = list(examined(RealWorld(Settings.load())))
    except CameraError as error:
        findings = [("settings", of_error(error))]
    finally:
        logging.disable(logging.NOTSET)
    out = Console(highlight=False, soft_wrap=True)
    if as_json:
        out.print(as_list(findings), markup=False)
    else:
        for name, finding in findings:
            show(out, name, finding)
    raise typer.Exit(1 if any(finding.level is Level.FAULT for _, finding in findings) else 0)


def examined(world: World, checks: Mapping[str, Check] = CHECKS) -> Iterator[tuple[str, Finding]]:
    """What each check has found, in order; those that have nothing to say are left out."""
    for name, check in checks.items():
        finding = check(world)
        if finding is not None:
            yield name, finding


def show(out: Console, name: str, finding: Finding) -> None:
    """One line, and one for the remedy."""
    mark, colour = MARKS[finding.level]
    out.print(Text(f"{mark} ", style=colour) + Text(f"{name:<10} {finding.what}", style="default"))
    if finding.remedy:
        out.print(Text(f"{'':<13}{finding.remedy}", style="default"))


def as_list(findings: Iterable[tuple[str, Finding]]) -> str:
    """JSON, for programs."""
    rows = [
        {"check": name, "level": finding.level, "what": finding.what, "remedy": finding.remedy}
        for name, finding in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
