"""The parser in a process of its own: start-up and memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.measure import Row
from tests.conftest import ROOT

STARTS = 3
PHOTOS = 10


def rows(files: list[Path], threads: int = 2) -> list[Row]:
    """Medians of several processes."""
    told = [_process(files[:PHOTOS], threads) for _ in range(STARTS)]
    middle = {name: float(np.median([each[name] for each in told])) for name in told[0]}
    peak = max(each["peak"] for each in told)
    return [
        Row("process started → first photo parsed", f"{middle['first']:.2f} s (median of {STARTS} starts)"),
        Row("memory before the first photo", f"{middle['before']:.0f} MB"),
        Row("memory after the first photo", f"{middle['after_first']:.0f} MB"),
        Row(f"memory, peak over {min(PHOTOS, len(files))} photos", f"{peak:.0f} MB", "≤ 500 MB"),
        Row("memory after them, model open", f"{middle['after']:.0f} MB"),
        Row("memory once the idle model was dropped", f"{middle['dropped']:.0f} MB"),
    ]


def _process(files: list[Path], threads: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.first_parse", str(threads), *map(str, files)]
    start = time.time()
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, float] = json.loads(ran.stdout)
    told["first"] -= start
    return told
