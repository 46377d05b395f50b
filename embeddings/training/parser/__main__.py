"""Train, export, quantise, calibrate and score the garment parser, in stages that can be stopped and resumed.

Every stage leaves its result in the run folder, whole or not at all, and is skipped where its
result is there. The finished model is RUN/model; copy it over embeddings/weights/parser to ship it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from embeddings.training import dinov2
from embeddings.training.parser.finish import finish
from embeddings.training.parser.network import ParserNetwork
from embeddings.training.parser.package import FILE
from embeddings.training.parser.restore import restore
from embeddings.training.parser.train import Plan, train
from embeddings.training.run import open_run


def main() -> None:
    """Run every stage that the run folder has no result of yet."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.parser", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of training data")
    options.add_argument("--run", type=Path, required=True, help="folder for everything that the training makes")
    options.add_argument("--start", type=Path, help="folder of a parser to go on from (default: DINOv2)")
    options.add_argument("--steps", type=int, default=3600, help="batches of 8 pictures")
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    open_run(chosen.run, chosen.threads)
    torch.manual_seed(chosen.seed)
    network = first_network(chosen.start, chosen.run)
    plan = Plan(chosen.steps, chosen.seed, chosen.device, continued=chosen.start is not None)
    train(chosen.data, chosen.run, network, plan)
    finish(chosen.data, chosen.run, network, chosen.threads)


def first_network(start: Path | None, run: Path) -> ParserNetwork:
    """The network that a training begins with: a parser's weights, or DINOv2's and a fresh decoder."""
    if start is not None:
        return restore(start / FILE, ParserNetwork(norm=False))
    network = ParserNetwork()
    network.vit.load_state_dict(dinov2.start_weights(run))
    return network


if __name__ == "__main__":
    main()
