"""A process that parses photos and tells on standard output, in JSON, when and in how much memory.

`python -m tests.benchmarks.first_parse THREADS PHOTO...`; what it imports is what any user of the
parser imports, because start-up is measured here.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from embeddings.parsing import Parser
from embeddings.photo import decode

IDLE = 2.0
"""Seconds; longer than it takes to decode the next photo."""


def memory(field: str) -> float:
    """``VmRSS`` (now) or ``VmHWM`` (peak since start) of this process in MB; Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(field))


def main() -> None:
    threads, *photos = sys.argv[1:]
    parser = Parser(threads=int(threads), idle=IDLE)
    told = {"before": memory("VmRSS")}
    for number, name in enumerate(photos):
        parser.parse(decode(Path(name).read_bytes(), name))
        if number == 0:
            told["first"] = time.time()
            told["after_first"] = memory("VmRSS")
    told["after"], told["peak"] = memory("VmRSS"), memory("VmHWM")
    while any(isinstance(thread, threading.Timer) for thread in threading.enumerate()):
        time.sleep(0.05)  # the model's timer ends once its memory has gone back
    told["dropped"] = memory("VmRSS")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
