"""The built-in encoder alone, in this process."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np

from embeddings.encoders import Encoder, load_encoder, neutral_ground
from embeddings.encoders.base import BATCH
from embeddings.parsing import Parser
from embeddings.photo import Photo, decode
from tests.benchmarks.measure import Row, seconds, spread

FILES: Final = 400


def rows(pictures: list[Path], threads: int = 2) -> list[Row]:
    """Garments and words to vectors; also against torch with the same weights."""
    parser, encoder = Parser(threads=threads), load_encoder(threads=threads)
    crops = [crop for path in pictures[:20] for crop in garment_crops(parser, decode(path.read_bytes(), path.name))]
    six = [crops[i % len(crops)] for i in range(6)]
    images = seconds(lambda: encoder.encode_images(six), 20)
    words = seconds(lambda: encoder.encode_texts(["a dark blue pair of jeans"]), 40)
    found = [
        Row("embed six garments", spread(images), "≤ 120 ms"),
        Row("embed a text query", spread(words), "≤ 15 ms"),
        Row(f"embed {FILES} files, decoded and in batches", _batches(encoder, pictures), "≥ 20 pictures/s"),
    ]
    return found + _against_torch(encoder.encode_images(six), six, float(np.median(images)), threads)


def _batches(encoder: Encoder, pictures: list[Path]) -> str:
    """A catalogue's way: files decoded one by one, embedded whole in batches."""
    files = [pictures[i % len(pictures)] for i in range(FILES)]
    start = time.perf_counter()
    for place in range(0, FILES, BATCH):
        encoder.encode_images([decode(path.read_bytes(), path.name).pixels for path in files[place : place + BATCH]])
    return f"{FILES / (time.perf_counter() - start):.0f} pictures/s"


def garment_crops(parser: Parser, photo: Photo) -> list[np.ndarray]:
    """The garments of a photo as the encoder gets them."""
    return [neutral_ground(photo, garment.mask, garment.box) for garment in parser.parse(photo).garments]


def _against_torch(ours: np.ndarray, images: list[np.ndarray], ours_seconds: float, threads: int) -> list[Row]:
    import torch

    from embeddings.encoders.open_clip_folder import write_open_clip_folder

    torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory() as folder:
        theirs = load_encoder(f"local-dir:{write_open_clip_folder(Path(folder))}", threads=threads)
        vectors = theirs.encode_images(images)
        times = seconds(lambda: theirs.encode_images(images), 10)
    ratio = float(np.median(times)) / ours_seconds
    cosine = float((ours * vectors).sum(1).min())
    return [
        Row("the same six by open_clip in torch, float32", spread(times)),
        Row("int8 ONNX against it", f"{ratio:.1f} × as fast, lowest cosine {cosine:.3f}"),
    ]
