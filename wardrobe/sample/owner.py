"""The people of the sample: they answer what the app asks, and say what garments cost and what looks were for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from wardrobe.belongings import Belongings
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import Garments
from wardrobe.looks import Looks
from wardrobe.matching.packing import Packing
from wardrobe.matching.plans import Plans
from wardrobe.matching.trips import TripWishes
from wardrobe.ratings import Ratings
from wardrobe.sample.manifest import Manifest
from wardrobe.sample.truth import sightings, wardrobe_of
from wardrobe.schema import LookRow, PersonRow, SightingRow


@dataclass(frozen=True, slots=True)
class Owner:
    """Does through the same doors what people do on the pages, and twice is once."""

    database: Database
    looks: Looks
    garments: Garments
    belongings: Belongings
    ratings: Ratings
    plans: Plans
    packing: Packing

    def answer(self, manifest: Manifest, household_id: int) -> int:
        """Answer every question whether a garment is one that is known; gives how many there were."""
        asks = (
            select(SightingRow.id, SightingRow.candidate_id)
            .join(LookRow, LookRow.id == SightingRow.look_id)
            .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None), SightingRow.decision == "ask")
            .order_by(SightingRow.id)
        )
        with self.database.read() as session:
            asked = session.execute(asks).all()
            truth = sightings(session, manifest, household_id) if asked else {}
        for sighting_id, candidate_id in asked:
            with self.database.read() as session:
                known = wardrobe_of(session, manifest, household_id)
            with suppress(NotFoundError, ChangeError):  # a visitor has just answered it
                self._say(household_id, sighting_id, candidate_id, truth.get(sighting_id), known)
        return len(asked)

    def tell(self, manifest: Manifest, household_id: int, today: date) -> None:
        """What a household has said after a while: names, prices, occasions, ratings, a plan, a packing list."""
        with self.database.read() as session:
            owned = wardrobe_of(session, manifest, household_id)
            named = select(PersonRow.name, PersonRow.id).where(PersonRow.household_id == household_id)
            people = {name: id for name, id in session.execute(named)}
            shown = LookRow.household_id == household_id, LookRow.hidden_at.is_(None)
            looks = {name: id for name, id in session.execute(select(LookRow.name, LookRow.id).where(*shown))}
        self._facts(manifest, household_id, owned, today)
        for look in manifest.looks:
            if (look_id := looks.get(look.file)) is None:
                continue
            with suppress(NotFoundError):  # a visitor has just deleted it
                if look.occasion and self.looks.get(household_id, look_id).occasion is None:
                    self.looks.set_occasion(household_id, look_id, look.occasion)
                for name, value in look.ratings.items():
                    self.ratings.rate(household_id, look_id, people[name], value)
        with suppress(NotFoundError, ChangeError):
            self._plan(manifest, household_id, owned, today)
        with suppress(NotFoundError, ChangeError):
            self._pack(manifest, household_id, people, today)

    def _say(
        self,
        household_id: int,
        sighting_id: int,
        candidate_id: int | None,
        true: str | None,
        known: dict[str, list[int]],
    ) -> None:
        mine = known.get(true, []) if true is not None else []
        if true is None:
            self.garments.reject(household_id, sighting_id)
        elif candidate_id in mine:
            self.garments.confirm(household_id, sighting_id)
        elif mine:
            self.garments.assign(household_id, sighting_id, mine[0])
        else:
            self.garments.separate(household_id, sighting_id)

    def _facts(self, manifest: Manifest, household_id: int, owned: dict[str, list[int]], today: date) -> None:
        facts: dict[int, dict[str, Any]] = {}
        for key, ids in owned.items():
            one = manifest.garments[key]
            said = dict(one.facts)
            if (days := said.pop("bought", None)) is not None:
                said["bought_on"] = today - timedelta(days=days)
            facts[ids[0]] = {"name": one.name, **said}
        for key in manifest.in_wash:
            if key in owned:
                facts[owned[key][0]]["in_wash"] = True
        with suppress(NotFoundError):  # a visitor has just deleted one
            self.belongings.set_many(household_id, facts, today=today)

    def _plan(self, manifest: Manifest, household_id: int, owned: dict[str, list[int]], today: date) -> None:
        wish = manifest.outfit
        garments = [owned[key][0] for key in wish["garments"] if key in owned]
        if garments:
            kept = self.plans.save(household_id, garments, name=wish["name"], occasion=wish["occasion"])
            self.plans.plan(household_id, kept.id, today + timedelta(days=wish["in_days"]))

    def _pack(self, manifest: Manifest, household_id: int, people: dict[str, int], today: date) -> None:
        wish = manifest.trip
        made = [trip for trip in self.packing.trips(household_id) if trip.name == wish["name"]]
        if made:
            if not made[0].things:  # a process has ended while its list was written
                self.packing.regenerate(household_id, made[0].id)
            return
        first = today + timedelta(days=wish["in_days"])
        wishes = TripWishes(warmth=wish["warmth"], occasions=tuple(wish["occasions"]))
        last = first + timedelta(days=wish["days"] - 1)
        self.packing.make(household_id, wish["name"], first, last, wishes, person_id=people.get(wish["person"]))
