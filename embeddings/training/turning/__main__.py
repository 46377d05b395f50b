"""Teach which way somebody faces, on rendered turns and real photos.

DATA holds ``train`` and ``val``, as ``tests.pictures.turns`` draws them. Cues are kept in the run folder, so a run
that was stopped goes on. The finished model is RUN/model; copy it over embeddings/weights/turning to ship it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from embeddings.parsing.parser import Parser
from embeddings.parsing.small import SmallParser
from embeddings.training.run import open_run
from embeddings.training.turning.gather import gather, together
from embeddings.training.turning.photos import TIMES, teaching
from embeddings.training.turning.publish import publish
from embeddings.training.turning.train import VOTERS, temperature, train
from embeddings.turning.facing import Facing


def main() -> None:
    """Run every stage."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.turning", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of rendered turns")
    options.add_argument("--photos", type=Path, required=True, help="real photos, laid out as docs/data.md says")
    options.add_argument("--run", type=Path, required=True, help="folder for everything that the training makes")
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    open_run(chosen.run, chosen.threads)
    parser, finder = Parser(threads=chosen.threads), SmallParser()
    taught = gather(parser, finder, chosen.data / "train", chosen.run / "train", mirrored=True)
    checked = gather(parser, finder, chosen.data / "val", chosen.run / "val", mirrored=False)
    real = teaching(parser, finder, chosen.photos, chosen.run)
    values = train(together([taught, real]), chosen.seed)
    facing = Facing.of(values, VOTERS)
    divisor = temperature(facing.vote(facing.reduced(checked.features, checked.shape)), checked)
    turns = {name: len(list((chosen.run / name).glob("*.npz"))) for name in ("train", "val")}
    counts = {
        "turns": turns["train"],
        "frames_and_mirrored": len(taught.angle),
        "photos_and_mirrored": len(real.angle) // TIMES,
        "validation_turns": turns["val"],
    }
    publish(values, divisor, parser.model_id, counts, chosen.run)


if __name__ == "__main__":
    main()
