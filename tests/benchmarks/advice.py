"""Advice: outfits scored, catalogues read, a usual household's pages, a million items searched for a wardrobe."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import torch
from torch import nn

from embeddings.colour import COLOUR_BINS
from embeddings.compatibility import TYPES
from embeddings.compatibility.model import Compatibility
from tests.benchmarks import household_200, suggestions
from tests.benchmarks.measure import Row, machine, seconds, spread
from tests.benchmarks.report import part, table
from wardrobe.house import House
from wardrobe.schema import now
from wardrobe.settings import Settings

CANDIDATES, WARDROBE, LARGEST = 10_000, 500, 6
IMPORTED = 600


def section(data: Path, items: int) -> str:
    """The text of the section; ``items`` is the catalogue's size."""
    return "\n".join(
        [
            f"Measured on {date.today()}: {machine()}.\n",
            part("Outfits", table(scoring())),
            part("A catalogue", table(importing(data))),
            part("A household of 200 looks", table(pages())),
            part(f"A catalogue of {items:,} items", table(suggestions.rows(items))),
        ]
    )


def scoring() -> list[Row]:
    """10,000 candidate outfits, beside a transformer over the set in torch, which is what the field does."""
    random = np.random.default_rng(0)
    judge = Compatibility(threads=2)
    types = [TYPES[code] for code in random.integers(len(TYPES) - 1, size=WARDROBE)]
    embeddings = random.standard_normal((WARDROBE, 256)).astype(np.float32)
    histograms = random.random((WARDROBE, COLOUR_BINS)).astype(np.float32)
    styles = judge.styles(embeddings, histograms, types)
    outfits = random.integers(WARDROBE, size=(CANDIDATES, LARGEST))
    own = seconds(lambda: judge.score(styles, types, outfits), 10)
    torch.set_num_threads(2)
    layer = nn.TransformerEncoderLayer(judge.dim, 4, 2 * judge.dim, batch_first=True, norm_first=True)
    network = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval()
    rows = torch.from_numpy(styles)[torch.from_numpy(outfits)]

    def pass_all() -> None:
        with torch.inference_mode():
            network(rows)

    theirs = seconds(pass_all, 3)
    return [
        Row(f"{CANDIDATES:,} outfits of {LARGEST} out of {WARDROBE} garments", spread(own), "< 1 s"),
        Row("a set transformer on the same (torch, 2 layers, float32)", spread(theirs)),
        Row("ours against it", f"{np.median(theirs) / np.median(own):.0f} × as fast"),
        Row(f"styles of {WARDROBE} garments", spread(seconds(lambda: judge.styles(embeddings, histograms, types), 10))),
    ]


def importing(data: Path) -> list[Row]:
    """A shop's CSV with pictures in a folder, from the file to items with vectors; once more unchanged."""
    listing = data / "garments" / "mango.csv"
    if not listing.is_file():
        return [Row("import", "no data folder")]
    with listing.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[:: max(1, 9000 // IMPORTED)][:IMPORTED]
    with tempfile.TemporaryDirectory() as name:
        feed = Path(name) / "shop.csv"
        with feed.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "title", "price", "image_link"])
            writer.writerows(
                [row["product"], f"{row['color']} {row['type']}", "29.99 EUR", row["image"]] for row in rows
            )
        house = House.open(Settings(data_dir=Path(name) / "data"))
        try:
            made = house.catalogues.create(None, "shop", str(feed), pictures=str((data / "garments").resolve()))
            at = datetime(2026, 1, 1, tzinfo=UTC)
            read = _timed(lambda: house.catalogues.import_feed(None, made, now=at))
            made_ready = _timed(lambda: house.preparing.work())
            again = _timed(lambda: house.catalogues.import_feed(None, made, now=now()))
        finally:
            house.close()
    return [
        Row(f"feed of {len(rows)} rows read", f"{len(rows) / read:,.0f} rows/s"),
        Row("pictures decoded, cut out, embedded, judged", f"{len(rows) / made_ready:.1f} items/s", "≥ 15 items/s"),
        Row("the same feed read again, nothing changed", f"{len(rows) / again:,.0f} rows/s"),
    ]


def pages() -> list[Row]:
    """What pages ask for, after a change of the wardrobe and without one."""
    report = household_200.report()
    figures, own = report["figures"], report["own co-occurrence"]
    apart = f"{own['low']:.2f} to {own['high']:.2f}, n = {own['n']}, chance {own['chance']:.2f}"
    chance = Row(
        "check: own co-occurrence tells nothing where looks are drawn by lot", f"{own['accuracy']:.2f} ({apart})"
    )
    return [chance] + [
        Row(name, f"p50 {each['p50_ms']:.0f} ms, p95 {each['p95_ms']:.0f} ms (n = {each['n']})", "< 300 ms")
        for name, each in figures.items()
    ]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
