"""Worn garments as serving sees them: cut out of photos by the built-in parser, once, and kept in the run folder.

Tagged street photos give garments whose kind the tags narrow down; the studio photos of ``pairs`` give
garments of a known product. Both are what recognition meets later: worn, folded, half hidden, cut by a parser.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from embeddings.encoders.ground import neutral_ground
from embeddings.parsing import Parser
from embeddings.photo import decode

log = logging.getLogger(__name__)

LEAST_CONFIDENCE = 0.5
"""A garment of which the parser is less sure is left out."""
LEAST_PIXELS = 400
"""Fewer pixels of the label map than this show nothing."""


@dataclass(frozen=True, slots=True)
class CutOut:
    """One garment of one photo."""

    photo: str
    category: str
    file: str


def cut_out(photos: Iterable[Path], folder: Path) -> list[CutOut]:
    """Every garment that the parser finds on the photos, on white, as PNG in ``folder``; made once."""
    listing = folder / "cutouts.json"
    if listing.is_file():
        return [CutOut(**each) for each in json.loads(listing.read_text(encoding="utf-8"))]
    folder.mkdir(parents=True, exist_ok=True)
    parser = Parser()
    found: list[CutOut] = []
    for number, path in enumerate(photos):
        photo = decode(path.read_bytes(), path.name)
        for place, garment in enumerate(parser.parse(photo).garments):
            if garment.confidence < LEAST_CONFIDENCE or garment.mask.sum() < LEAST_PIXELS:
                continue
            file = f"{path.stem}-{place}.png"
            Image.fromarray(neutral_ground(photo, garment.mask, garment.box)).save(folder / file)
            found.append(CutOut(path.name, garment.category, file))
        if number % 100 == 0:
            log.info("cut out of %d photos: %d garments", number + 1, len(found))
    partial = folder / "cutouts.part"
    partial.write_text(json.dumps([asdict(each) for each in found], indent=0), encoding="utf-8")
    partial.replace(listing)
    return found
