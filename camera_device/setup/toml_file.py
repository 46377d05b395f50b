"""Writes settings into a TOML file and leaves all else in it as it is: other settings, their order, comments."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from camera_device.errors import FileError, SettingsError
from camera_device.spool.files import Disk

Value = str | bool | int | float | Path | list["Value"] | tuple["Value", ...]


def write(file: Path, values: Mapping[str, Value]) -> bool:
    """Set ``values``, whole or not at all; False where nothing had to change.

    Raises ``SettingsError`` where the file is not valid TOML, ``FileError`` where it cannot be read or written.
    """
    try:
        before = file.read_text() if file.exists() else ""
        after = updated(before, values)
        if after == before:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        with fresh.open("w") as target:
            target.write(after)
            target.flush()
            os.fsync(target.fileno())
        fresh.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        fresh.replace(file)
        Disk().sync_folder(file.parent)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            "{file} is not valid TOML: {reason}.", file=file, reason=error, remedy="Correct or remove it."
        ) from error
    except OSError as error:
        raise FileError(
            "{file} cannot be written: {reason}.",
            file=file,
            reason=error.strerror or error,
            remedy="Run it with sudo, or name another file by OTJANG_CAMERA_CONFIG.",
        ) from error
    return True


def updated(text: str, values: Mapping[str, Value]) -> str:
    """The same TOML with these top-level keys set. Raises ``tomllib.TOMLDecodeError``."""
    known = tomllib.loads(text)
    lines = text.splitlines()
    for key, value in values.items():
        line = f"{key} = {_literal(value)}"
        if key not in known:
            lines.insert(_end_of_top_level(lines), line)
        elif known[key] != tomllib.loads(line)[key]:
            first, last = _place(lines, key)
            comment = _comment(lines[first]) if first + 1 == last else ""
            lines[first:last] = [line + comment]
    return "\n".join(lines) + "\n" if lines else ""


def _literal(value: Value) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_literal(one) for one in value)}]"
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False)  # a JSON string is a basic string of TOML
    return str(value).lower() if isinstance(value, bool) else str(value)


def _place(lines: list[str], key: str) -> tuple[int, int]:
    """The lines that hold a key that is there: more than one where its value is an array over several lines."""
    for first, line in enumerate(lines):
        if line.partition("=")[0].strip().strip("\"'") != key or not _is_toml("\n".join(lines[:first])):
            continue
        for last in range(first + 1, len(lines) + 1):
            if _is_toml("\n".join(lines[first:last])):
                return first, last
    raise SettingsError("The setting {key} is written in an unusual way.", key=key, remedy="Change it by hand.")


def _comment(line: str) -> str:
    """A comment behind the value, with the space before it."""
    for place, sign in enumerate(line):
        if sign == "#" and _is_toml(line[:place]):
            return "  " + line[place:]
    return ""


def _end_of_top_level(lines: list[str]) -> int:
    """Where a new key can stand: before the first table, behind all else."""
    for place, line in enumerate(lines):
        if line.lstrip().startswith("[") and _is_toml("\n".join(lines[:place])):
            return place
    return len(lines)


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
