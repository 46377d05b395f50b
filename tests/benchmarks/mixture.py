"""Embeddings of a catalogue as large as wanted, grown from those of some thousand real product photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders import load_encoder, neutral_ground
from embeddings.photo import decode
from wardrobe.foreground import foreground

Vectors = NDArray[np.float32]

SETS = "hm", "mango"
OF_A_SET = 1000
"""Photos of each set that are embedded: half a minute on two cores."""
NEIGHBOURS = 8
NOISE = 0.7
"""Of the spread between a product and the one most like it."""
BLOCK = 50_000
WITHOUT = "no product photos at hand: 2,000 random heaps instead"


def seeds(data: Path, threads: int = 0) -> tuple[Vectors, str]:
    """Unit vectors to grow from, and in words where they are from."""
    random = np.random.default_rng(0)
    folders = [sorted((data / "garments" / name).glob("*.*")) for name in SETS]
    encoder = load_encoder(threads=threads)
    if not all(folders):
        vectors = random.normal(size=(len(SETS) * OF_A_SET, encoder.dim)).astype(np.float32)
        return _unit(vectors), WITHOUT
    rows = []
    for files in folders:
        for place in random.choice(len(files), min(OF_A_SET, len(files)), replace=False):
            photo = decode(files[place].read_bytes(), files[place].name)
            rows.append(encoder.encode_images([neutral_ground(photo, *foreground(photo.pixels))])[0])
    return np.stack(rows), f"grown from {encoder.model_id}'s embeddings of {len(rows)} product photos"


def grown(real: Vectors, count: int, seed: int) -> Vectors:
    """Unit vectors that lie as the real ones do.

    Each lies somewhere between a real one and one of its eight nearest, away from there by normal
    noise that has the covariance of the differences between nearest neighbours, times 0.7².
    """
    random = np.random.default_rng(seed)
    likeness = real @ real.T
    np.fill_diagonal(likeness, -2)
    near = np.argsort(-likeness, axis=1)[:, :NEIGHBOURS]
    spread = np.cov((real - real[near[:, 0]]).T) + 1e-6 * np.eye(real.shape[1])
    shape = NOISE * np.linalg.cholesky(spread).astype(np.float32)
    found = np.empty((count, real.shape[1]), np.float32)
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        one = random.integers(len(real), size=size)
        other = near[one, random.integers(NEIGHBOURS, size=size)]
        between = random.random((size, 1), dtype=np.float32)
        away = random.standard_normal((size, real.shape[1]), dtype=np.float32) @ shape.T
        found[start : start + size] = _unit((1 - between) * real[one] + between * real[other] + away)
    return found


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
