"""How good the built-in models are, out of the figures beside their weights (`make train`, `make eval`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Row
from tests.benchmarks.report import part, table
from tests.conftest import ROOT

WEIGHTS = ROOT / "embeddings" / "weights"
INTRODUCTION = """Validation data that training did not see; intervals are 95 %. Thresholds, temperatures and the
weight of colours were chosen on the same data. The parser learnt from the photos that recognition
is measured on, without knowing which show the same product; the encoder's products there are
unseen."""


def section() -> str:
    """The text of the section."""
    return "\n".join(
        [
            INTRODUCTION + "\n",
            part("The garment parsers", table(_parsers(_metrics("parser"), _metrics("small_parser")))),
            part("The encoder", table(_encoder(_metrics("encoder")))),
            part("Recognition", table(_recognition(_metrics("encoder")["reid"]))),
            part("What goes with what", table(_compatibility(_card("compatibility")))),
            part("Turn-arounds", table(_turning(_measured("turning")))),
        ]
    )


def _card(model: str) -> dict[str, Any]:
    path: Path = WEIGHTS / model / "model.json"
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card


def _measured(model: str) -> dict[str, Any]:
    path: Path = WEIGHTS / model / "evaluation.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _metrics(model: str) -> dict[str, Any]:
    metrics: dict[str, Any] = _card(model)["metrics"]
    return metrics


def _parsers(whole: Mapping[str, Any], small: Mapping[str, Any]) -> list[Row]:
    def iou(*names: str) -> str:
        return " / ".join(f"{whole['iou'][name]:.3f}" for name in names)

    def between(name: str) -> str:
        low, high = whole["interval"][name]
        return f"{whole[name]:.3f} ({low:.3f} to {high:.3f})"

    return [
        Row(f"mean IoU over 15 classes, {whole['n']} photos", between("miou"), "≥ 0.66"),
        Row("upper / lower body merged", f"{between('upper_iou')} / {between('lower_iou')}", "≥ 0.85 / 0.85"),
        Row("person IoU", between("person_iou"), "≥ 0.96"),
        Row("skirt / dress / pants", iou("skirt", "dress", "pants"), "≥ 0.50 / 0.60 / 0.75"),
        Row("belt / scarf / sunglasses", iou("belt", "scarf", "sunglasses"), "≥ 0.35 / 0.45 / 0.60"),
        Row("socks / bag / hat", iou("socks", "bag", "hat"), "≥ 0.50 / 0.72 / 0.65"),
        Row("all garments as one", between("garments_iou"), "≥ 0.95 (another camera, sealed)"),
        Row("boundary F at 2 px of 512, classes", between("boundary_f")),
        Row("boundary F at 2 px of 512, person", between("person_boundary_f")),
        Row(
            "calibration error of pixels / garments",
            f"{whole['calibration_error']:.3f} / {whole['garment_calibration_error']:.3f}",
        ),
        Row("small parser, mean IoU of five parts / person", f"{small['miou']:.3f} / {small['person_iou']:.3f}"),
    ]


def _encoder(metrics: Mapping[str, Any]) -> list[Row]:
    known, about, found = metrics["encoder"], metrics["attributes"], metrics["search"]
    own, shop = known["clothing"], known["hm"]
    full, english, korean = (found[name] for name in ("full description", "short, English", "short, Korean"))
    other = found["like this, but in another colour"]
    aspects = ("pattern", "sleeve", "length", "formality", "warmth")
    return [
        Row("people's own clothes, 17 labels, head", _share(own["by_head"]["labels_17"]), "≥ 0.90"),
        Row("the same by words alone, no caption of that set seen", _share(own["by_words"]["labels_17"]), "≥ 0.65"),
        Row("its 7 groups, head", _share(own["by_head"]["groups_7"])),
        Row(f"full description → the exact item of {found['gallery']:,}, R@1", _share(full["recall_at_1"]), "≥ 0.40"),
        Row("the same, mean reciprocal rank", f"{full['mrr']:.3f}", "≥ 0.55"),
        Row("colour family of 13, head", _share(shop["colour_family"]["by_head"]), "≥ 0.88"),
        Row("type of 38, head", _share(shop["type"]["by_head"]), "≥ 0.82"),
        Row("short queries, English: exact item, R@1", _share(english["recall_at_1"])),
        Row(
            "the same in Korean",
            f"{_share(korean['recall_at_1'])}, {_of(korean['recall_at_1']['value'], english['recall_at_1']['value'])}",
            "≥ 90 % of English",
        ),
        Row("short queries, English: fitting among the first ten", f"{english['fitting_among_10']:.3f}"),
        Row(
            "the same in Korean",
            f"{korean['fitting_among_10']:.3f}, {_of(korean['fitting_among_10'], english['fitting_among_10'])}",
            "≥ 90 % of English",
        ),
        Row("one slip / read as the product reads it, R@1", _pair(found, "short, one slip")),
        Row("Korean / read as the product reads it, R@1", _pair(found, "short, Korean")),
        Row("like this, but in another colour, R@1", _share(other["picture + asked − own"]["recall_at_1"])),
        Row(" / ".join(aspects), " / ".join(f"{about['hm'][name]['right']['value']:.3f}" for name in aspects)),
        Row("kinds of worn garments, against tags", _share(about["worn"]["kind"]["right"])),
    ]


def _recognition(found: Mapping[str, Any]) -> list[Row]:
    every, agreeing, made = found["recall"], found["recall_agreeing"], found["decisions_cross_validated"]
    of = f"of {found['gallery']}, {found['products']} products"
    return [
        Row(f"the same garment in another view, first {of}", _share(every["recall_at_1"]), "≥ 0.80"),
        Row("among the first five", _share(every["recall_at_5"]), "≥ 0.92"),
        Row("colours not contradicting the table: first", _share(agreeing["recall_at_1"])),
        Row("colours not contradicting the table: among five", _share(agreeing["recall_at_5"])),
        Row("seen in other light: first", _share(found["recall_in_other_light"]["recall_at_1"])),
        Row("colours alone: first", _share(found["colours_alone"]["recall_at_1"])),
        Row("embedding alone: first", _share(found["by_weight"]["0.0"]["recall_at_1"])),
        Row('"same" is right, wardrobes of 15 to 120 garments', _share(made["same_right"])),
        *(
            Row(
                f"of what is {who.replace('_', ' ')}: same / ask / new",
                " / ".join(f"{made[who][name]['value']:.2f}" for name in ("same", "ask", "new")),
            )
            for who in ("owned", "not_owned")
        ),
        Row("calibration error of the likeliest garment's probability", f"{found['calibration']['error']:.3f}"),
    ]


def _compatibility(card: Mapping[str, Any]) -> list[Row]:
    found, held = card["metrics"], card["held_out_calibration"]
    blanks, joined, nearest = found["fitb"], found["compatibility"], found["retrieval"]
    check = found["calibration"]["style_check"]
    plain = {**found["baselines"], **{f"check, {name}": each for name, each in found["artefacts"].items()}}
    return [
        Row(
            f"fill in the blank of 4, new items, mean over {blanks['answers']} right answers",
            _between(blanks, blanks["accuracy"], blanks["n"]),
            "≥ 0.55",
        ),
        Row("the same, mean over questions", _between(blanks["over_questions"], blanks["over_questions"]["value"])),
        Row("a true new item against a wrong one, AUC", _between(joined, joined["auc"], joined["n"]), "≥ 0.72"),
        Row(
            f"the true item among ten of its family, {nearest['gallery']:,} items in all",
            _between(nearest, nearest["recall_at_10"], nearest["n"]),
            "≥ 0.12",
        ),
        Row("the same among all of its type (14)", f"{nearest['recall_at_10_by_type']:.3f}"),
        Row("a true against a wrong item by scores of whole outfits, AUC", f"{found['by_whole_outfits']['auc']:.3f}"),
        Row(
            "calibration error: new item / any two outfits / one garment changed, fitted on the other half",
            _errors(held),
            "≤ 0.05",
        ),
        Row("pairs of any two outfits that the style check calls", _called(check)),
        Row("pairs that differ in one garment", _called(found["calibration"]["one_garment_changed"])),
        *(
            Row(f"{name}: accuracy / AUC", f"{each['accuracy']:.3f} / {each['auc']:.3f}", "chance .25 / .50")
            for name, each in plain.items()
        ),
    ]


def _errors(held: Mapping[str, float]) -> str:
    return " / ".join(f"{held[name]:.3f}" for name in ("fit", "better", "better_by_one"))


def _called(check: Mapping[str, Any]) -> str:
    right = check["called_right"]
    return f"{check['called']:.0%}" + (f", right in {right:.0%} of them" if right is not None else "")


def _between(figure: Mapping[str, float], value: float, count: int | None = None) -> str:
    of = f", n = {count:,}" if count else ""
    return f"{value:.3f} ({figure['low']:.3f} to {figure['high']:.3f}{of})"


def _share(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f}, n = {figure['n']:,})"


def _pair(found: Mapping[str, Any], name: str) -> str:
    plain, read = (found[each]["recall_at_1"]["value"] for each in (name, f"{name}, as the product reads it"))
    return f"{plain:.3f} / {read:.3f}"


def _of(part_: float, whole: float) -> str:
    return f"{part_ / whole:.0%}"


def _turning(found: Mapping[str, Any]) -> list[Row]:
    def degrees(figure: Mapping[str, Any]) -> str:
        return f"{figure['value']:.1f}° ({figure['low']:.1f} to {figure['high']:.1f})"

    frames, views = found["frame_error"], found["view_error"]
    sides = (found["sides"][side]["mean"]["value"] for side in ("front", "left", "back", "right"))
    return [
        Row(
            f"rendered turns, mean error of {frames['n']} frames, {frames['turns']} turns",
            degrees(frames["mean"]),
            "≤ 12°",
        ),
        Row("the same, 90th percentile", degrees(frames["p90"])),
        Row(f"mean error of {views['n']} views", degrees(views["mean"]), "≤ 12°"),
        Row("front / left / back / right", " / ".join(f"{value:.1f}°" for value in sides)),
    ]
