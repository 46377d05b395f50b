"""Search in the own wardrobe: in words, English or Korean, or by a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.encoders import garment_vector
from embeddings.lexicon import Term, in_english, terms
from embeddings.ontology import KINDS_OF
from embeddings.photo import Limits, decode
from wardrobe.database import Database
from wardrobe.describing import Seen, describe
from wardrobe.foreground import foreground
from wardrobe.garments import GarmentItem, Garments
from wardrobe.models import Models
from wardrobe.schema import GarmentRow, LookRow, SightingRow
from wardrobe.vectors import Vectors

WORDS_FLOOR: Final = 0.4
"""Cosine of words and picture from which a garment fits by its looks alone, where no word is known.

With the built-in encoder and shop pictures 95 % of right descriptions reach 0.39; words that have
nothing to do with clothes stay below 0.36 for 99 of 100 garments.
"""
TERMS_FLOOR: Final = 0.5
"""More than this share of what known words ask for must be true of a garment, and none quite wrong."""
TERMS_WEIGHT: Final = 0.5
"""What all that the words ask for counts, beside the cosine."""
COLOUR_SHARE: Final = 0.15
"""A colour of a garment counts from this share of its pixels."""
NEARLY: Final = 0.4
"""How true a neighbouring colour or category is."""
OTHER_KIND: Final = 0.6
"""How true a kind is of a garment whose category has it, but which looks like another kind."""
NEIGHBOURS: Final = frozenset(
    frozenset(pair.split())
    for pair in (
        *("black grey", "grey white", "white beige", "beige brown", "beige yellow", "brown orange"),
        *("orange red", "red pink", "pink purple", "purple blue"),
        *("upper-clothes outerwear", "upper-clothes dress", "outerwear dress", "dress skirt", "skirt pants"),
    )
)
"""What people, light and the parser take for one another."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A garment that was found, and why."""

    garment_id: int
    score: float
    reasons: tuple[str, ...]


class Search:
    """Finds garments of a household."""

    def __init__(
        self, database: Database, garments: Garments, models: Models, vectors: Vectors, limits: Limits
    ) -> None:
        self._database = database
        self._garments = garments
        self._models = models
        self._vectors = vectors
        self._limits = limits

    def words(self, household_id: int, text: str, limit: int = 24) -> list[Hit]:
        """Garments that fit the words, best first; empty when nothing does."""
        text = " ".join(text.split())
        if not text:
            return []
        asked = terms(text)
        embedding = self._models.encoder.encode_texts([in_english(text)])[0]
        with self._database.read() as session:
            garments = self._garments.all(session, household_id)
            owners = _owners(session, household_id)
            looks: dict[int, float] = {}
            for hit in self._vectors.described(session, embedding, owners, len(owners)):
                looks.setdefault(owners[hit.id], hit.score)
        hits = [_by_words(item, looks.get(item.id, -1.0), asked, text.casefold()) for item in garments]
        return _best((hit for hit in hits if hit is not None), limit)

    def picture(self, household_id: int, data: bytes, name: str, limit: int = 24) -> list[Hit]:
        """Garments like those in a picture: worn by a person, or lying on plain ground.

        Raises ``PhotoError`` and ``ModelError``.
        """
        photo = decode(data, name, self._limits)
        parsed = self._models.parser.parse(photo).garments
        seen = [Seen(one.category, one.mask, one.box) for one in parsed] or [Seen(None, *foreground(photo.pixels))]
        wanted = describe(photo, seen, self._models)
        floor = self._models.thresholds.ask  # what recognition would not even ask about is not like it
        found: dict[int, float] = {}
        with self._database.read() as session:
            for one, garment in zip(wanted, seen, strict=True):
                owners = _owners(session, household_id, garment.category)
                vector = garment_vector(one.embedding, one.histogram)
                for hit in self._vectors.like(session, vector, owners, len(owners)):
                    if hit.score >= floor:
                        garment_id = owners[hit.id]
                        found[garment_id] = max(found.get(garment_id, -1.0), hit.score)
        return _best((Hit(id, score, ("looks like the picture",)) for id, score in found.items()), limit)


def _by_words(item: GarmentItem, cosine: float, asked: list[Term], text: str) -> Hit | None:
    """Whether and how well a garment fits."""
    named = bool(item.name) and text in (item.name or "").casefold()
    tones = {term.name for term in asked if term.slot == "tone"}
    fits = [(term, _fit(item, term, tones)) for term in asked if term.slot in ("colour", "category", "kind")]
    share = sum(fit for _, fit in fits) / max(1, len(fits))
    wrong = any(fit == 0 for _, fit in fits)
    if not (named or (share > TERMS_FLOOR and not wrong if fits else cosine >= WORDS_FLOOR)):
        return None
    reasons = [f"name: {item.name}"] * named
    reasons += [f"{term.slot}: {term.name}" for term, fit in fits if fit == 1]
    reasons += ["looks like the words"] * (cosine >= WORDS_FLOOR)
    return Hit(item.id, cosine + TERMS_WEIGHT * share + named, tuple(reasons) or ("looks like the words",))


def _fit(item: GarmentItem, term: Term, tones: set[str]) -> float:
    """How true a word is of a garment: 1, 0, or something between where it is nearly so."""
    if term.slot == "category":
        return _near(item.category, term.name)
    if term.slot == "kind":
        if item.kind == term.name:
            return 1.0
        of = [category for category, kinds in KINDS_OF.items() if term.name in kinds]
        return OTHER_KIND * max((_near(item.category, one) for one in of), default=0)
    own = [colour for place, colour in enumerate(item.colours) if place == 0 or colour.share >= COLOUR_SHARE]
    right = [colour for colour in own if colour.family == term.name]
    if not right:
        return max((_near(colour.family, term.name) for colour in own[:1]), default=0.0)
    return 1.0 if not tones or any(tones & set(colour.name.split()) for colour in right) else 0.8


def _near(one: str, other: str) -> float:
    return 1.0 if one == other else NEARLY * (frozenset((one, other)) in NEIGHBOURS)


def _best(hits: Iterable[Hit], limit: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.garment_id))[:limit]


def _owners(session: Session, household_id: int, category: str | None = None) -> dict[int, int]:
    """Visible sightings of the wardrobe, and whose they are."""
    query = (
        select(SightingRow.id, GarmentRow.id)
        .join(GarmentRow, GarmentRow.id == SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
    )
    if category is not None:
        query = query.where((GarmentRow.category == category) | (SightingRow.category == category))
    return {sighting: garment for sighting, garment in session.execute(query)}
