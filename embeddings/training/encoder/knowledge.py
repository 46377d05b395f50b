"""Everything the training needs beside pictures: targets of each item, and texts with their teacher's vectors."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import FAMILIES, Colour, dominant_colours
from embeddings.ontology import KINDS
from embeddings.training.encoder import teacher
from embeddings.training.encoder.captions import PATTERNS, known
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.network import CONTEXT, TEXT_WIDTH
from embeddings.training.encoder.views import foreground

log = logging.getLogger(__name__)

SMALL = 96
"""Long side at which colours are measured."""


@dataclass(frozen=True)
class Knowledge:
    """Targets by item (N of them) and texts (U of them)."""

    kinds: NDArray[np.bool_]
    """N×K: which kinds the item may be; all false where nothing is known."""
    family: NDArray[np.int64]
    """N, −1 unknown."""
    pattern: NDArray[np.int64]
    """N, −1 unknown."""
    lab: NDArray[np.float32]
    """N×3 main colour, NaN unknown."""
    captions: list[NDArray[np.int64]]
    """Rows of ``tokens`` that describe each item."""
    garment: NDArray[np.int64]
    """N: equal for pictures of one garment."""
    tokens: NDArray[np.int64]
    """U×``CONTEXT``."""
    taught: NDArray[np.float16]
    """U×384, the teacher's vectors."""


def gather(found: Sequence[Item], run: Path, device: str) -> tuple[Knowledge, NDArray[np.float32]]:
    """Targets, texts and the start of the table of words (49408×``TEXT_WIDTH``); kept in ``run``."""
    colours = _colours(found, run / "colours.npz")
    about = [known(item, each) for item, each in zip(found, colours, strict=True)]
    captions = sorted({caption for each in about for caption in each.captions})
    vocabulary = _vocabulary()
    taught = _taught(vocabulary + captions, run / "taught.npz", run, device)
    words = taught[: len(vocabulary)].astype(np.float32)
    spoken = [i for i, word in enumerate(vocabulary) if _is_word(word)]
    texts = captions + [vocabulary[i] for i in spoken]
    row = {caption: i for i, caption in enumerate(captions)}
    garments = {name: i for i, name in enumerate(dict.fromkeys(item.garment for item in found))}
    result = Knowledge(
        kinds=np.array([[kind in each.kinds for kind in KINDS] for each in about]),
        family=np.array([FAMILIES.index(each.family) if each.family else -1 for each in about]),
        pattern=np.array([PATTERNS.index(each.pattern) if each.pattern else -1 for each in about]),
        lab=np.array([each[0].lab if each else (np.nan,) * 3 for each in colours], np.float32),
        captions=[np.array([row[caption] for caption in each.captions]) for each in about],
        garment=np.array([garments[item.garment] for item in found]),
        tokens=_tokens(texts),
        taught=np.concatenate([taught[len(vocabulary) :], taught[spoken]]),
    )
    return result, principal(words, TEXT_WIDTH)


def principal(vectors: NDArray[np.float32], width: int, spread: float = 0.04) -> NDArray[np.float32]:
    """The first ``width`` principal components, scaled to a mean standard deviation of ``spread``."""
    centred = vectors - vectors.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    reduced = centred @ axes[:, ::-1][:, :width]
    return np.asarray(reduced * (spread / reduced.std()), np.float32)


def _colours(found: Sequence[Item], path: Path) -> list[tuple[Colour, ...]]:
    """Main colours of each item, none where the ground is not plain (people's own clothes)."""
    if path.is_file():
        stored = np.load(path)
        if len(stored["lab"]) == len(found):
            parts = (stored["name"], stored["family"], stored["lab"].tolist(), stored["share"].tolist())
            return [
                tuple(
                    Colour(str(name), str(family), (lab[0], lab[1], lab[2]), share)
                    for name, family, lab, share in zip(*each, strict=True)
                    if share
                )
                for each in zip(*parts, strict=True)
            ]
    names, families, labs, shares = [], [], [], []
    for number, item in enumerate(found):
        colours: tuple[Colour, ...] = ()
        if item.source != "clothing":
            pixels = item.load()
            scale = SMALL / max(pixels.shape[:2])
            size = (max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale)))
            small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
            colours = dominant_colours(np.asarray(small, np.uint8), foreground(np.asarray(small, np.uint8)), 2)
        padded = [*colours, *[Colour("", "", (0.0, 0.0, 0.0), 0.0)] * (2 - len(colours))]
        names.append([c.name for c in padded])
        families.append([c.family for c in padded])
        labs.append([c.lab for c in padded])
        shares.append([c.share for c in padded])
        if number % 4000 == 0:
            log.info("colours: %d of %d", number, len(found))
    np.savez(path, name=names, family=families, lab=np.array(labs, np.float32), share=np.array(shares, np.float32))
    return _colours(found, path)


def _taught(texts: list[str], path: Path, run: Path, device: str) -> NDArray[np.float16]:
    """The teacher's vectors of ``texts``, kept in ``path``."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if path.is_file():
        stored = np.load(path)
        if str(stored["texts"]) == digest:
            return np.asarray(stored["vector"])
    vectors = teacher.embed(teacher.fetch(run), texts, device)
    np.savez(path, texts=np.array(digest), vector=vectors)
    return vectors


def _vocabulary() -> list[str]:
    """Each of open_clip's 49,408 tokens as the text that it stands for."""
    from open_clip.tokenizer import SimpleTokenizer

    from embeddings import torchvision_cpu  # noqa: F401

    tokenizer = SimpleTokenizer()
    texts = []
    for number in range(tokenizer.vocab_size):
        raw = bytearray(tokenizer.byte_decoder.get(c, 32) for c in tokenizer.decoder[number].replace("</w>", ""))
        texts.append(raw.decode("utf-8", errors="replace").strip() or "?")
    return texts


def _is_word(text: str) -> bool:
    return text.isascii() and text.isalpha() and len(text) > 2


def _tokens(texts: Sequence[str]) -> NDArray[np.int64]:
    from open_clip.tokenizer import SimpleTokenizer

    return np.asarray(SimpleTokenizer(context_length=CONTEXT)(list(texts)).numpy())
