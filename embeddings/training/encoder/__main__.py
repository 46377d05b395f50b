"""Train, export, quantise and score the encoder, in stages that can be stopped and resumed."""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from embeddings.encoders import OnnxEncoder
from embeddings.evaluation import attributes, encoder, reid, search
from embeddings.training import dinov2
from embeddings.training.encoder.card import write_card, write_description
from embeddings.training.encoder.heads import features, fit
from embeddings.training.encoder.items import Item, items, parsed
from embeddings.training.encoder.knowledge import gather, targets
from embeddings.training.encoder.lots import Lots
from embeddings.training.encoder.network import Learner
from embeddings.training.encoder.publish import publish
from embeddings.training.encoder.restore import restore
from embeddings.training.encoder.train import QUEUE, Plan, train
from embeddings.training.run import open_run

log = logging.getLogger(__name__)

HEADS_FROM: Final = {"hm": 4000, "mango": 1000, "tagged": 1500, "worn": 500, "clothing": 10_000}
"""Pictures that the heads are fitted to, at most so many of a source."""


def main() -> None:
    """Run every stage that the run folder has no result of yet."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.encoder", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of training data")
    options.add_argument("--run", type=Path, required=True, help="folder for everything that the training makes")
    options.add_argument("--words-first", type=int, default=250, help="steps in which words are learnt alone")
    options.add_argument("--steps", type=int, default=1050, help="steps in which pictures and words are")
    options.add_argument("--start", type=Path, help="folder of an encoder to go on from (default: DINOv2)")
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--until", choices=("train", "publish", "evaluate"), default="evaluate", help="last stage")
    given = options.parse_args()
    run: Path = given.run
    open_run(run, given.threads)
    found = everything(given.data, run)
    known, words = gather(found, run, "cpu")
    torch.manual_seed(given.seed)
    learner = Learner(dinov2.start_weights(run), torch.from_numpy(words), QUEUE)
    if given.start:
        restore(given.start, learner)
    lots = Lots(found, known, given.seed)
    training = train(learner, known, lots, run, Plan(given.words_first, given.steps, given.seed, bool(given.start)))
    if given.until == "train":
        return
    folder = run / "weights"
    some = sample(found, given.seed)
    publish(training.average, fit(features(training.average.image, some), targets(some), given.seed), folder)
    if given.until == "publish":
        return
    counts = Counter(item.source for item in found)
    facts = {
        **{name: counts[name] for name in ("hm", "mango", "clothing", "worn", "tagged", "pairs")},
        **{"words_first": given.words_first, "steps": given.steps, "minutes": training.seconds / 60},
        **{"threads": given.threads, "seed": given.seed},
        "note": before(given.start) if given.start else "",
    }
    score(folder, given.data, facts)


def before(start: Path) -> str:
    """What the encoder in ``start`` had learnt, for the card of the one that goes on from it."""
    description = json.loads((start / "model.json").read_text(encoding="utf-8"))
    learnt = description["training"]
    return (
        f"The start was {description['model_id']} as it serves, in 8 bits: {learnt['words_first']} steps of words and "
        f"{learnt['steps']} of both, {learnt['minutes']:.0f} minutes. {learnt.get('note', '')}"
    ).rstrip()


def everything(data: Path, run: Path) -> list[Item]:
    """All training pictures; garments that people wear are cut out by the parser first."""
    return items(data, "train", ("hm", "mango", "clothing", "worn")) + parsed(data, run / "cutouts", "train")


def sample(found: Sequence[Item], seed: int) -> list[Item]:
    """At most ``HEADS_FROM`` pictures of each source, by lot."""
    rng = np.random.default_rng(seed)
    chosen: list[Item] = []
    for source, most in HEADS_FROM.items():
        own = [item for item in found if item.source == source]
        chosen += [own[i] for i in rng.permutation(len(own))[:most]]
    return chosen


def score(folder: Path, data: Path, training: dict[str, Any]) -> None:
    """Measure the files of ``folder``; the figures and what recognition needs go into its description and card."""
    measured, parser = OnnxEncoder(folder), reid.parser_or_none()
    figures = {
        "encoder": encoder.measure(measured, data, folder / "attributes.npz"),
        "attributes": attributes.measure(measured, data, folder / "attributes.npz"),
        "search": search.measure(measured, data),
        "reid": reid.measure(measured, parser, data),
    }
    learnt = {name: figures["reid"][name] for name in ("recognition", "thresholds")}
    write_card(folder, write_description(folder, training=training, metrics=figures, **learnt))
    log.info("measured; copy %s over embeddings/weights/encoder", folder)


if __name__ == "__main__":
    main()
