"""Does the parser see everybody alike? Its figures by how light the face is in the photo.

python -m embeddings.evaluation tones --data DIR [--split val] [--json OUT]

The individual typology angle of the brighter seven tenths of the face's pixels sorts the photos into
four groups. Light and shade move it, so it sorts photos, not people; photos without a labelled
face are left out.

Source: Chardon, Cretois, Hourseau, "Skin colour typology and suntanning pathways", 1991.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.figures import figures
from embeddings.evaluation.folder import listed, read_pair, read_split
from embeddings.evaluation.measured import measure
from embeddings.parsing import Parser
from embeddings.parsing.labels import CLASS_ID

GROUPS: Final = {"light": 41.0, "intermediate": 10.0, "brown": -30.0, "dark": -181.0}
"""Least angle in degrees."""
SHADED: Final = 0.3
"""Share of the face's pixels, the darkest, that do not count: eyes, brows, beards, shadows."""
FEWEST: Final = 60
"""Pixels of a face that is large enough to have a colour."""
SHOWN: Final = ("person_iou", "pixel_accuracy", "garments_iou")


def main(arguments: Sequence[str]) -> None:
    """Command line of ``python -m embeddings.evaluation tones``."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation tones", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with parsing/split.csv (docs/data.md)")
    options.add_argument("--split", default="val")
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--json", type=Path, help="file for the figures")
    chosen = options.parse_args(arguments)
    text = json.dumps(report(Parser(threads=chosen.threads), chosen.data, chosen.split), indent=1)
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(text + "\n", encoding="utf-8")
    print(text)


def report(parser: Parser, data: Path, split: str) -> dict[str, Any]:
    """For each group: photos in training and here, and the figures of those here with 95 % intervals."""
    here = defaultdict(list)
    for example in read_split(data, split).examples:
        photo, labels = read_pair(example)
        here[group(photo.pixels, labels)].append(example)
    training: dict[str | None, int] = defaultdict(int)
    for example in listed(data, "train").examples:
        photo, labels = read_pair(example)
        training[group(photo.pixels, labels)] += 1
    result: dict[str, dict[str, Any]] = {}
    for name in GROUPS:
        result[name] = {"training": training[name], "n": len(here[name])}
        if here[name]:
            found = figures([measure(parser, example) for example in here[name]])
            result[name] |= {figure: (found[figure], *found["interval"][figure]) for figure in SHOWN}
            result[name]["iou"] = {part: found["iou"].get(part) for part in ("skin", "hair")}
    return result


def group(pixels: NDArray[np.uint8], labels: NDArray[np.uint8]) -> str | None:
    """One of ``GROUPS`` for an H×W×3 photo and its H×W label map on the same grid; None: no face to judge by."""
    face = pixels[labels == CLASS_ID["face"]]
    if len(face) < FEWEST:
        return None
    lab = cv2.cvtColor(face[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]
    lightness, _, yellow = np.median(lab[lab[:, 0] >= np.quantile(lab[:, 0], SHADED)], 0)
    angle = float(np.degrees(np.arctan2(lightness - 50, yellow)))
    return next((name for name, least in GROUPS.items() if angle > least), None)
