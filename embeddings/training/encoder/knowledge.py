"""Everything the training needs beside pictures: labels of each item, and texts with their teacher's vectors."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import Colour, dominant_colours
from embeddings.foreground import foreground
from embeddings.ontology import ASPECTS, SCALES
from embeddings.training.encoder import teacher
from embeddings.training.encoder.captions import captions
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.labels import Labels, labels
from embeddings.training.encoder.network import CONTEXT, TEXT_WIDTH
from embeddings.training.encoder.sources import CLOTHING_KINDS, COLOUR_FAMILIES

log = logging.getLogger(__name__)

SMALL = 96
"""Long side at which colours are measured."""


@dataclass(frozen=True)
class Targets:
    """What is known of N items."""

    aspects: dict[str, NDArray[np.bool_]]
    """N×K by aspect: the values that may be true; all false where nothing is known."""
    family: NDArray[np.int64]
    """N, −1 unknown."""
    source_label: NDArray[np.int64]
    """N, −1 unknown."""
    scales: dict[str, NDArray[np.float32]]
    """N by scale, NaN unknown."""


@dataclass(frozen=True)
class Knowledge:
    """Targets by item (N of them), texts (U of them) and meanings (M of them)."""

    targets: Targets
    lab: NDArray[np.float32]
    """N×3 main colour, NaN unknown."""
    captions: list[NDArray[np.int64]]
    """Rows of ``tokens`` that describe each item; none for some."""
    weights: list[NDArray[np.float64]]
    """How often each is drawn; sums to 1."""
    garment: NDArray[np.int64]
    """N: equal for pictures of one garment."""
    tokens: NDArray[np.int64]
    """U×``CONTEXT``: captions in order, then single words."""
    meaning: NDArray[np.int64]
    """U: row of ``taught`` that says the same."""
    taught: NDArray[np.float16]
    """M×384, the teacher's vectors."""


def targets(found: Sequence[Item]) -> Targets:
    """Labels as arrays."""
    known = [labels(item) for item in found]
    own = sorted(CLOTHING_KINDS)

    def place(values: Sequence[str], value: str) -> int:
        return values.index(value) if value else -1

    def scale(each: Labels, name: str) -> float:
        return each.scales.get(name, np.nan)

    return Targets(
        aspects={
            aspect: np.array([[value in each.aspects.get(aspect, ()) for value in values] for each in known])
            for aspect, values in ASPECTS.items()
        },
        family=np.array([place(COLOUR_FAMILIES, each.family) for each in known]),
        source_label=np.array([place(own, each.source_label) for each in known]),
        scales={name: np.array([scale(each, name) for each in known], np.float32) for name in SCALES},
    )


def gather(found: Sequence[Item], run: Path, device: str) -> tuple[Knowledge, NDArray[np.float32]]:
    """Targets, texts and the start of the table of words (49408×``TEXT_WIDTH``); kept in ``run``."""
    colours = _colours(found, run / "colours.npz")
    about = [captions(item, each) for item, each in zip(found, colours, strict=True)]
    said = {caption.text: caption.meaning for each in about for caption in each}
    vocabulary = _vocabulary()
    spoken = [word for word in vocabulary if _is_word(word) and word not in said]
    texts = [*sorted(said), *dict.fromkeys(spoken)]
    meanings = sorted({said.get(text, text) for text in texts})
    taught = _taught(meanings, run / "taught.npz", run, device)
    words = _taught(vocabulary, run / "words.npz", run, device).astype(np.float32)
    row = {text: i for i, text in enumerate(texts)}
    meaning = {text: i for i, text in enumerate(meanings)}
    garments = {name: i for i, name in enumerate(dict.fromkeys(item.garment for item in found))}
    weights = [np.array([caption.weight for caption in each]) for each in about]
    result = Knowledge(
        targets=targets(found),
        lab=np.array([each[0].lab if each else (np.nan,) * 3 for each in colours], np.float32),
        captions=[np.array([row[caption.text] for caption in each], np.int64) for each in about],
        weights=[each / max(each.sum(), 1) for each in weights],
        garment=np.array([garments[item.garment] for item in found]),
        tokens=_tokens(texts),
        meaning=np.array([meaning[said.get(text, text)] for text in texts]),
        taught=taught,
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
        if stored["item"].tolist() == [f"{item.source} {item.name}" for item in found]:
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
    about = [f"{item.source} {item.name}" for item in found]
    lab, share = np.array(labs, np.float32), np.array(shares, np.float32)
    _keep(path, item=about, name=names, family=families, lab=lab, share=share)
    return _colours(found, path)


def _keep(path: Path, **arrays: Any) -> None:
    """Write a cache, whole or not at all."""
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        np.savez(file, **arrays)
    partial.replace(path)


def _taught(texts: list[str], path: Path, run: Path, device: str) -> NDArray[np.float16]:
    """The teacher's vectors of ``texts``; those that ``path`` has are not made again."""
    keys = np.array([int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts], np.uint64)
    known: dict[np.uint64, NDArray[np.float16]] = {}
    if path.is_file():
        with np.load(path) as stored:
            known = dict(zip(stored["keys"], stored["vectors"], strict=True))
    missing = [i for i, key in enumerate(keys) if key not in known]
    if missing:
        made = teacher.embed(teacher.fetch(run), [texts[i] for i in missing], device)
        known |= {keys[i]: vector for i, vector in zip(missing, made, strict=True)}
        _keep(path, keys=np.array(list(known), np.uint64), vectors=np.stack(list(known.values())))
    return np.stack([known[key] for key in keys])


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
