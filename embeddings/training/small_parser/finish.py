"""From trained weights to the folder that ships: export, quantise, choose rules, score, describe."""

from __future__ import annotations

import json
import logging
import shutil
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import torch

from embeddings.evaluation.small_parsing import evaluate, nobody
from embeddings.parsing.small import CANVASES, SmallParser
from embeddings.training.data import Example, clothing_examples, parsing_examples, read_rgb
from embeddings.training.small_parser.export import export, quantise
from embeddings.training.small_parser.network import SmallNetwork
from embeddings.training.small_parser.package import FILE, write_card, write_description
from embeddings.training.small_parser.pictures import Sources, draw_batch
from embeddings.training.small_parser.rules import OPEN, choose_rules
from embeddings.training.small_parser.targets import TEACHER

log = logging.getLogger(__name__)

CALIBRATION: Final = 6
"""Batches of training pictures that the 8-bit ranges are measured on."""
TURNS: Final = 200
"""Runs that are timed."""


def finish(photos: Sources, data: Path, run: Path, seed: int) -> Path:
    """Give RUN/model, the folder that ships; makes whatever of it is missing."""
    plain, model = run / "float", run / "model"
    if not (plain / FILE).is_file():
        plain.mkdir(exist_ok=True)
        network = SmallNetwork()
        network.load_state_dict(torch.load(run / "weights.pt", weights_only=True))
        export(network, plain / FILE)
    if not (model / FILE).is_file():
        model.mkdir(exist_ok=True)
        batches = (draw_batch(photos, seed + 1, step, small=False)[0] for step in range(CALIBRATION))
        quantise(plain / FILE, model / FILE, (image.numpy() for batch in batches for image in batch))
    if not (model / "model.json").is_file():
        working = run / "working"
        shutil.rmtree(working, ignore_errors=True)
        shutil.copytree(model, working)
        write_description(working, OPEN)
        rules = choose_rules(SmallParser(working), data, seed)
        log.info("rules %s", rules)
        teacher = (photos.targets / TEACHER).read_text(encoding="utf-8").strip()
        write_description(model, rules, teacher=teacher, **measured(data, plain, working, rules))
        shutil.rmtree(working)
    training = json.loads((run / "training.json").read_text(encoding="utf-8"))
    write_card(model, json.loads((model / "model.json").read_text(encoding="utf-8")), training)
    return model


def measured(data: Path, plain: Path, eight: Path, rules: dict[str, Any]) -> dict[str, Any]:
    """Every figure of the description: 8-bit and float scores, their agreement, false people, speed."""
    write_description(plain, rules)
    write_description(eight, rules)
    examples, clothes = parsing_examples(data, "val"), clothing_examples(data, "val")[::2]
    parser, float_parser = SmallParser(eight), SmallParser(plain)
    metrics = evaluate(parser, examples)
    log.info("%s", {name: metrics[name] for name in ("miou", "person_iou")})
    return {
        "metrics": metrics,
        "metrics_float": evaluate(float_parser, examples),
        "agreement": agreement(parser, float_parser, examples),
        "nobody": nobody(parser, clothes),
        "nobody_float": nobody(float_parser, clothes),
        "milliseconds": milliseconds(eight / FILE),
        "milliseconds_float": milliseconds(plain / FILE),
    }


def agreement(one: SmallParser, other: SmallParser, examples: list[Example]) -> float:
    """Share of pixels for which two parsers choose the same part, before post-processing."""
    same = [
        np.mean(one.probabilities(pixels).argmax(0) == other.probabilities(pixels).argmax(0))
        for pixels in (read_rgb(example.photo) for example in examples)
    ]
    return round(float(np.mean(same)), 4)


def milliseconds(file: Path) -> dict[str, float | int]:
    """One run on an upright canvas in ONNX Runtime alone, one thread: the fastest tenth's longest, and the median."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    width, height = CANVASES[0]
    image = np.random.default_rng(0).normal(size=(1, 3, height, width)).astype(np.float32)
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        session.run(None, {"image": image})
        times.append(1000 * (time.perf_counter() - began))
    return {
        "n": TURNS,
        "fastest_tenth": round(float(np.quantile(times, 0.1)), 1),
        "median": round(float(np.median(times)), 1),
    }
