"""Train, export, quantise and score the garment parser, in stages that can be stopped and resumed.

Every stage leaves its result in the run folder, whole or not at all, and is skipped where its
result is there. The finished model is RUN/model; copy it over embeddings/weights/parser to ship it.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch

from embeddings.training import dinov2
from embeddings.training.parser.finish import finish
from embeddings.training.parser.train import train


def main() -> None:
    """Run every stage that the run folder has no result of yet."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.parser", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of training data")
    options.add_argument("--run", type=Path, required=True, help="folder for everything that the training makes")
    options.add_argument("--minutes", type=float, default=90.0, help="budget of training time")
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    chosen.run.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(chosen.run / "log.txt")],
    )
    torch.set_num_threads(chosen.threads)
    start = dinov2.start_weights(chosen.run)
    train(chosen.data, chosen.run, start, chosen.minutes, chosen.threads, chosen.device, chosen.seed)
    finish(chosen.data, chosen.run, chosen.threads)


if __name__ == "__main__":
    main()
