"""What can be wrong with vectors and with the file of an index."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import OtjangError


class VectorError(OtjangError, ValueError):
    """Vectors that cannot be compared with those of an index."""


class IndexBusyError(OtjangError, OSError):
    """Another process writes this index."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "The search index {path} is being written by another process.",
            path=path,
            remedy="Wait until it is done, or stop it. Reading the index is possible all the time.",
        )


class Fault(StrEnum):
    """Why a file is not taken. A caller makes the index anew from what it was made of, and says so."""

    MISSING = "there is none"
    FOREIGN = "it is not a file of a search index"
    OTHER_KIND = "it is a search index of another kind"
    OTHER_VERSION = "it is from another version"
    CUT_SHORT = "it is cut short"
    DAMAGED = "it is damaged"
    OTHER_MODEL = "it holds vectors of another model"
    OUT_OF_DATE = "it is out of date"


class IndexFileError(OtjangError, ValueError):
    """A file that is not the index that is asked for; ``fault`` says why."""

    def __init__(self, path: Path, fault: Fault) -> None:
        super().__init__(
            "The search index {path} cannot be used: {fault}.",
            path=path,
            fault=fault.value,
            remedy="Make it anew: otjang rebuild",
        )
        self.fault = fault


def check(vectors: NDArray[np.floating], dim: int, model_id: str, own: str) -> NDArray[np.float32]:
    """Rows of an index's length, of its model (``own``) and of numbers alone, as FAISS wants them.

    Raises ``VectorError`` for another model, with both names, and for NaN or infinity; ``ValueError``
    for another length.
    """
    if model_id != own:
        raise VectorError(
            "These are vectors of the model {other}, and the search index holds those of {own}.",
            other=model_id,
            own=own,
            remedy="Embed the pictures again with {own}, or make an index of {other}.",
        )
    if vectors.ndim != 2 or vectors.shape[1] != dim:
        raise ValueError(f"the index wants vectors of {dim} numbers, not of shape {vectors.shape}")
    rows = np.ascontiguousarray(vectors, np.float32)
    if not np.isfinite(rows).all():
        place = int(np.flatnonzero(~np.isfinite(rows).all(1))[0])
        raise VectorError(
            "Vector {place} of {count} holds numbers that are none (NaN or infinity).",
            place=place + 1,
            count=len(rows),
            remedy="The model file may be damaged: run `otjang doctor`.",
        )
    return rows
