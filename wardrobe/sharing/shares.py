"""What is shared, how it is shown, on which terms, and what has come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from wardrobe.matching.arranging import Layout
from wardrobe.words import N_

ShareKind = Literal["look", "outfit", "comparison"]
ShareState = Literal["draft", "open", "ended"]
Background = Literal["blurred", "removed", "kept"]
Faces = Literal["shown", "blurred"]
Crop = Literal["whole", "clothes"]
CommentState = Literal["shown", "reported", "kept", "hidden"]

DAYS: Final = 7
"""After which a link ends, where nothing else is said."""
LEAST_DAYS: Final = 1
MOST_DAYS: Final = 365
MOST_VIEWS: Final = 10_000
TITLE_MOST: Final = 80
"""Characters of a title."""
REACTIONS: Final = {
    "love": ("♥\ufe0f", N_("Love it")),
    "fire": ("🔥", N_("On fire")),
    "clap": ("👏", N_("Well done")),
    "think": ("🤔", N_("Not sure")),
}
"""What friends can say of one picture: sign, and the word for it."""
SIDES: Final = {"a": ("A", N_("Vote A")), "b": ("B", N_("Vote B"))}
"""What they can say of two."""
TITLES: Final = {"look": N_("My look"), "outfit": N_("My outfit"), "comparison": N_("Which one?")}
"""What a share is called that was given no title, by kind."""
SAMPLE_IS_LOOKED_AT: Final = N_("The sample is to be looked at. Links are made of your own looks and outfits.")
"""To be shown in the place of a link, in a sample household."""
PUBLIC_COMMENTS: Final = N_("Everybody who has this link can write. A password keeps strangers out.")
"""To be shown where comments are allowed and there is no password."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a share shows: a look, an outfit, or two looks or outfits side by side."""

    kind: ShareKind
    look_ids: tuple[int, ...] = ()
    garment_ids: tuple[tuple[int, ...], ...] = ()
    """For each outfit its garments. They are shown by their covers (``GarmentItem.cover_sighting_id``)."""
    layouts: tuple[Layout, ...] = ()
    """How each outfit lies; without it, and for garments that are not in it, as the rule has it."""

    @property
    def outfits(self) -> tuple[tuple[tuple[int, ...], Layout], ...]:
        """Garments and layout of each outfit."""
        layouts = self.layouts or ((),) * len(self.garment_ids)
        return tuple(zip(self.garment_ids, layouts, strict=True))


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a picture before it leaves the house."""

    background: Background = "blurred"
    faces: Faces = "shown"
    crop: Crop = "whole"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms friends see it."""

    days: int | None = DAYS
    """After which the link ends; None: not by itself."""
    password: str | None = None
    views: int | None = None
    """How often it can be opened; None: as often as people like."""
    votes: bool = True
    comments: bool = False
    title: str = ""
    """Text only; empty: what ``kind`` is called."""

    @property
    def public_comments(self) -> bool:
        """Whether strangers could write, which ``PUBLIC_COMMENTS`` warns of."""
        return self.comments and not self.password


@dataclass(frozen=True, slots=True)
class Size:
    """Of a shared picture, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Share:
    """A link, or the draft of one."""

    id: int
    household_id: int
    person_id: int | None
    """Who shares."""
    subject: Subject
    treatment: Treatment
    state: ShareState
    """``ended`` from the very moment it expires."""
    title: str
    created_at: datetime
    published_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    """When its pictures were, or are to be, removed."""
    views: int
    """How often it was opened."""
    views_most: int | None
    protected: bool
    """Whether it asks for a password."""
    votes: bool
    """Whether friends can vote."""
    comments: bool
    """Whether they can write."""
    sizes: tuple[Size, ...]
    version: int
    """Rises with every vote and comment, and whatever the owner does about them."""
    seen_version: int
    """What ``version`` was when the owner last looked."""

    @property
    def kind(self) -> ShareKind:
        """What it shows."""
        return self.subject.kind

    @property
    def pictures(self) -> int:
        """How many there are; their numbers begin at 1."""
        return len(self.sizes)

    @property
    def views_left(self) -> int | None:
        """How often it can still be opened; None: as often as people like."""
        return None if self.views_most is None else max(0, self.views_most - self.views)

    @property
    def gated(self) -> bool:
        """Whether friends meet a button first, so that a messenger's preview does not use it up."""
        return self.protected or self.views_most is not None

    @property
    def choices(self) -> Mapping[str, tuple[str, str]]:
        """What friends can vote for: sign and word of each."""
        return SIDES if self.kind == "comparison" else REACTIONS

    @property
    def news(self) -> bool:
        """Whether something came in since the owner last looked."""
        return self.version > self.seen_version


@dataclass(frozen=True, slots=True)
class Vote:
    """What one friend has voted."""

    id: int
    choice: str
    name: str
    """Empty where none was given."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What one friend has written: text, never markup."""

    number: int
    """Among those of its share, from 1."""
    name: str
    text: str
    at: datetime
    state: CommentState
    """Friends see ``shown`` and ``kept``; ``reported`` waits for the owner, and ``kept`` is not reported again."""
    visitor: str
    """Whose it is, by the hash of a number that a browser keeps."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What has come of a share so far."""

    version: int
    """Changes with every vote and comment: what a page compares before it shows more."""
    views: int
    votes: Mapping[str, int] = field(default_factory=dict)
    """By choice; every choice of the share is there."""
    comments: int = 0
    """That friends see."""
    reported: int = 0
    """That wait for the owner."""

    @property
    def total(self) -> int:
        """How many have voted."""
        return sum(self.votes.values())


Renderer = Callable[[int, Subject, Treatment], Sequence[bytes]]
"""Makes the JPEG files of a subject of a household: two for a comparison, else one."""
