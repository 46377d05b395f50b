"""Distil, train, export, quantise and score the small parser, in stages that can be stopped and resumed.

Every stage leaves its result in the run folder, whole or not at all, and is skipped where its
result is there. The finished model is RUN/model; copy it over embeddings/weights/small_parser to ship it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from embeddings.parsing.parser import WEIGHTS, Parser
from embeddings.training.run import open_run
from embeddings.training.small_parser import mobilenet
from embeddings.training.small_parser.finish import finish
from embeddings.training.small_parser.pictures import gather
from embeddings.training.small_parser.targets import make_targets
from embeddings.training.small_parser.train import train


def main() -> None:
    """Run every stage that the run folder has no result of yet."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.small_parser", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of training data")
    options.add_argument("--run", type=Path, required=True, help="folder for everything that the training makes")
    options.add_argument("--teacher", type=Path, default=WEIGHTS, help="folder of the garment parser to learn from")
    options.add_argument("--steps", type=int, default=1200)
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    open_run(chosen.run, chosen.threads)
    start = mobilenet.start_weights(chosen.run)
    teacher = Parser(chosen.teacher, chosen.threads)
    make_targets(teacher, chosen.data, chosen.run / "targets", chosen.seed)
    teacher.close()
    photos = gather(chosen.data, chosen.run / "targets", chosen.seed)
    train(photos, chosen.run, start, chosen.steps, chosen.seed)
    finish(photos, chosen.data, chosen.run, chosen.seed)


if __name__ == "__main__":
    main()
