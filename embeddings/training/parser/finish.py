"""From trained weights to the folder that ships: export, quantise, calibrate, score, describe."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from embeddings.evaluation.parsing import evaluate
from embeddings.parsing.canvas import normalise, to_canvas
from embeddings.parsing.parser import Parser
from embeddings.photo import decode
from embeddings.training.data import Example, clothing_examples, parsing_examples, read_rgb
from embeddings.training.parser.calibrate import calibrate
from embeddings.training.parser.export import export, quantise
from embeddings.training.parser.network import ParserNetwork
from embeddings.training.parser.package import FILE, OPEN, write_card, write_description
from embeddings.training.parser.train import class_weights

log = logging.getLogger(__name__)

UNWEIGHED = 0.75
"""Share of the class weights, on a log scale, that is taken out; of ½, ¾ and 1 the best on validation photos."""
CALIBRATION = 32
"""Training photos that the decoder's 8-bit ranges are measured on."""


def finish(data: Path, run: Path, network: ParserNetwork, threads: int) -> Path:
    """Give RUN/model, the folder that ships; makes whatever of it is missing.

    ``network`` is one of the sizes that the weights in RUN have.
    """
    plain, model = run / "float", run / "model"
    if not (plain / FILE).is_file():
        plain.mkdir(exist_ok=True)
        network.load_state_dict(torch.load(run / "weights.pt", weights_only=True, map_location="cpu"))
        unweigh(network, class_weights(parsing_examples(data, "train")))
        export(network, plain / FILE)
    if not (model / FILE).is_file():
        model.mkdir(exist_ok=True)
        photos = parsing_examples(data, "train")
        chosen = photos[:: max(1, len(photos) // CALIBRATION)][:CALIBRATION]
        images = (normalise(to_canvas(read_rgb(example.photo))) for example in chosen)
        quantise(plain / FILE, model / FILE, images)
    if not (model / "model.json").is_file():
        working = run / "working"
        shutil.rmtree(working, ignore_errors=True)
        shutil.copytree(model, working)
        write_description(working, OPEN)
        chosen_numbers = calibrate(Parser(working, threads), data)
        log.info("%s", chosen_numbers)
        write_description(model, chosen_numbers, **measured(data, plain, working, chosen_numbers, threads))
        shutil.rmtree(working)
    training = json.loads((run / "training.json").read_text(encoding="utf-8"))
    write_card(model, json.loads((model / "model.json").read_text(encoding="utf-8")), training)
    return model


def unweigh(network: ParserNetwork, weights: Tensor) -> None:
    """Take most of the loss's class weights out of the probabilities again, by the last layer's bias.

    The weights make rare classes be learnt at all, and be seen too often.
    Source: logit adjustment, Menon et al. 2021.
    """
    last = network.decoder.join_half[-1]
    assert isinstance(last, nn.Conv2d) and last.bias is not None
    with torch.no_grad():
        last.bias -= UNWEIGHED * weights.log()


def measured(data: Path, plain: Path, eight: Path, numbers: dict[str, Any], threads: int) -> dict[str, Any]:
    """Every figure of the description: 8-bit and float scores, their agreement, people seen where nobody is."""
    write_description(plain, numbers)
    write_description(eight, numbers)
    examples = parsing_examples(data, "val")
    float_parser, parser = Parser(plain, threads), Parser(eight, threads)
    metrics = evaluate(parser, examples)
    log.info("%s", {name: metrics[name] for name in ("miou", "person_iou", "upper_iou", "lower_iou")})
    return {
        "metrics": metrics,
        "metrics_float": evaluate(float_parser, examples),
        "agreement": agreement(parser, float_parser, examples[::4]),
        "nobody": nobody(parser, clothing_examples(data, "val")[::2]),
    }


def agreement(one: Parser, other: Parser, examples: list[Example]) -> float:
    """Share of pixels for which two parsers choose the same class, before post-processing."""
    same = [
        np.mean(one.run(pixels).logits.argmax(0) == other.run(pixels).logits.argmax(0))
        for pixels in (read_rgb(example.photo) for example in examples)
    ]
    return round(float(np.mean(same)), 4)


def nobody(parser: Parser, examples: list[Example]) -> dict[str, float | int]:
    """How often clothes that nobody wears are taken for a person."""
    parses = [parser.parse(decode(example.photo.read_bytes(), example.photo.name)) for example in examples]
    return {"n": len(parses), "share": round(float(np.mean([parse.people > 0 for parse in parses])), 4)}
