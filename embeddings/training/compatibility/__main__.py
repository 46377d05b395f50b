"""Makes the judge of outfits: ``python -m embeddings.training.compatibility --data DIR --run DIR``.

Stages: see every garment (kept in the run's folder), train the voters (each kept), publish, calibrate and measure.
A stage that is done is not done again. A quarter of an hour to see, ten minutes to train, on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from embeddings.compatibility import TYPES
from embeddings.compatibility.model import WEIGHTS, Compatibility
from embeddings.encoders import load_encoder
from embeddings.evaluation.compatibility import measure
from embeddings.evaluation.outfits import read_choices, read_completions, read_outfits
from embeddings.training.compatibility.calibrate import calibrate
from embeddings.training.compatibility.card import write_card
from embeddings.training.compatibility.items import Items, Numbers, ground_tones, read_items, seen
from embeddings.training.compatibility.lots import Lots
from embeddings.training.compatibility.network import Judge, Voter, Whitening
from embeddings.training.compatibility.publish import describe, publish
from embeddings.training.compatibility.train import DIM, DROPOUT, HIDDEN, fit
from embeddings.training.progress import save_whole
from embeddings.training.run import open_run

VIEWS, VOTERS, KEPT, COLOURS = 2, 3, 192, 48


def see(items: Items, run: Path) -> tuple[Numbers, Numbers, Numbers]:
    """V×N×E embeddings, N×B histograms and N×3 ground tones; made once."""
    path = run / "seen.npz"
    if not path.is_file():
        embeddings, histograms = seen(items.pictures, load_encoder("builtin"), VIEWS)
        partial = run / "seen.part.npz"
        np.savez(partial, embeddings=embeddings, histograms=histograms, tones=ground_tones(items.pictures))
        partial.replace(path)
    with np.load(path) as stored:
        return stored["embeddings"], stored["histograms"], stored["tones"]


def make(data: Path, run: Path, out: Path, threads: int) -> None:
    """All stages."""
    open_run(run, threads)
    items = read_items(data / "outfits", data / "garments")
    outfits = read_outfits(data / "outfits", items)
    embeddings, histograms, tones = see(items, run)
    lots = Lots(items, outfits, tones, seed=0)
    views, colours = torch.from_numpy(embeddings), torch.from_numpy(histograms)
    whitening = Whitening(views.shape[-1], KEPT, colours.shape[1], COLOURS)
    whitening.fit(views[0][lots.used], colours[lots.used])
    inputs = torch.stack([whitening(view, colours) for view in views])
    types = torch.from_numpy(items.type)
    voters = []
    for seed in range(VOTERS):
        path = run / f"voter-{seed}.pt"
        if not path.is_file():
            save_whole(fit(inputs, types, lots, seed).state_dict(), path)
        voter = Voter(inputs.shape[-1], DIM, HIDDEN, DROPOUT)
        voter.load_state_dict(torch.load(path, weights_only=True))
        voters.append(voter)
    publish(Judge(whitening, voters), out)
    names = [TYPES[code] for code in items.type]
    judge = Compatibility(out)
    questions = read_choices(data / "outfits", "val", items), read_completions(data / "outfits", "val", items)
    lines, errors = calibrate(judge, judge.styles(embeddings[0], histograms, names), names, *questions)
    describe(out, calibration=lines)
    metrics = measure(data, "val", scorer=Compatibility(out), known=(embeddings[0], histograms))
    training = {"outfits": len(outfits), "items": len(lots.used), "voters": VOTERS}
    write_card(out, describe(out, metrics=metrics, held_out_calibration=errors, training=training))


def main() -> None:
    """Read the arguments and make the model."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.compatibility", description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--run", type=Path, required=True, help="folder of what is made on the way")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    make(given.data, given.run, given.out, given.threads)


if __name__ == "__main__":
    main()
