"""What leaves the house: new pictures made of pixels alone, never a file that came in."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from wardrobe.sharing.boards import lay, outfit_pieces
from wardrobe.sharing.jpeg import jpeg
from wardrobe.sharing.shares import Subject, Treatment
from wardrobe.sharing.treating import GROUND, treated
from wardrobe.tools import Tools

BOARD: Final = (1280, 1600)
"""An outfit's picture, in pixels."""


def render(tools: Tools, household_id: int, subject: Subject, treatment: Treatment) -> list[bytes]:
    """The JPEG files of a subject: one, of a comparison two; see ``jpeg`` for what they are and hold.

    Of a look its photo or the front of its turn, treated; of an outfit its cut-outs on plain ground, laid out. Raises
    ``NotFoundError`` for looks and garments of others, ``ShareError`` for what cannot be treated as wanted
    (better than showing what was to be hidden), ``PhotoError``, ``StorageError``, ``ModelError``.
    """
    files = [jpeg(treated(tools, household_id, look_id, treatment).pixels) for look_id in subject.look_ids]
    for garment_ids, layout in subject.outfits:
        picture = Image.new("RGB", BOARD, GROUND)
        lay(picture, outfit_pieces(tools, household_id, garment_ids, layout), (0, 0, *BOARD))
        files.append(jpeg(np.asarray(picture)))
    return files
