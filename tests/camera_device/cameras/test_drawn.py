"""The drawn figure is somebody who stands in the picture from head to feet."""

from __future__ import annotations

import numpy as np
import pytest

from camera_device.cameras import drawn
from camera_device.cameras.virtual import VirtualCamera
from embeddings.parsing.small import WEIGHTS, SmallParser


@pytest.mark.skipif(not (WEIGHTS / "model.json").is_file(), reason="the small parser is not built in")
def test_framing_sees_a_whole_person_in_it() -> None:
    camera = VirtualCamera()
    camera.set_up()
    camera.run()
    body = SmallParser(threads=1).parse(camera.frame())
    assert body.seen == {"head", "torso", "legs", "feet"}
    assert not body.touches


def test_it_is_drawn_the_same_every_time() -> None:
    drawn.card.cache_clear()
    first = drawn.card()
    drawn.card.cache_clear()
    assert drawn.card() == first
    assert np.frombuffer(first, np.uint8).size < 100_000
