"""Settings are written into a file that people have written too."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_device.errors import FileError, SettingsError
from camera_device.setup.toml_file import updated, write

OURS = """\
# my camera
rotation = 90  # lies on its side
schedule = [
  "07:45",  # before work
  "mon-fri 18:00",
]
name = "the # hallway" # not a comment in the name

[table]
rotation = 1
"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, OURS),
        ({"rotation": 90}, OURS),
        ({"rotation": 270}, OURS.replace("rotation = 90", "rotation = 270")),
        ({"name": "kitchen"}, OURS.replace('"the # hallway" #', '"kitchen"  #')),
        ({"framing": False}, OURS.replace("\n\n[table]", "\n\nframing = false\n[table]")),
        ({"rgb_pins": (5, 6, 13)}, OURS.replace("\n\n[table]", "\n\nrgb_pins = [5, 6, 13]\n[table]")),
        (
            {"schedule": ["08:00"]},
            OURS.replace('[\n  "07:45",  # before work\n  "mon-fri 18:00",\n]', '["08:00"]'),
        ),
    ],
)
def test_only_what_is_set_changes(values: dict[str, Any], expected: str) -> None:
    assert updated(OURS, values) == expected


@given(
    st.dictionaries(
        st.sampled_from(["rotation", "name", "schedule", "new", "other"]),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"))
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.lists(st.text("ab\"\\#\n[]=' 옷")),
    )
)
def test_whatever_is_written_is_read_back_and_the_rest_stays(values: dict[str, Any]) -> None:
    before, after = tomllib.loads(OURS), tomllib.loads(updated(OURS, values))
    assert after == before | values
    assert updated(updated(OURS, values), values) == updated(OURS, values)


def test_a_file_appears_whole_with_its_folder_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "new" / "camera.toml"
    assert write(file, {"name": "hallway", "play": Path("/srv/photos")})
    assert tomllib.loads(file.read_text()) == {"name": "hallway", "play": "/srv/photos"}
    assert not write(file, {"name": "hallway"})
    assert [path.name for path in file.parent.iterdir()] == ["camera.toml"]


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "camera.toml"
    file.touch(0o600)
    write(file, {"name": "hallway"})
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "camera.toml"
    file.write_text("name = ")
    with pytest.raises(SettingsError, match=r"camera.toml is not valid TOML"):
        write(file, {"name": "hallway"})
    assert file.read_text() == "name = "


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=r"camera.toml cannot be written.*sudo"):
        write(tmp_path / "file" / "camera.toml", {"name": "hallway"})
