"""Many photos one after the other, as an import has them: two workers of one thread, or one of two."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from embeddings.parsing import Parser
from embeddings.photo import decode
from tests.benchmarks.measure import Row, limit_threads


def rows(files: list[Path], photos: int) -> list[Row]:
    """Photos a second of decoding and parsing, over ``photos`` taken from ``files`` in turn."""
    chosen = [files[number % len(files)] for number in range(photos)]
    found = {(workers, threads): _rate(chosen, workers, threads) for workers, threads in ((1, 2), (2, 1))}
    gain = found[2, 1] / found[1, 2]
    return [
        Row(f"{photos} photos, one worker with two threads", f"{found[1, 2]:.2f} photos/s"),
        Row(f"{photos} photos, two workers with one thread each", f"{found[2, 1]:.2f} photos/s ({gain:.2f} × as many)"),
    ]


def _rate(files: list[Path], workers: int, threads: int) -> float:
    limit_threads(threads)
    free: SimpleQueue[Parser] = SimpleQueue()
    for _ in range(workers):
        parser = Parser(threads=threads)
        parser.model.check()
        free.put(parser)

    def work(path: Path) -> None:
        parser = free.get()
        parser.parse(decode(path.read_bytes(), path.name))
        free.put(parser)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, files[:workers]))  # threads started, caches warm
        start = time.perf_counter()
        list(pool.map(work, files))
        return len(files) / (time.perf_counter() - start)
