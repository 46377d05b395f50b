"""What friends said of two looks or outfits, whichever of them was shown on the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wardrobe.sharing.shares import Share, Subject, Tally


@dataclass(frozen=True, slots=True)
class FriendsSay:
    """Of a comparison that was shared: the newest link that is open, else the newest on which somebody voted."""

    share: Share
    one: int
    """Votes for the first as it was asked for, not as it was shared."""
    other: int

    @property
    def total(self) -> int:
        """How many have voted."""
        return self.one + self.other


class Shares(Protocol):
    """What is asked of ``Sharing``."""

    def list(self, household_id: int, limit: int = 200) -> list[Share]: ...

    def tally(self, share: Share) -> Tally: ...


def friends_say(shares: Shares, household_id: int, subject: Subject) -> FriendsSay | None:
    """What friends said of the two that ``subject`` (a comparison) shows; None where they were not asked."""
    turned = Subject("comparison", subject.look_ids[::-1], subject.garment_ids[::-1])
    ways = {_key(subject): ("a", "b"), _key(turned): ("b", "a")}
    found = [share for share in shares.list(household_id) if share.kind == "comparison" and _key(share.subject) in ways]
    for share in sorted(found, key=lambda one: one.state != "open"):  # stable: the newest first in each
        votes = shares.tally(share).votes
        one, other = (votes.get(side, 0) for side in ways[_key(share.subject)])
        if share.state == "open" or one + other:
            return FriendsSay(share, one, other)
    return None


def _key(subject: Subject) -> tuple[tuple[int, ...], tuple[frozenset[int], ...]]:
    return subject.look_ids, tuple(frozenset(ids) for ids in subject.garment_ids)
