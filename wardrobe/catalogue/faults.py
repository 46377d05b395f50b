"""Faults as the database keeps them: template, remedy and parameters, told later in the reader's language."""

from __future__ import annotations

from typing import Any

from embeddings.errors import OtjangError
from wardrobe.looks import Failure


def stored(error: OtjangError, **more: Any) -> dict[str, Any]:
    """An error as JSON; ``more`` beside it."""
    params = {name: _plain(value) for name, value in error.params.items()}
    return {"template": error.template, "remedy": error.remedy, "params": params} | more


def failure(found: dict[str, Any] | None) -> Failure | None:
    """What ``stored`` has kept."""
    return None if found is None else Failure(found["template"], found["remedy"], found["params"])


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
