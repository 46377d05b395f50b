"""One photo's way from file to garments: how long each stage of it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.parsing import Parser, blur_background, fine_person
from embeddings.parsing.canvas import normalise, to_canvas
from embeddings.photo import decode
from tests.benchmarks.measure import Row, in_turn, limit_threads, seconds, spread


@dataclass(frozen=True)
class Stages:
    """Seconds."""

    decode: float
    canvas: float
    network: float
    reading: float
    """From the network's maps to label map, person and garments."""

    @property
    def total(self) -> float:
        return self.decode + self.canvas + self.network + self.reading


def rows(files: list[Path], float_weights: Path, threads: tuple[int, ...] = (1, 2)) -> list[Row]:
    """Every stage with the built-in 8-bit file; network and total also in full precision."""
    works = {
        (kind, count): _measured(Parser(weights, threads=count), count)
        for kind, weights in (("8 bits", None), ("full precision", float_weights))
        for count in threads
    }
    found = in_turn(works, files)
    decoding = [stages.decode for measured in found.values() for stages in measured]
    canvas = [stages.canvas for measured in found.values() for stages in measured]
    eight = {count: found["8 bits", count] for count in threads}
    result = [Row("decode (one thread always)", spread(decoding)), Row("lay on the canvas", spread(canvas))]
    result += [Row(f"network, {_threads(n)}", spread([each.network for each in eight[n]])) for n in threads]
    result += [Row(f"read its maps, {_threads(n)}", spread([each.reading for each in eight[n]])) for n in threads]
    for n in threads:
        goal = "≤ 250 ms" if n == 2 else ""
        result.append(Row(f"**file to garments, {_threads(n)}**", spread([each.total for each in eight[n]]), goal))
    result.append(Row("finer outline of the person, with blurring, 2 threads", spread(_finer(files[:5])), "≤ 2 s"))
    for n in threads:
        plain = found["full precision", n]
        slower = _median(plain, "network") / _median(eight[n], "network")
        result += [
            Row(f"full precision: network, {_threads(n)}", spread([each.network for each in plain])),
            Row(f"full precision: file to garments, {_threads(n)}", spread([each.total for each in plain])),
            Row(f"8 bits against it, network, {_threads(n)}", f"{slower:.1f} × as fast"),
        ]
    return result


def _finer(files: list[Path]) -> list[float]:
    """From a parsed photo to its large picture with the background blurred."""
    limit_threads(2)
    parser, times = Parser(threads=2), []
    for path in files:
        photo = decode(path.read_bytes(), path.name)
        person = parser.parse(photo).person
        times += seconds(lambda: blur_background(photo, fine_person(parser, photo, person)), 3)  # noqa: B023
    return times


def _measured(parser: Parser, threads: int) -> Callable[[Path], Stages]:
    network: list[float] = []
    original = parser.model.run

    def run(**inputs: np.ndarray) -> list[np.ndarray]:
        start = time.perf_counter()
        outputs = original(**inputs)
        network.append(time.perf_counter() - start)
        return outputs

    parser.model.run = run

    def measure(path: Path) -> Stages:
        limit_threads(threads)
        network.clear()
        clock = time.perf_counter
        start = clock()
        photo = decode(path.read_bytes(), path.name)
        decoded = clock()
        parser.parse(photo)
        parsed = clock()
        normalise(to_canvas(photo.pixels))
        canvas = clock() - parsed
        inside = sum(network)
        return Stages(decoded - start, canvas, inside, parsed - decoded - inside - canvas)

    return measure


def _median(measured: list[Stages], stage: str) -> float:
    return float(np.median([getattr(each, stage) for each in measured]))


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
