"""What every training command does first."""

from __future__ import annotations

import logging
from pathlib import Path

import cv2
import torch


def open_run(run: Path, threads: int) -> None:
    """Make the run folder, log to the terminal and into it, and keep to so many threads."""
    run.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(run / "log.txt")],
    )
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
