"""What the sample consists of: its file says which pictures there are, and what their people know of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wardrobe.errors import StorageError

DATA: Final = Path(__file__).parent / "data"
NAME: Final = "manifest.json"
Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture."""


@dataclass(frozen=True, slots=True)
class SampleGarment:
    """A garment that there truly is, and what its owner says of it."""

    key: str
    category: str
    """As the parser calls it."""
    name: str
    facts: Mapping[str, Any]
    """As ``Belongings.set`` takes them; ``bought`` is how many days ago."""


@dataclass(frozen=True, slots=True)
class SampleLook:
    """A picture or the video of a turn, when it was worn, and which garment is where."""

    file: str
    person: str
    days_ago: int
    worn: Mapping[str, Box]
    """Garment → the box around what is seen of it."""
    occasion: str | None
    ratings: Mapping[str, int]
    """Person → 1 to 5."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole sample."""

    folder: Path
    people: tuple[str, ...]
    garments: Mapping[str, SampleGarment]
    looks: tuple[SampleLook, ...]
    """The oldest day first."""
    outfit: Mapping[str, Any]
    """One for a day to come: name, occasion, in_days, garments."""
    trip: Mapping[str, Any]
    """A packing list: name, in_days, days, warmth, occasions."""
    in_wash: tuple[str, ...]
    catalogue: Mapping[str, str]
    """A made-up shop: its name and the folder with ``feed.csv`` and its pictures."""

    def read(self, look: SampleLook) -> bytes:
        """The bytes of a look. Raises ``StorageError`` where the installation lacks them."""
        path = self.folder / look.file
        try:
            return path.read_bytes()
        except OSError as error:
            raise _missing(path) from error

    @classmethod
    def load(cls, folder: Path = DATA) -> Manifest:
        """As it is in a folder. Raises ``StorageError`` where the installation lacks it."""
        path = folder / NAME
        try:
            told = json.loads(path.read_text("utf-8"))
        except OSError as error:
            raise _missing(path) from error
        looks = tuple(
            SampleLook(
                file=one["file"],
                person=one["person"],
                days_ago=one["days_ago"],
                worn={key: (box[0], box[1], box[2], box[3]) for key, box in one["worn"].items()},
                occasion=one.get("occasion"),
                ratings=one.get("ratings", {}),
            )
            for one in told["looks"]
        )
        return cls(
            folder=folder,
            people=tuple(told["people"]),
            garments={key: SampleGarment(key, **one) for key, one in told["garments"].items()},
            looks=tuple(sorted(looks, key=lambda look: (-look.days_ago, look.file))),
            outfit=told["outfit"],
            trip=told["trip"],
            in_wash=tuple(told["in_wash"]),
            catalogue=told["catalogue"],
        )


def _missing(path: Path) -> StorageError:
    return StorageError(
        "The sample household is not installed: {path} is missing.",
        path=path,
        remedy="Install Otjang again, or make the pictures with `make sample`.",
    )
