"""The figures of turns are what they say they are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.evaluation import turning as measured
from embeddings.turning import Faced, Turn
from embeddings.video import Frame
from tests.conftest import ROOT

PICTURES = ROOT / "tests" / "pictures"
TRUTH = json.loads((PICTURES / "turn-01.json").read_text())["angles"]


@pytest.mark.parametrize(("wrong", "direction"), [(0.0, 1), (10.0, 1), (180.0, -1)])
def test_an_error_of_so_many_degrees_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: float, direction: int
) -> None:
    def watch(frames: Iterable[Frame], *models: object) -> Turn:
        faced = [Faced(f.index, f.seconds, (TRUTH[f.index] + wrong) % 360, 1.0, seen=True) for f in frames]
        return Turn(tuple(faced), 360.0, direction)

    monkeypatch.setattr(measured.turning, "watch", watch)
    for name in ("a", "b"):
        for ending in ("mp4", "json"):
            shutil.copy(PICTURES / f"turn-01.{ending}", tmp_path / f"{name}.{ending}")
    figures: dict[str, Any] = measured.measure(tmp_path, None)
    assert figures["turns"] == 2 and figures["frame_error"]["mean"]["value"] == pytest.approx(wrong, abs=0.1)
    assert figures["view_error"]["mean"]["value"] == pytest.approx(wrong, abs=8)
    assert figures["front_back_confused"]["value"] == float(wrong > 90)
    assert figures["direction_right"]["value"] == float(direction == 1)


def test_the_interval_is_over_turns_and_not_over_frames() -> None:
    figures = measured._errors([np.zeros(50), np.full(50, 10.0)])
    assert figures["mean"] == {"value": 5.0, "low": 0.0, "high": 10.0}
