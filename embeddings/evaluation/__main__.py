"""``python -m embeddings.evaluation WHAT --data DIR [--json OUT]``: measure a built-in model."""

from __future__ import annotations

import argparse
import importlib
import sys

MEASURES = (
    *("attributes", "compatibility", "doubles", "encoder", "parsing", "reid"),
    *("search", "small_parsing", "tones", "turning"),
)
"""Modules of this folder with a ``main(arguments)``."""


def main() -> None:
    """Hand the arguments on to the module that measures ``WHAT``; only that one is imported."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation", description=__doc__)
    options.add_argument("what", choices=MEASURES, help="which model to measure")
    chosen = options.parse_args(sys.argv[1:2])
    importlib.import_module(f"embeddings.evaluation.{chosen.what}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
