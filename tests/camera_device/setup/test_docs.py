"""docs/camera.md says what the code does: settings, commands, distances, unit."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import typer.main

from camera_device.cli import app
from camera_device.setup.settings_table import table

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "camera.md").read_text()
PERSON, ROOM = 1.9, 0.075


def test_the_table_of_settings_is_that_of_the_code() -> None:
    written = TEXT.partition("<!-- settings -->\n")[2].partition("\n<!-- /settings -->")[0]
    assert written == table(), "python -m camera_device.setup.settings_table prints it anew"


def test_every_command_is_told_of() -> None:
    told = TEXT.partition("## Commands")[2].partition("## Settings")[0]
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {name for name in commands if not re.search(rf"\b{name}\b", told)} == set()


def level(angle: float, height: float) -> float:
    """Distance from which a camera at this height that is not tilted sees the person with room above and below."""
    return max((1 + ROOM) * PERSON - height, height + ROOM * PERSON) / math.tan(math.radians(angle / 2))


def tilted(angle: float, height: float) -> float:
    """The same for one that is tilted as well as can be."""
    near, far = 0.01, 20.0
    for _ in range(60):
        distance = (near + far) / 2
        above = math.atan(((1 + ROOM) * PERSON - height) / distance)
        below = math.atan((height + ROOM * PERSON) / distance)
        near, far = (distance, far) if above + below > math.radians(angle) else (near, distance)
    return far


OTHER_ANGLE = {"Camera Module 3": 41, "Camera Module 3 Wide": 67, "Camera Module 2": 48.8}
"""Of the short side, by the manufacturer; the webcams' come from 16:9."""


def rows() -> list[tuple[str, float, list[float]]]:
    found = []
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[1].endswith("°"):
            found.append((cells[0], float(cells[1][:-1]), [float(cell) for cell in cells[2:]]))
    return found


def test_there_are_lenses_to_choose_from() -> None:
    assert [name for name, _, _ in rows()][:2] == ["Camera Module 3", "Camera Module 3 Wide"] and len(rows()) == 5


@pytest.mark.parametrize(("name", "angle", "told"), rows(), ids=[name for name, _, _ in rows()])
def test_distances_are_those_of_trigonometry_rounded_up(name: str, angle: float, told: list[float]) -> None:
    exact = [level(angle, 0.95), level(angle, 1.2), level(angle, 1.5), tilted(angle, 1.5)]
    assert told[:4] == [math.ceil(distance * 10 - 1e-9) / 10 for distance in exact]
    short = math.tan(math.radians(OTHER_ANGLE[name] / 2)) if name in OTHER_ANGLE else (
        math.tan(math.radians(angle / 2)) * 9 / 16
    )  # fmt: skip
    assert told[4] == pytest.approx(2 * exact[1] * short, abs=0.06)


@pytest.mark.parametrize(("diagonal", "long_side"), [(78, 70.4), (90, 82.1)])
def test_a_webcams_angle_follows_from_its_diagonal(diagonal: float, long_side: float) -> None:
    half = math.tan(math.radians(diagonal / 2)) * 16 / math.hypot(16, 9)
    assert math.degrees(2 * math.atan(half)) == pytest.approx(long_side, abs=0.05)


@pytest.mark.parametrize("picture", ["camera-wiring.svg", "camera-plate.svg"])
def test_drawings_are_there_and_whole(picture: str) -> None:
    assert f"images/{picture}" in TEXT
    ET.parse(DOCS / "images" / picture)
