"""The sample household through the real intake: what of it is found? `make sample-check`.

    python -m tests.benchmarks.sample [--sheet FOLDER] [--json OUT]

Boxes of the manifest say where each garment truly is. A garment is found where a sighting shows it (``truth``), and
whole where it is in the wardrobe once, and every sighting of that row shows it.
"""

from __future__ import annotations

import argparse
import colorsys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from embeddings.evaluation.written import write_figures
from embeddings.parsing.labels import GARMENT_CATEGORIES
from tests.benchmarks.measure import Row, machine
from tests.benchmarks.report import table
from wardrobe.describing import seen_in
from wardrobe.house import House
from wardrobe.sample.manifest import Manifest
from wardrobe.sample.truth import sightings
from wardrobe.schema import HouseholdRow, LookRow, SightingRow, now
from wardrobe.settings import Settings

WIDTH = 320
"""Pixels of a look on the sheet."""


def run(sheet: Path | None = None) -> dict[str, Any]:
    """Add the sample to an empty house, do all of its work, and count."""
    with tempfile.TemporaryDirectory() as folder:
        house = House.open(Settings(data_dir=Path(folder)))
        try:
            with house.database.write() as session:
                home = HouseholdRow(name="home")
                session.add(home)
                session.flush()
                home_id = home.id
            return _lived(house, home_id, sheet)
        finally:
            house.close()


def _lived(house: House, home: int, sheet: Path | None) -> dict[str, Any]:
    sample, questions = house.sample, 0
    begun = time.perf_counter()
    household = sample.add(home)
    added = time.perf_counter() - begun
    while not sample.state(home).done:
        questions += _asked(house, household)
        sample.step(household)
        while house.intake.work_once():
            pass
    looks = time.perf_counter() - begun
    house.catalogue_work.work(now())
    shop = house.catalogues.list(household)[0]
    if sheet is not None:
        _draw(house, household, sheet)
    return {
        "added_s": round(added, 3),
        "looks_s": round(looks, 1),
        "all_s": round(time.perf_counter() - begun, 1),
        "questions": questions,
        **_counted(house, sample.manifest, household),
        "items": shop.items,
        "items_not_ready": shop.failed + shop.waiting,
        "bytes": sum(path.stat().st_size for path in sample.manifest.folder.rglob("*") if path.is_file()),
    }


def _asked(house: House, household: int) -> int:
    asks = select(func.count()).select_from(SightingRow).join(LookRow, LookRow.id == SightingRow.look_id)
    with house.database.read() as session:
        return session.scalar(asks.where(LookRow.household_id == household, SightingRow.decision == "ask")) or 0


def _counted(house: House, manifest: Manifest, household: int) -> dict[str, Any]:
    with house.database.read() as session:
        truth = sightings(session, manifest, household)
        rows = session.execute(
            select(SightingRow.id, SightingRow.garment_id, SightingRow.category, LookRow.name).join(
                LookRow, LookRow.id == SightingRow.look_id
            )
        ).all()
        failed = list(session.scalars(select(LookRow.name).where(LookRow.state == "failed")))
    seen: defaultdict[str, set[str]] = defaultdict(set)
    shown: defaultdict[int, list[str | None]] = defaultdict(list)
    other = Counter[str]()
    for id, garment, category, name in rows:
        key = truth[id]
        if key is not None:
            seen[name].add(key)
            other[f"{manifest.garments[key].category} as {category}"] += manifest.garments[key].category != category
        if garment is not None:
            shown[garment].append(key)
    worn = [(look.file, key) for look in manifest.looks for key in look.worn]
    mains = Counter(Counter(keys).most_common(1)[0][0] for keys in shown.values())
    pure = {keys[0] for keys in shown.values() if len(set(keys)) == 1}
    known = {key for _, key in worn}
    return {
        "looks": len(manifest.looks),
        "failed": failed,
        "worn": len(worn),
        "found": sum(key in seen[file] for file, key in worn),
        "missed": [f"{file}: {key}" for file, key in worn if key not in seen[file]],
        "of_other_kind": {kind: count for kind, count in other.items() if count},
        "garments": len(known),
        "in_wardrobe": len(shown),
        "once_and_pure": sum(mains[key] == 1 and key in pure for key in known),
        "several": {key: count for key, count in mains.items() if key is not None and count > 1},
        "mixed": [sorted({str(key) for key in keys}) for keys in shown.values() if len(set(keys)) > 1],
        "no_garments": mains[None],
    }


def _draw(house: House, household: int, folder: Path) -> None:
    """Every look with the masks of its sightings, in colours by category."""
    folder.mkdir(parents=True, exist_ok=True)
    query = select(LookRow).where(LookRow.household_id == household).order_by(LookRow.name)
    with house.database.read() as session:
        for look in session.scalars(query).all():
            with Image.open(house.media.rendition("look", look.id, "medium")) as picture:
                pixels = np.asarray(picture.convert("RGB"), float)
            own = select(SightingRow).where(SightingRow.look_id == look.id).options(undefer(SightingRow.mask))
            for row in session.scalars(own):
                mask = Image.fromarray(seen_in(row).mask).resize(pixels.shape[1::-1])
                tint = np.array(colorsys.hsv_to_rgb(GARMENT_CATEGORIES.index(row.category) / 12, 0.9, 1.0)) * 255
                pixels = np.where(np.asarray(mask)[..., None], 0.5 * pixels + 0.5 * tint, pixels)
            image = Image.fromarray(pixels.astype(np.uint8))
            image.thumbnail((WIDTH, 2 * WIDTH))
            image.save(folder / f"{Path(look.name).stem}.png")


def section() -> str:
    """The text of the report's section."""
    found = run()
    more = [*found["missed"], *(f"{kind}: {count}" for kind, count in found["of_other_kind"].items())]
    rows = [
        Row("added", f"{found['added_s']:.2f} s", "< 1 s"),
        Row(f"{found['looks']} looks through the intake, questions answered", f"{found['looks_s']:.0f} s"),
        Row("its catalogue read and prepared too", f"{found['all_s']:.0f} s, {found['items']} items"),
        Row("garments found, of those worn", f"{found['found']} of {found['worn']}"),
        Row("garments in the wardrobe once and pure", f"{found['once_and_pure']} of {found['garments']}"),
        Row("rows in the wardrobe", f"{found['in_wardrobe']}, {found['no_garments']} of them no garment"),
        Row("questions that its people answer", str(found["questions"])),
        Row("in the package", f"{found['bytes'] / 1e6:.1f} MB", "≤ 8 MB"),
    ]
    told = f"Missed, or taken for another kind: {'; '.join(more) or 'nothing'}."
    return f"`make sample-check` on {date.today()}: {machine()}.\n\n{table(rows)}\n{told}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what was counted; write it where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.sample", description=__doc__)
    options.add_argument("--sheet", type=Path, help="a folder for the looks with their masks")
    options.add_argument("--json", type=Path, help="write everything counted into this file")
    given = options.parse_args(arguments)
    found = run(given.sheet)
    for name, value in found.items():
        print(f"{name:>16}  {value}")
    if given.json:
        write_figures(found, given.json)


if __name__ == "__main__":
    main()
