"""What may be asked of a search."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date

from embeddings.attributes import Guess
from embeddings.vocabulary import RANGES
from wardrobe.attributes import NAMED_FROM
from wardrobe.garments import GarmentItem


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file as it was given."""

    name: str
    data: bytes


def named(guess: Guess | None) -> str | None:
    """The value of an aspect by which a garment is filtered; None where it is not probable enough."""
    return guess.value if guess is not None and guess.probability >= NAMED_FROM else None


def within(name: str, score: float | None) -> bool:
    """Whether a garment of this warmth or formality is for a season or an occasion."""
    return score is not None and RANGES[name][0] <= score <= RANGES[name][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a garment must be to be looked at; None lets everything pass.

    An aspect that is not known, or not probable enough to be named, does not pass.
    """

    category: str | None = None
    kind: str | None = None
    colour: str | None = None
    """The family of the main colour."""
    pattern: str | None = None
    sleeve: str | None = None
    season: str | None = None
    """``summer``, ``spring``, ``autumn`` or ``winter``: a range of warmth."""
    occasion: str | None = None
    """``casual``, ``sporty``, ``office``, ``party`` or ``formal``: a range of formality."""
    worn_within: int | None = None
    """Worn in the last so many days, today included."""
    not_worn_for: int | None = None
    """Not worn in the last so many days."""
    tag: str | None = None
    """The person's own word, however it is written."""
    in_wash: bool | None = None
    put_away: bool | None = None
    among: frozenset[int] | None = None
    """Ids of garments, such as those of a collection; nothing else passes."""

    def admit(self, item: GarmentItem, today: date) -> bool:
        """Whether a garment passes."""
        known, belonging = item.attributes, item.belonging
        aspects = ((self.kind, known.kind), (self.pattern, known.pattern), (self.sleeve, known.sleeve))
        scales = ((self.season, known.warmth), (self.occasion, known.formality))
        rested = (today - item.last_worn).days if item.last_worn else None
        return (
            self.category in (None, item.category)
            and (self.among is None or item.id in self.among)
            and self.in_wash in (None, belonging.in_wash)
            and self.put_away in (None, belonging.put_away)
            and (self.tag is None or self.tag.casefold() in map(str.casefold, belonging.tags))
            and (self.colour is None or [colour.family for colour in item.colours[:1]] == [self.colour])
            and all(wanted is None or named(is_) == wanted for wanted, is_ in aspects)
            and all(wanted is None or within(wanted, score) for wanted, score in scales)
            and (self.worn_within is None or (rested is not None and rested < self.worn_within))
            and (self.not_worn_for is None or rested is None or rested >= self.not_worn_for)
        )

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) is not None for one in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A search: words, a picture or a garment of the wardrobe, or both together, among what the filters admit.

    Words beside a picture say what shall be otherwise: "like this but blue". Filters alone list what passes.
    """

    words: str = ""
    picture: Picture | None = None
    garment_id: int | None = None
    """More like this garment; it is not among the hits."""
    filters: Filters = field(default_factory=Filters)
    limit: int = 24

    def __post_init__(self) -> None:
        if self.picture is not None and self.garment_id is not None:
            raise ValueError("one picture at a time: a file or a garment")
        if self.limit < 1:
            raise ValueError(f"limit must be at least 1, not {self.limit}")

    @property
    def looks(self) -> bool:
        """Whether more than filters is asked."""
        return bool(self.words.strip()) or self.picture is not None or self.garment_id is not None
