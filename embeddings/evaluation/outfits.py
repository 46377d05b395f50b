"""Questions about outfits, read from a folder and checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.training.compatibility.items import Items

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Fill in the blank: Q questions of A answers."""

    known: Rows
    """Q×n rows of items, −1 for none."""
    answers: Rows
    """Q×A rows of items."""
    right: Rows
    """Q places in the answers."""

    @property
    def right_item(self) -> Rows:
        """Q rows of items: by these, questions are of one kind, and are drawn anew together."""
        return self.answers[np.arange(len(self.right)), self.right]


@dataclass(frozen=True, slots=True, eq=False)
class Completions:
    """An outfit's known items and a new one that was there (label 1) or was not (0)."""

    known: Rows
    new: Rows
    label: NDArray[np.bool_]


def read_choices(folder: Path, split: str, items: Items) -> Choices:
    """``mango_fitb_SPLIT.json``. Raises ``ModelError`` for a file that is missing or has no such fields."""
    rows = _read(folder / f"mango_fitb_{split}.json", ("question", "answers", "correct"))
    answers = [items.places(row["answers"]) for row in rows]
    if len({len(each) for each in answers}) > 1:
        raise ModelError("The questions of {split} have different numbers of answers.", split=split)
    return Choices(
        padded([items.places(row["question"]) for row in rows]),
        np.array(answers, np.int64),
        np.array([int(row["correct"]) for row in rows], np.int64),
    )


def read_completions(folder: Path, split: str, items: Items) -> Completions:
    """``mango_compat_SPLIT.json``. Raises ``ModelError`` likewise."""
    rows = _read(folder / f"mango_compat_{split}.json", ("items", "new", "label"))
    known = [items.places([name for name in row["items"] if name != row["new"]]) for row in rows]
    new = np.array(items.places([row["new"] for row in rows]), np.int64)
    return Completions(padded(known), new, np.array([row["label"] == 1 for row in rows]))


def read_outfits(folder: Path, items: Items) -> list[list[int]]:
    """Stylists' outfits of two items and more, where the folder has some: what baselines may have learnt from."""
    path = folder / "mango_outfits.json"
    if not path.is_file():
        return []
    return [rows for row in _read(path, ("items",)) if len(rows := items.places(row["items"])) > 1]


def padded(lists: Sequence[Sequence[int]]) -> Rows:
    """Rows of one length, filled up with −1."""
    table = np.full((len(lists), max(map(len, lists), default=1)), -1, np.int64)
    for place, row in enumerate(lists):
        table[place, : len(row)] = row
    return table


def _read(path: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    remedy = "The layout is described in docs/data.md."
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError("{path} is missing or no JSON.", path=path, remedy=remedy) from error
    for place, row in enumerate(rows):
        for name in fields:
            if name not in row:
                raise ModelError(
                    "{path}, entry {place}: there is no {field}.", path=path, place=place, field=name, remedy=remedy
                )
    if not rows:
        raise ModelError("{path} has no entries.", path=path, remedy=remedy)
    return rows
