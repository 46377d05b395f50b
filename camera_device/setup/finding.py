"""What a look at one part of the camera has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camera_device.errors import CameraError


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """The camera works, but not as well as it could."""
    FAULT = "fault"
    """Something that was asked for does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: ``what`` is so, and the ``remedy`` where that is not as it should be."""

    level: Level
    what: str
    remedy: str = ""


def ok(what: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, what)


def warning(what: str, remedy: str) -> Finding:
    """It works, but."""
    return Finding(Level.WARNING, what, remedy)


def fault(what: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAULT, what, remedy)


def of_error(error: CameraError, level: Level = Level.FAULT) -> Finding:
    """An error's own words."""
    return Finding(level, error.template.format(**error.params), error.remedy.format(**error.params))
