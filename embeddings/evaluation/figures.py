"""From photos measured one by one to the figures of all of them, with intervals over photos."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.evaluation.bootstrap import intervals
from embeddings.evaluation.boundary import OUTLINED
from embeddings.evaluation.calibration import calibration_error
from embeddings.evaluation.confusion import SCORED, class_iou, scores
from embeddings.evaluation.measured import Measured
from embeddings.parsing import GARMENT_CATEGORIES

HEADLINES: Final = {
    "miou": "mean IoU, 15 classes",
    "upper_iou": "upper body merged, IoU",
    "lower_iou": "lower body merged, IoU",
    "garments_iou": "all garments as one, IoU",
    "garments_iou_mean": "the same, mean over photos",
    "person_iou": "person, IoU",
    "pixel_accuracy": "pixels right",
    "boundary_f": "boundary F, classes",
    "person_boundary_f": "boundary F, person",
    "calibration_error": "calibration error, pixels",
    "garment_calibration_error": "calibration error, garments",
}
"""Figures in the order of the summary."""


def figures(measured: Sequence[Measured]) -> dict[str, Any]:
    """All figures, with 95 % bootstrap intervals over photos under ``interval`` and ``iou_interval``."""
    if not measured:
        raise ModelError("There is no photo to measure on.", remedy="Choose a split that has photos.")
    counts = np.stack([each.confusion for each in measured])
    total = counts.sum(0)
    values: dict[str, float] = {}
    pairs: dict[str, tuple[float, float]] = {}
    for rows, figure in (
        (counts, scores),
        (_addable(measured), _means),
        (np.stack([each.pixel_bins for each in measured]), _pixel_error),
        (np.stack([each.garment_bins for each in measured]), _garment_error),
    ):
        values |= figure(rows.sum(0))
        pairs |= intervals(rows, figure)
    found = np.stack([each.found for each in measured])
    return {
        "n": len(measured),
        **rounded({name: values[name] for name in HEADLINES}),
        "interval": {name: rounded_pair(pairs[name]) for name in HEADLINES},
        "iou": rounded(class_iou(total)),
        "iou_interval": {name: rounded_pair(pair) for name, pair in intervals(counts, class_iou).items()},
        "boundary_f_by_class": rounded({name: values[name] for name in OUTLINED if not math.isnan(values[name])}),
        "pixels": {name: int(total[index].sum()) for index, name in enumerate(SCORED) if total[index].sum()},
        "garments": garment_figures(found.sum(0)),
        "seconds_per_photo": round(float(np.median([each.seconds for each in measured])), 3),
    }


def by_source(measured: Sequence[Measured], sources: Mapping[str, str]) -> dict[str, Any]:
    """The figures of each data set that the photos come from."""
    names = sorted({sources.get(each.example.name, "") for each in measured})
    return {
        name or "unknown": figures([each for each in measured if sources.get(each.example.name, "") == name])
        for name in names
    }


def photo_figures(each: Measured, sources: Mapping[str, str]) -> dict[str, Any]:
    """One photo's own figures; a mean over classes is over those in its truth."""
    named = {"boundary_f": each.boundary_f, "person_boundary_f": each.person_boundary_f}
    source = {"source": sources[each.example.name]} if each.example.name in sources else {}
    mistakes = {"missed": each.mistaken(2), "not_there": each.mistaken(1)}
    return {**source, **rounded({**scores(each.confusion), **named}), **mistakes}


def worst_first(measured: Sequence[Measured]) -> list[Measured]:
    """By the photos' own mean IoU; photos without one last."""
    return sorted(measured, key=lambda each: (math.isnan(each.miou), each.miou, each.example.name))


def garment_figures(found: NDArray[np.int64]) -> dict[str, Any]:
    """Precision and recall of categories as lists of garments, not as pixels."""

    def shares(right: int, wrong: int, missed: int) -> dict[str, float | int]:
        return {
            "n": int(right + missed),
            "precision": round(float(right / max(1, right + wrong)), 3),
            "recall": round(float(right / max(1, right + missed)), 3),
        }

    each = {category: shares(*row) for category, row in zip(GARMENT_CATEGORIES, found, strict=True)}
    return {"all": shares(*found.sum(0)), **each}


def rounded(values: Mapping[str, float]) -> dict[str, float | None]:
    """Four decimals, more than the photos can carry; None where a figure is not defined."""
    return {name: None if math.isnan(value) else round(value, 4) for name, value in values.items()}


def rounded_pair(pair: tuple[float, float]) -> tuple[float | None, float | None]:
    """The same for an interval."""
    low, high = rounded({"low": pair[0], "high": pair[1]}).values()
    return low, high


def _addable(measured: Sequence[Measured]) -> NDArray[np.float64]:
    """N×K×2 figures whose means over photos are wanted, and whether a photo has them; rows add up."""
    table = np.array(
        [
            [
                each.garments_iou,
                each.boundary_f,
                each.person_boundary_f,
                *(each.boundary.get(c, math.nan) for c in OUTLINED),
            ]
            for each in measured
        ]
    )
    return np.stack([np.nan_to_num(table), ~np.isnan(table)], -1)


def _means(sums: NDArray[np.float64]) -> dict[str, float]:
    names = ("garments_iou_mean", "boundary_f", "person_boundary_f", *OUTLINED)
    return {name: float(total / n) if n else math.nan for name, (total, n) in zip(names, sums, strict=True)}


def _pixel_error(sums: NDArray[np.float64]) -> dict[str, float]:
    return {"calibration_error": calibration_error(sums)}


def _garment_error(sums: NDArray[np.float64]) -> dict[str, float]:
    return {"garment_calibration_error": calibration_error(sums)}
