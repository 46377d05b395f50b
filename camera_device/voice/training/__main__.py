"""``python -m camera_device.voice.training --kokoro-voices DIR``: from nothing to weights, figures and card."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from camera_device.voice import evaluation, heads
from camera_device.voice.training import card, corpus, package, run


def main() -> None:
    """Everything from nothing. A run that was stopped goes on with what was spoken already."""
    parser = argparse.ArgumentParser(prog="python -m camera_device.voice.training", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("training-runs/voice"), help="folder for the corpus")
    parser.add_argument("--kokoro-voices", type=Path, required=True, help="voices/ of the npm package kokoro-js 1.2.1")
    parser.add_argument("--passes", type=int, default=6, help="times that each utterance is heard, changed each time")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    spoken = corpus.speak(given.work / "speech", given.kokoro_voices, given.workers)
    trained = run.train(spoken, given.work, passes=given.passes)
    package.write(heads.FOLDER, trained)
    card.write(heads.FOLDER, evaluation.evaluate(given.work, given.kokoro_voices))


if __name__ == "__main__":
    main()
