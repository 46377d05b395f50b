"""What the style check says: verdicts on two outfits, and what would lift one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from wardrobe.catalogue.items import Item
from wardrobe.looks import Look
from wardrobe.matching.judging import Contribution
from wardrobe.matching.taste import Point
from wardrobe.search.reasons import Reason


@dataclass(frozen=True, slots=True)
class Side:
    """One outfit, as it was judged."""

    garment_ids: tuple[int, ...]
    score: float | None
    """Log-odds of the judge; None where too little is known."""
    contributions: tuple[Contribution, ...]
    """What each garment does to the score, what does most first."""
    remarks: tuple[Point, ...]
    """What is said beside the score, what matters most first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two outfits compared."""

    probability: float
    """That ``one`` is the better, 0 to 1, as ``Scorer.better`` says; a half where nothing can be said."""
    too_close: bool
    """No verdict: the probability is within ``judging.TOO_CLOSE`` of a half, or too little is known."""
    why_close: Reason | None
    one: Side
    other: Side

    @property
    def judged(self) -> bool:
        """Whether enough was known of both for the judge to be asked."""
        return self.one.score is not None and self.other.score is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a look stands among the person's others."""

    better_than: int
    """How many of them it is expected to be better than: the sum of the probabilities, rounded."""
    of: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.better_than / self.of


Part = int | str
"""What a change is about: the id of the garment that goes, or the type of what is added."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A garment of the wardrobe that would make an outfit better."""

    garment_id: int
    instead_of: int | None
    """None: it is added."""
    gain: float
    """In log-odds of the judge."""
    better: float
    """The calibrated probability that the outfit is better with it. The best of many candidates: rather less."""
    reason: Reason
    garment_ids: tuple[int, ...]
    """The outfit as it would be."""
    part: Part


@dataclass(frozen=True, slots=True)
class ItemLift:
    """The same of an item that a shop sells."""

    item: Item
    instead_of: int | None
    gain: float
    better: float
    reason: Reason


Offer = Callable[[int, int | None, Sequence[int], str | None, Collection[Part]], Sequence[ItemLift]]
"""Items of a catalogue for an outfit, by household, person, garment ids, occasion and the parts for which the own
wardrobe has something: what ``check`` is given as ``offer``."""


@dataclass(frozen=True, slots=True)
class Check:
    """One outfit judged."""

    side: Side
    place: Place | None
    why_no_place: Reason | None
    lifts: tuple[Lift, ...]
    """The best changes from the own wardrobe, the best first."""
    nothing: Reason | None
    """Said where there is no such change."""
    items: tuple[ItemLift, ...]
    """What could be bought for other parts of it; empty where nothing would clearly lift it, or nobody was asked."""


@dataclass(frozen=True, slots=True)
class OfLook:
    """What a look's photo gives the style check."""

    look: Look
    garment_ids: tuple[int, ...]
    """The certain garments."""
    unconfirmed: int
    """Garments in it that the person has not confirmed yet: they are left out."""
