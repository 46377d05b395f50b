"""The built-in models alone, in this process."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from embeddings.encoders import load_encoder, neutral_ground
from embeddings.parsing import Parser
from embeddings.photo import decode
from tests.benchmarks.measure import Row, seconds, spread


def rows(pictures: list[Path], threads: int = 2) -> list[Row]:
    """Decode, parse, embed; the encoder also against torch with the same weights."""
    files = [(path.read_bytes(), path.name) for path in pictures[:20]]
    photos = [decode(data, name) for data, name in files]
    parser, encoder = Parser(threads=threads), load_encoder(threads=threads)
    turn = iter(range(10**9))
    decoding = seconds(lambda: decode(*files[next(turn) % len(files)]), 40)
    parsing = seconds(lambda: parser.parse(photos[next(turn) % len(photos)]), 40)
    parses = [parser.parse(photo) for photo in photos]
    crops = [
        neutral_ground(photo, garment.mask, garment.box)
        for photo, parse in zip(photos, parses, strict=True)
        for garment in parse.garments
    ]
    six = [crops[i % len(crops)] for i in range(6)]
    images = seconds(lambda: encoder.encode_images(six), 20)
    words = seconds(lambda: encoder.encode_texts(["a dark blue pair of jeans"]), 40)
    found = [
        Row(f"decode a photo of {photos[0].full_size[0]} × {photos[0].full_size[1]}", spread(decoding)),
        Row("parse: label map, person, garments", spread(parsing)),
        Row("embed six garments", spread(images)),
        Row("embed a text query", spread(words)),
    ]
    return found + _against_torch(encoder.encode_images(six), six, float(np.median(images)), threads)


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
