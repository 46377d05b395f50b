"""Small helpers: percentiles, a memory watch, the machine in words."""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import psutil

Case = TypeVar("Case")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Row:
    """One line of the report."""

    what: str
    figure: str
    goal: str = ""


@dataclass
class Memory:
    """Resident memory of a process and its children, sampled twenty times a second; MB."""

    process: psutil.Process
    samples: list[float] = field(default_factory=list)

    @contextmanager
    def watch(self) -> Iterator[Memory]:
        done = threading.Event()

        def sample() -> None:
            while not done.wait(0.05):
                try:
                    family = [self.process, *self.process.children(recursive=True)]
                    self.samples.append(sum(one.memory_info().rss for one in family) / 1e6)
                except psutil.NoSuchProcess:
                    return

        thread = threading.Thread(target=sample, daemon=True)
        thread.start()
        yield self
        done.set()
        thread.join()

    @property
    def peak(self) -> float:
        return max(self.samples, default=0.0)


def seconds(work: Callable[[], object], repeats: int) -> list[float]:
    """Wall time of each of ``repeats`` runs, after one run to warm up."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def in_turn(
    works: Mapping[str, Callable[[Case], Result]], cases: Sequence[Case], pause: float = 0.02
) -> dict[str, list[Result]]:
    """What every work gives for every case, after one run each to warm up.

    Case by case, one work after the other, so that a busy minute of the machine hits all of them
    alike. ``pause`` seconds lie between, in which a runtime's waiting threads fall asleep.
    """
    for work in works.values():
        work(cases[0])
    found: dict[str, list[Result]] = {name: [] for name in works}
    for case in cases:
        for name, work in works.items():
            time.sleep(pause)
            found[name].append(work(case))
    return found


def timed(work: Callable[[Case], object], threads: int) -> Callable[[Case], float]:
    """The work with its wall time in seconds as result; torch and OpenCV keep to so many threads."""

    def run(case: Case) -> float:
        limit_threads(threads)
        start = time.perf_counter()
        work(case)
        return time.perf_counter() - start

    return run


def limit_threads(threads: int) -> None:
    """Threads of OpenCV, and of torch where it is in use; ONNX models are told when they are made."""
    cv2.setNumThreads(threads)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)


def spread(times: list[float], unit: str = "ms") -> str:
    """Median and 95th percentile in words."""
    scale = {"ms": 1000, "s": 1}[unit]
    p50, p95 = np.percentile(times, [50, 95]) * scale
    digits = 0 if unit == "ms" and p50 >= 10 else 1 if unit == "ms" else 2
    return f"p50 {p50:.{digits}f} {unit}, p95 {p95:.{digits}f} {unit} (n = {len(times)})"


def machine() -> str:
    """Processor, cores, memory, Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    memory = psutil.virtual_memory().total / 1e9
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def folder_size(folder: Path) -> float:
    """Bytes on disk in MB, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / 1e6
