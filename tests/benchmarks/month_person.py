"""The owner of the rendered wardrobe: knows what every photo truly shows, and answers what is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import undefer

from tests.benchmarks.month_outfits import WARDROBE
from tests.benchmarks.month_pictures import NOBODY, Day
from wardrobe.describing import seen_in
from wardrobe.house import House
from wardrobe.schema import LookRow, SightingRow

VISIBLE = 0.01
"""A garment with a smaller share of the worn pixels is hidden: nobody would miss it."""
COVERED = 0.3
"""A garment of which a sighting of that kind covers less was not found."""
NOTHING = -1
"""Truth of a sighting that shows no garment, but hair, skin or wall."""


@dataclass
class Owner:
    """What the person knows of one house, day after day."""

    house: House
    home: int
    truth: dict[int, int] = field(default_factory=dict)
    """Sighting → number of the garment that it shows, or ``NOTHING``."""
    missed: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    """Questions by what the true answer was."""

    def see(self, look_id: int, day: Day) -> None:
        """Compare a look's sightings with what was worn."""
        with Image.open(day.truth) as image:
            shown = np.asarray(image)
        covered: Counter[int] = Counter()
        for row in self._rows(look_id):
            mask = seen_in(row).mask
            there = cv2.resize(shown, mask.shape[::-1], interpolation=cv2.INTER_NEAREST)
            numbers, counts = np.unique(there[mask], return_counts=True)
            best = int(numbers[counts.argmax()])
            self.truth[row.id] = NOTHING if best == NOBODY else best
            share = counts.max() / max(1, int((there == best).sum()))
            covered[best] = max(covered[best], float(share))  # type: ignore[assignment]
        worn = int((shown != NOBODY).sum())
        for number in day.worn:
            if (shown == number).sum() >= VISIBLE * worn and covered[number] < COVERED:
                self.missed.append(WARDROBE[number].name)

    def count_questions(self, look_id: int) -> None:
        """Note what is asked about a look, and what the true answers are."""
        known = self.garments()
        for row in self._rows(look_id):
            if row.decision == "ask":
                self.asked[self._answer(row, known)[0]] += 1

    def answer(self, look_id: int) -> None:
        """Answer every question about a look, truthfully."""
        for row in self._rows(look_id):
            if row.decision != "ask":
                continue
            word, garment = self._answer(row, self.garments())
            if word == "yes":
                self.house.garments.confirm(self.home, row.id)
            elif word == "another" and garment is not None:
                self.house.garments.assign(self.home, row.id, garment)
            elif word == "new":
                self.house.garments.separate(self.home, row.id)
            else:
                self.house.garments.reject(self.home, row.id)

    def garments(self) -> dict[int, list[int]]:
        """What each garment of the wardrobe truly shows: the truths of its sightings."""
        found: dict[int, list[int]] = defaultdict(list)
        with self.house.database.read() as session:
            rows = session.execute(select(SightingRow.id, SightingRow.garment_id).order_by(SightingRow.id))
            for id, garment in rows:
                if garment is not None:
                    found[garment].append(self.truth[id])
        return dict(found)

    def _answer(self, row: SightingRow, known: dict[int, list[int]]) -> tuple[str, int | None]:
        truth = self.truth[row.id]
        if truth == NOTHING:
            return "nothing", None
        mine = {garment for garment, truths in known.items() if main(truths) == truth}
        if row.candidate_id in mine:
            return "yes", row.candidate_id
        return ("another", max(mine, key=lambda id: len(known[id]))) if mine else ("new", None)

    def _rows(self, look_id: int) -> list[SightingRow]:
        query = select(SightingRow).where(SightingRow.look_id == look_id).order_by(SightingRow.id)
        with self.house.database.read() as session:
            assert session.get_one(LookRow, look_id).state == "ready"
            return list(session.scalars(query.options(undefer(SightingRow.mask))))


def main(truths: list[int]) -> int:
    """What most of a garment's sightings show."""
    return Counter(truths).most_common(1)[0][0]


def wear(owner: Owner, day: Day, number: int, answers: bool) -> None:
    """One photo through the real intake, and the questions that it raises."""
    received = owner.house.intake.receive(
        Path(day.photo).read_bytes(), f"day-{number:02}.jpg", household_id=owner.home, source="upload"
    )
    while owner.house.intake.work_once():
        pass
    owner.see(received.look_id, day)
    owner.count_questions(received.look_id)
    if answers:
        owner.answer(received.look_id)
