"""Reading ``model.json``, the description that lies beside every built-in parser's ONNX file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from embeddings.errors import ModelError
from embeddings.runtime import REINSTALL


def read_card(path: Path, classes: Sequence[str]) -> dict[str, Any]:
    """What the description says, once it is known to be of a model of these classes.

    Raises ``ModelError`` when the file cannot be read or describes another kind of model.
    """
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            "The model description {path} cannot be read: {reason}.", path=path, reason=error, remedy=REINSTALL
        ) from error
    if not isinstance(card, dict) or card.get("classes") != list(classes):
        raise ModelError(
            "The model that {path} describes is no parser of the {count} classes.",
            path=path,
            count=len(classes),
            remedy=REINSTALL,
        )
    return card
