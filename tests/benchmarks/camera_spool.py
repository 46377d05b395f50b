"""How fast the camera's spool takes photos so that a power cut does not take them, and what that costs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

from camera_device.capture import Capture, Kind
from camera_device.clock import now
from camera_device.spool import Spool
from tests.benchmarks.measure import Row, in_turn, spread

SIZE = 3_000_000
"""Bytes of a photo."""
PHOTOS = 40
WAITING = 1_000
"""Captures that are in the spool when it is opened."""


def rows() -> list[Row]:
    """Adding photos, beside a plain write of the same bytes that nothing brings to the disk; and opening."""
    photos = [np.random.default_rng(seed).bytes(SIZE) for seed in range(PHOTOS)]
    with tempfile.TemporaryDirectory(prefix="otjang-spool-") as place:
        plain = Path(place) / "plain"
        plain.mkdir()
        with closing(Spool(Path(place) / "spool", 10**12, reserve=0)) as spool:
            works: dict[str, Callable[[bytes], float]] = {
                "spool": _timed(lambda photo: spool.add(Capture(Kind.PHOTO, now()), photo)),
                "plain": _timed(lambda photo: (plain / f"{time.monotonic_ns()}.jpg").write_bytes(photo)),
            }
            times = in_turn(works, photos)
            taken = [
                _timed(lambda entry: spool.confirm(entry.capture.id, entry.sha256))(each) for each in spool.pending()
            ]
        found = [
            Row(
                "photo of 3 MB into the camera's spool, with hash and fsync",
                f"{spread(times['spool'])}: {1 / np.mean(times['spool']):.0f} a second",
            ),
            Row(
                "the same bytes by a plain write without hash or fsync, which a power cut takes",
                f"{spread(times['plain'])}: {1 / np.mean(times['plain']):.0f} a second",
            ),
            Row("letting go of a photo that the server has confirmed", spread(taken)),
        ]
        with closing(Spool(Path(place) / "long", 10**12, reserve=0)) as spool:
            for _ in range(WAITING):
                spool.add(Capture(Kind.PHOTO, now()), b"photo")
        opened = [
            _timed(lambda folder: Spool(folder, 10**12, reserve=0).close())(Path(place) / "long") for _ in range(5)
        ]
        found.append(Row(f"opening the spool with {WAITING:,} captures", spread(opened)))
    return found


def _timed(work: Callable[..., object]) -> Callable[..., float]:
    def run(given: object) -> float:
        start = time.perf_counter()
        work(given)
        return time.perf_counter() - start

    return run
