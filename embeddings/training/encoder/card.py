"""``model.json`` for programs and ``card.md`` for people; every figure in the card comes from ``model.json``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from embeddings.encoders.ground import MEAN, SIDE, STD, WHITE
from embeddings.training.encoder.network import CONTEXT, DIM, FEATURES, FROZEN

MODEL_ID: Final = "otjang-encoder-3"
"""Goes up with every change of the weights: stored vectors of another model are made anew."""
FILES: Final = ("image.onnx", "text.onnx", "attributes.npz", "merges.txt.gz", "open_clip_config.json")
TEMPLATE: Final = Path(__file__).with_name("card.md")


def write_description(folder: Path, **measured: Any) -> dict[str, Any]:
    """Write ``model.json``: what serving must know, every file's checksum, and what was measured."""
    data = {name: (folder / name).read_bytes() for name in FILES}
    description = {
        "model_id": MODEL_ID,
        "dim": DIM,
        "features": FEATURES,
        "context_length": CONTEXT,
        "side": SIDE,
        "mean": MEAN,
        "std": STD,
        "ground": WHITE,
        "files": {name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)} for name, raw in data.items()},
        **measured,
    }
    partial = folder / "model.part"
    partial.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / "model.json")
    return description


def write_card(folder: Path, description: dict[str, Any]) -> None:
    """Write ``card.md`` from a measured description."""
    metrics = description["metrics"]
    files = "\n".join(
        f"| `{name}` | {each['bytes'] / 1e6:.2f} | `{each['sha256']}` |" for name, each in description["files"].items()
    )
    counts = description["training"]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        model_id=description["model_id"],
        dim=DIM,
        side=SIDE,
        context=CONTEXT,
        frozen=FROZEN,
        learning=12 - FROZEN,
        files=files,
        known=_rows(_known(metrics["encoder"])),
        attributes=_attribute_rows(metrics["attributes"]),
        words=_search_rows(metrics["search"]),
        but=_rows(
            (f"{name}: R@{k}", each[f"recall_at_{k}"])
            for name, each in metrics["search"]["like this, but in another colour"].items()
            for k in (1, 10)
        ),
        gallery=metrics["search"]["gallery"],
        note=f"{note.strip()} " if (note := counts.get("note", "")) else "",
        **{key: value for key, value in counts.items() if key != "note"},
    )
    partial = folder / "card.part"
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / "card.md")


def _known(figures: dict[str, Any]) -> list[tuple[str, dict[str, float]]]:
    own, hm, mango = figures["clothing"], figures["hm"], figures["mango"]
    return [
        ("people's own clothes, 17 labels, head", own["by_head"]["labels_17"]),
        ("the same by the head for kinds", own["by_kinds"]["labels_17"]),
        ("the same by words alone (no caption of that set in training)", own["by_words"]["labels_17"]),
        ("people's own clothes, 7 groups, head", own["by_head"]["groups_7"]),
        ("the same by words alone", own["by_words"]["groups_7"]),
        ("H&M, type of 38, head", hm["type"]["by_head"]),
        ("the same by words alone", hm["type"]["by_words"]),
        ("mango, type of 38, head", mango["type"]["by_head"]),
        ("H&M, colour family of 13, head", hm["colour_family"]["by_head"]),
        ("the same by words alone", hm["colour_family"]["by_words"]),
        ("the same measured (`embeddings/colour.py`, 12 families)", hm["colour_family"]["measured"]),
        ("mango, colour family of 13, head", mango["colour_family"]["by_head"]),
        ("H&M, full description to the exact item, R@1", hm["text_to_image"]["description"]["recall_at_1"]),
        ("the same, R@10", hm["text_to_image"]["description"]["recall_at_10"]),
    ]


def _rows(figures: Any) -> str:
    return "\n".join(
        f"| {name} | {f['value']:.3f} | {f['low']:.3f}–{f['high']:.3f} | {f['n']} |" for name, f in figures
    )


def _attribute_rows(figures: dict[str, Any]) -> str:
    names = {"hm": "H&M", "clothing": "own clothes", "worn": "worn, against tags"}
    lines = []
    for part, aspects in figures.items():
        for name, each in aspects.items():
            frequent, error = each.get("most_frequent", "–"), each["calibration_error"]
            lines.append(f"{_rows([(f'{name}, {names[part]}', each['right'])])} {frequent} | {error:.3f} |")
    return "\n".join(lines)


def _search_rows(figures: dict[str, Any]) -> str:
    lines = []
    for name, each in figures.items():
        if isinstance(each, dict) and "fitting_among_10" in each:
            first = each["recall_at_1"]
            lines.append(
                f"| {name} | {first['value']:.3f} ({first['low']:.3f}–{first['high']:.3f}) "
                f"| {each['recall_at_10']['value']:.3f} | {each['mrr']:.3f} | {each['fitting_at_1']:.3f} "
                f"| {each['fitting_among_10']:.3f} | {each['n']} |"
            )
    return "\n".join(lines)
