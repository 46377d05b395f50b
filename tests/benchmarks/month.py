"""A month of looks through the real intake: does the right wardrobe come out? `make month`.

    python -m tests.benchmarks.month [--pictures FOLDER] [--seed N]… [--days N] [--json OUT]

Thirty photos a seed of one rendered person in 25 garments; light, pose and distance change from day to
day. Each month is lived twice: the person answers what is asked, or never looks.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.written import write_figures
from embeddings.parsing import Parse, Parser
from embeddings.photo import Photo
from tests.benchmarks.month_outfits import NAMES
from tests.benchmarks.month_person import NOTHING, Owner, main, wear
from tests.benchmarks.month_pictures import Day, month
from wardrobe.attributes import Guesses
from wardrobe.house import House
from wardrobe.models import Models
from wardrobe.schema import HouseholdRow, SightingRow
from wardrobe.settings import Settings

PICTURES = Path("artefacts/month")
SEEDS = (4, 5, 6)
"""1 to 3 were looked at while recognition's assumptions were chosen."""
INTRODUCTION = """Thirty photos of a rendered person in 25 garments; light, pose and distance change from day to day.
Each month is lived twice: the person answers what is asked, or never looks."""
COLUMNS = {
    "garments": "garments worn",
    "right": "in the wardrobe once and pure",
    "duplicates": "duplicates",
    "wrong_merges": "wrong merges",
    "questions": "questions",
    "open": "left open",
    "not_garments": "no garments",
    "missed": "missed by the parser",
    "sightings": "sightings",
}


class _Remembering(Models):
    """Both lives of a month see the same photos: what was found last is not computed again."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._parsed: tuple[bytes, Parse] | None = None
        self._looked: tuple[bytes, tuple[NDArray[np.float32], list[Guesses | None]]] | None = None
        models = self

        class Twice(Parser):
            def parse(self, photo: Photo) -> Parse:
                key = photo.pixels.tobytes()
                if models._parsed is None or models._parsed[0] != key:
                    models._parsed = key, super().parse(photo)
                return models._parsed[1]

        self._twice = Twice(threads=settings.threads)

    @property
    def parser(self) -> Parser:
        return self._twice

    def look(
        self, images: Sequence[NDArray[np.uint8]], categories: Sequence[str | None]
    ) -> tuple[NDArray[np.float32], list[Guesses | None]]:
        key = b"".join(image.tobytes() for image in images)
        if self._looked is None or self._looked[0] != key:
            self._looked = key, super().look(images, categories)
        return self._looked[1]


def live(days: Sequence[Day], models: Models) -> dict[str, dict[str, Any]]:
    """The month with answers and without, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        owners = {name: _open(Path(folder) / name, models) for name in ("answers", "no answers")}
        try:
            for number, day in enumerate(days):
                for name, owner in owners.items():
                    wear(owner, day, number, answers=name == "answers")
            return {name: live_summary(owner, days) for name, owner in owners.items()}
        finally:
            for owner in owners.values():
                owner.house.close()


def _open(folder: Path, models: Models) -> Owner:
    house = House.open(Settings(data_dir=folder), models)
    with house.database.write() as session:
        household = HouseholdRow(name="month")
        session.add(household)
        session.flush()
        return Owner(house, household.id)


def live_summary(owner: Owner, days: Sequence[Day]) -> dict[str, Any]:
    """The wardrobe that came out, against what was worn and found."""
    garments = owner.garments()
    rows = Counter(main(truths) for truths in garments.values())
    pure = Counter(main(truths) for truths in garments.values() if len(set(truths)) == 1)
    found = {truth for truth in owner.truth.values() if truth != NOTHING}
    mixed = [
        (NAMES[main(truths)] if main(truths) != NOTHING else "nothing", NAMES[truth] if truth >= 0 else "nothing")
        for truths in garments.values()
        for truth in truths
        if truth != main(truths)
    ]
    with owner.house.database.read() as session:
        left = session.query(SightingRow).where(SightingRow.decision == "ask").count()
    return {
        "garments": len({number for day in days for number in day.worn}),
        "found": len(found),
        "right": sum(rows[number] == 1 and pure[number] == 1 for number in found),
        "duplicates": sum(rows[number] - 1 for number in found if rows[number]),
        "wrong_merges": len(mixed),
        "questions": sum(owner.asked.values()),
        "open": left,
        "not_garments": rows[NOTHING],
        "missed": len(owner.missed),
        "sightings": len(owner.truth),
        "asked": dict(owner.asked),
        "doubled": {NAMES[number]: rows[number] for number in found if rows[number] > 1},
        "mixed": mixed,
        "overlooked": dict(Counter(owner.missed)),
    }


def table(found: dict[str, dict[str, dict[str, Any]]]) -> str:
    """As the report shows it."""
    head = f"| month | {' | '.join(COLUMNS.values())} |\n|{'---|' * (1 + len(COLUMNS))}\n"
    return head + "".join(
        f"| seed {seed}, {name} | {' | '.join(str(figures[key]) for key in COLUMNS)} |\n"
        for seed, lives in found.items()
        for name, figures in lives.items()
    )


def run(arguments: Sequence[str] | None = None) -> None:
    """Print the table; write all that was counted where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.month", description=__doc__)
    options.add_argument("--pictures", type=Path, default=PICTURES, help="where the photos are drawn, once")
    options.add_argument(
        "--seed",
        type=int,
        action="append",
        help="of the month; may be repeated (default: 4 5 6)",
    )
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--encoder", default="builtin", help="as the setting OTJANG_ENCODER")
    options.add_argument("--json", type=Path, help="write everything counted into this file")
    given = options.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING)
    settings = Settings(encoder=given.encoder, threads=given.threads, model_idle_seconds=0)
    found = lived(given.seed or SEEDS, settings, given.pictures, given.days)
    print(table(found))
    if given.json:
        write_figures(found, given.json)


def lived(
    seeds: Sequence[int], settings: Settings, pictures: Path = PICTURES, days: int = 30
) -> dict[str, dict[str, dict[str, Any]]]:
    """What came out of a month for each seed."""
    models = _Remembering(settings)
    return {str(seed): live(month(pictures, seed, days, settings.threads), models) for seed in seeds}


def section(threads: int = 2) -> str:
    """The text of the report's section."""
    return f"{INTRODUCTION}\n\n{table(lived(SEEDS, Settings(threads=threads, model_idle_seconds=0)))}"


if __name__ == "__main__":
    run()
