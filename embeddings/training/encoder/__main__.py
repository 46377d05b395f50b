"""Train, export, quantise and score the encoder, in stages that can be stopped and resumed."""

from __future__ import annotations

import argparse
import logging
from collections import Counter
from pathlib import Path

import torch

from embeddings.encoders import OnnxEncoder
from embeddings.evaluation import encoder, reid
from embeddings.training import dinov2
from embeddings.training.encoder.card import write_card, write_description
from embeddings.training.encoder.heads import fit, vectors
from embeddings.training.encoder.items import Item, chosen, items
from embeddings.training.encoder.knowledge import gather
from embeddings.training.encoder.publish import publish
from embeddings.training.encoder.tokens import Tokens, cache
from embeddings.training.encoder.train import train
from embeddings.training.run import open_run

log = logging.getLogger(__name__)


def main() -> None:
    """Run every stage that the run folder has no result of yet."""
    options = argparse.ArgumentParser(prog="python -m embeddings.training.encoder", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of training data")
    options.add_argument("--run", type=Path, required=True, help="folder for everything that the training makes")
    options.add_argument("--minutes", type=float, default=90.0, help="budget of training time")
    options.add_argument("--pictures", type=int, default=100_000, help="use at most about so many pictures")
    options.add_argument("--changed", type=int, default=100_000, help="give so many of them a second, changed view")
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--until", choices=("tokens", "train", "evaluate"), default="evaluate", help="last stage")
    given = options.parse_args()
    run: Path = given.run
    open_run(run, given.threads)
    start = dinov2.start_weights(run)
    found = chosen(items(given.data, "train"), given.pictures, given.seed)
    caches = views(start, found, run, given.changed, given.device, given.seed)
    if given.until == "tokens":
        return
    known, words = gather(found, run, given.device)
    trainer = train(start, words, known, caches, run, given.minutes, given.device, given.seed)
    if given.until == "train":
        return
    folder = run / "weights"
    seen = vectors(trainer.tail, caches[0], given.device)
    publish(start, trainer, fit(seen, known.kinds, given.seed), folder)
    counts = Counter(item.source for item in found)
    training = {
        **{name: counts[name] for name in ("hm", "mango", "clothing", "worn")},
        **{"pairs_used": counts["pairs"], "changed": given.changed, "steps": trainer.steps},
        **{"minutes": trainer.elapsed / 60, "device": given.device, "threads": given.threads, "seed": given.seed},
    }
    score(folder, given.data, training)


def score(folder: Path, data: Path, training: dict[str, object]) -> None:
    """Measure the files of ``folder``; figures and thresholds go into its description and card."""
    figures = {
        "encoder": encoder.measure(OnnxEncoder(folder), data, folder / "kinds.npz", reid.parser_or_none()),
        "reid": reid.measure(OnnxEncoder(folder), reid.parser_or_none(), data),
    }
    thresholds = figures["reid"]["thresholds"]
    shown = round(figures["encoder"]["kind_worn"]["from"], 3)
    described = write_description(folder, thresholds=thresholds, kind_from=shown, training=training, metrics=figures)
    write_card(folder, described)
    log.info("measured; copy %s over embeddings/weights/encoder", folder)


def views(
    start: dict[str, torch.Tensor], found: list[Item], run: Path, changed: int, device: str, seed: int
) -> tuple[Tokens, Tokens]:
    """The token caches: of every picture as it is, and of the first ``changed`` ones in another view."""
    return (
        cache(start, found, run / "plain.tokens", 0, device, seed),
        cache(start, found[:changed], run / "changed.tokens", 1, device, seed),
    )


if __name__ == "__main__":
    main()
