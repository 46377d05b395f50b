"""Which way somebody faces: measured on rendered turns whose angles are known, and on real photos whose side is.

    python -m embeddings.evaluation turning --data TURNS [--photos DIR] [--json OUT]

TURNS holds ``*.mp4`` with a JSON file beside each, as ``tests.pictures.turns`` draws them. Every video goes the
way that serving goes. DIR is the folder of training data; half of its photos whose side is known are kept for this.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings import turning, video
from embeddings.evaluation.wilson import wilson
from embeddings.evaluation.written import write_figures
from embeddings.parsing.parser import Parser
from embeddings.parsing.small import SmallParser
from embeddings.photo import decode
from embeddings.training.turning.photos import labelled
from embeddings.turning.cues import cues_of
from embeddings.turning.facing import BINS, Facing
from embeddings.turning.turn import APART, off

Floats = NDArray[np.float64]

RATE, SIDE = 8.0, 720
"""As the intake looks at a video."""
ROUNDS: Final = 2000
SIDES: Final = {"front": 0, "left": 6, "back": 12, "right": 18}
WRONG: Final = 90.0
"""An error from here on takes a front for a back, or a left side for a right one."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One turn."""

    path: Floats
    """Error of each frame, degrees."""
    views: Floats
    """Of each view: how far the truth of its frame is from the angle it stands for."""
    sides: dict[str, float]
    """The same of front, left, back and right, as far as there are."""
    swapped: Floats
    """1 for each frame within 45 degrees of front or back that is off by a quarter turn or more, else 0."""
    direction: bool
    """The direction is right."""


def measure(data: Path, photos: Path | None) -> dict[str, Any]:
    """All figures."""
    parser, finder, facing = Parser(), SmallParser(), turning.built_in()
    told = [_turn(path, parser, finder, facing) for path in sorted(data.glob("*.mp4"))]
    figures: dict[str, Any] = {
        "model_id": facing.model_id,
        "turns": len(told),
        "frames": int(sum(len(each.path) for each in told)),
        "frame_error": _errors([each.path for each in told]),
        "view_error": _errors([each.views for each in told]),
        "views_a_turn": round(float(np.mean([len(each.views) for each in told])), 1),
        "sides": {
            name: _errors([np.array([each.sides[name]]) for each in told if name in each.sides]) for name in SIDES
        },
        "front_back_confused": _counted(np.concatenate([each.swapped for each in told])),
        "direction_right": wilson(sum(each.direction for each in told), len(told)),
        "mean_error_by_turn": [round(float(each.path.mean()), 1) for each in told],
    }
    if photos is not None:
        figures["photos"] = _photos(photos, parser, finder, facing)
    return figures


def _turn(path: Path, parser: Parser, finder: SmallParser, facing: Facing) -> Told:
    truth = np.array(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["angles"])
    turn = turning.watch(video.sampled(path, path.name, RATE, SIDE), parser, finder, facing)
    views = {view.number: view for view in turning.views(turn)}
    errors = np.array([off(frame.angle, truth[frame.index]) for frame in turn.frames])
    fore = np.array([min(off(truth[frame.index], 0), off(truth[frame.index], 180)) <= 45 for frame in turn.frames])
    of_views = {number: off(truth[view.index], number * APART) for number, view in views.items()}
    way = float(np.sum((np.diff(truth) + 180) % 360 - 180))
    return Told(
        path=errors,
        views=np.array([*of_views.values()]),
        sides={name: of_views[number] for name, number in SIDES.items() if number in of_views},
        swapped=(errors[fore] > WRONG).astype(float),
        direction=turn.direction == np.sign(way),
    )


def _photos(data: Path, parser: Parser, finder: SmallParser, facing: Facing) -> dict[str, Any]:
    """Real photos that were not taught on, one by one: no turn helps here."""
    found: dict[str, list[float]] = {"main": [], "back": [], "street": []}
    unseen = 0
    for photo in labelled(data):
        if not photo.held_out:
            continue
        cues = cues_of(decode(photo.path.read_bytes(), photo.path.name).pixels, parser, finder)
        if cues is None:
            unseen += 1
            continue
        circle = np.exp(2j * np.pi * np.arange(BINS) / BINS)
        angle = float(np.degrees(np.angle(facing.chances([cues])[0] @ circle)))
        found[photo.view].append(off(angle, photo.angle))
    return {"nobody_seen": unseen} | {
        view: {
            "within_45": wilson(sum(each <= 45 for each in errors), len(errors)),
            "right_half": wilson(sum(each < 90 for each in errors), len(errors)),
        }
        for view, errors in found.items()
    }


def _errors(turns: Sequence[Floats]) -> dict[str, Any]:
    """Mean, median and 90th percentile over all, each with its 95 % interval by a bootstrap over turns."""
    statistics: dict[str, Callable[[Floats], Any]] = {
        "mean": np.mean,
        "median": np.median,
        "p90": lambda values: np.percentile(values, 90),
    }
    figures: dict[str, Any] = {"n": int(sum(len(turn) for turn in turns)), "turns": len(turns)}
    return figures | {name: _interval(turns, statistic) for name, statistic in statistics.items()}


def _counted(swapped: Floats) -> dict[str, float]:
    return wilson(int(swapped.sum()), len(swapped))


def _interval(turns: Sequence[Floats], statistic: Callable[[Floats], Any]) -> dict[str, float]:
    rng = np.random.default_rng(0)
    drawn = [
        float(statistic(np.concatenate([turns[k] for k in rng.integers(len(turns), size=len(turns))])))
        for _ in range(ROUNDS)
    ]
    low, high = np.percentile(drawn, (2.5, 97.5))
    value = float(statistic(np.concatenate(turns)))
    return {"value": round(value, 2), "low": round(float(low), 2), "high": round(float(high), 2)}


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation turning", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of rendered turns")
    options.add_argument("--photos", type=Path, help="folder of real photos, laid out as docs/data.md says")
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    write_figures(measure(given.data, given.photos), given.json)
