"""The frames that show somebody from all sides, chosen from a turn; and a rendered turn, whose angles are known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from embeddings import turning, video
from embeddings.parsing.parser import Parser
from embeddings.parsing.small import SmallParser
from embeddings.turning import Faced, Turn, front, off, views
from tests.conftest import ROOT

PICTURES = ROOT / "tests" / "pictures"


def turn(covered: float = 360.0, per_second: int = 10, blurred: frozenset[int] = frozenset()) -> Turn:
    """A steady turn of ten seconds from the front on; ``blurred`` frames are a tenth as sharp."""
    count = 10 * per_second
    frames = tuple(
        Faced(n, n / per_second, n * covered / count % 360, 1.0 if n in blurred else 10.0, seen=True)
        for n in range(count)
    )
    return Turn(frames, covered, 1)


def test_a_whole_turn_has_24_views_at_even_angles() -> None:
    found = views(turn())
    assert [view.number for view in found] == [*range(24)]
    assert max(off(view.angle, 15 * view.number) for view in found) <= 2
    assert turn().notes == ()


def test_a_sharp_frame_nearby_is_taken_before_a_blurred_one() -> None:
    plain = views(turn())[6]
    other = views(turn(blurred=frozenset({plain.index})))[6]
    assert other.index != plain.index and off(other.angle, 90) <= 5


@pytest.mark.parametrize(
    ("covered", "notes", "least", "most"),
    [(30.0, ("no-turn",), 0, 0), (180.0, ("part-turn",), 12, 14), (330.0, (), 22, 24), (360.0, (), 24, 24)],
)
def test_what_was_not_shown_has_no_view_and_is_noted(
    covered: float, notes: tuple[str, ...], least: int, most: int
) -> None:
    assert turn(covered).notes == notes
    assert least <= len(views(turn(covered))) <= most


def test_the_front_is_the_sharp_frame_nearest_to_it() -> None:
    assert off(front(turn()).angle, 0) <= 5
    behind = Turn(tuple(Faced(n, n / 10, 150 + n, 1.0, seen=True) for n in range(60)), 59.0, 1)
    assert front(behind).angle == 150


def test_where_nobody_is_seen_the_sharpest_frame_stands_for_the_look() -> None:
    empty = Turn(tuple(Faced(n, n / 10, 0.0, float(n == 4), seen=False) for n in range(9)), 0.0, 1)
    assert (front(empty).index, views(empty), empty.notes) == (4, [], ("no-turn",))


@pytest.mark.slow
def test_the_angles_of_a_rendered_turn_are_found() -> None:
    truth = np.array(json.loads((PICTURES / "turn-01.json").read_text())["angles"])
    path = PICTURES / "turn-01.mp4"
    found = turning.watch(
        video.sampled(path, path.name, rate=3, long_side=720), Parser(), SmallParser(), turning.built_in()
    )
    errors = [off(frame.angle, truth[frame.index]) for frame in found.frames]
    assert np.mean(errors) <= 12 and max(errors) < 40
    assert found.direction == 1 and found.notes == ()
    sides = {view.number: off(truth[view.index], 15 * view.number) for view in views(found)}
    assert len(sides) >= 20 and np.mean([*sides.values()]) <= 12
