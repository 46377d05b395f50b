"""The table of settings in docs/camera.md: ``python -m camera_device.setup.settings_table`` prints it anew."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen
from pydantic.fields import FieldInfo

from camera_device.settings import Settings

HEAD: Final = "| setting | values | default | meaning |\n|---|---|---|---|"
ELSEWHERE: Final = {"state_dir": "the platform's", "name": "the machine's name"}
"""Defaults that differ from machine to machine."""


def table() -> str:
    """Markdown, a row a setting, in the order of the code."""
    meanings = dict(_docstrings())
    rows = [
        f"| `{name}` | {_values(field)} | {_default(name, field)} | {meanings[name].replace('``', '`')} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([HEAD, *rows])


def _docstrings() -> Iterator[tuple[str, str]]:
    """The string that follows each field."""
    (model,) = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body
    assert isinstance(model, ast.ClassDef)
    for field, after in zip(model.body, model.body[1:], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield field.target.id, " ".join(str(after.value.value).split())


def _values(field: FieldInfo) -> str:
    kind = next((one for one in (get_args(field.annotation) or (field.annotation,)) if one is not type(None)), None)
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    if get_origin(field.annotation) is tuple:
        return "several" if Ellipsis in get_args(field.annotation) else f"{len(get_args(field.annotation))} numbers"
    names: dict[Any, str] = {bool: "`true` or `false`", int: "whole number", float: "number", str: "text", Path: "path"}
    return names[kind] + _bounds(field)


def _bounds(field: FieldInfo) -> str:
    said = []
    for bound in field.metadata:
        match bound:
            case Ge(ge):
                said.append(f"from {ge:,}")
            case Gt(gt):
                said.append(f"above {gt}")
            case Le(le):
                said.append(f"to {le}")
            case MaxLen(longest):
                said.append(f"at most {longest} characters")
    return f" {' '.join(said)}" if said else ""


def _default(name: str, field: FieldInfo) -> str:
    default = field.default
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    if default is None or default == ():
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return ", ".join(str(one) for one in default)
    return f"{default:,}" if isinstance(default, int) else f"`{default}`" if isinstance(default, str) else str(default)


if __name__ == "__main__":
    print(table())
