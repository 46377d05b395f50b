"""``card.md`` for people; every figure in it comes from ``model.json``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

TEMPLATE: Final = Path(__file__).with_name("card.md")


def write_card(folder: Path, description: Mapping[str, Any]) -> None:
    """Write the card from a measured description."""
    metrics = description["metrics"]
    blanks, joined, found = metrics["fitb"], metrics["compatibility"], metrics["retrieval"]
    over, check, held = (
        blanks["over_questions"],
        metrics["calibration"]["style_check"],
        description["held_out_calibration"],
    )
    by_one = metrics["calibration"]["one_garment_changed"]
    files = [
        f"| `{name}` | {each['bytes'] / 1e6:.2f} | `{each['sha256']}` |" for name, each in description["files"].items()
    ]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        files="\n".join(files),
        plain="\n".join(_plain(metrics["baselines"], "") + _plain(metrics["artefacts"], "check: ")),
        split=metrics["split"],
        fitb_value=f"{blanks['accuracy']:.3f}",
        fitb_range=_range(blanks),
        fitb_n=f"{blanks['n']:,}",
        answers=blanks["answers"],
        over_value=f"{over['value']:.3f}",
        over_range=_range(over),
        auc_value=f"{joined['auc']:.3f}",
        auc_range=_range(joined),
        auc_n=f"{joined['n']:,}",
        recall_value=f"{found['recall_at_10']:.3f}",
        recall_range=_range(found),
        recall_n=f"{found['n']:,}",
        gallery=found["gallery"],
        held_fit=f"{held['fit']:.3f}",
        whole_value=f"{metrics['by_whole_outfits']['auc']:.3f}",
        held_better=f"{held['better']:.3f}",
        check_n=f"{check['n']:,}",
        held_by_one=f"{held['better_by_one']:.3f}",
        by_one_n=f"{by_one['n']:,}",
        called=f"{check['called']:.0%}",
        called_right=_share(check["called_right"]),
        by_one_called=f"{by_one['called']:.0%}",
        by_one_right=_share(by_one["called_right"]),
        **{name: description[name] for name in ("model_id", "encoder_id", "dim", "voters")},
        **{name: f"{description['training'][name]:,}" for name in ("outfits", "items")},
    )
    partial = folder / "card.part"
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / "card.md")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _range(figure: Mapping[str, float]) -> str:
    return f"{figure['low']:.3f}–{figure['high']:.3f}"


def _plain(figures: Mapping[str, Mapping[str, float]], prefix: str) -> list[str]:
    return [
        f"| {prefix}{name} | {each['accuracy']:.3f} | {each['over_questions']:.3f} | {each['auc']:.3f} |"
        for name, each in figures.items()
    ]
