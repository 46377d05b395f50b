"""What friends said of two looks or outfits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wardrobe.sharing.comparisons import friends_say
from wardrobe.sharing.shares import Share, Subject, Tally, Treatment

LOOKS = Subject("comparison", look_ids=(1, 2))
OUTFITS = Subject("comparison", garment_ids=((1, 2), (3, 4)))


@dataclass
class Shared:
    """Links with their votes, the newest first."""

    links: list[Share] = field(default_factory=list)
    votes: dict[int, dict[str, int]] = field(default_factory=dict)

    def add(self, subject: Subject, a: int, b: int, state: Any = "open") -> int:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        number = len(self.links) + 1
        self.links.insert(
            0,
            Share(
                id=number, household_id=1, person_id=None, subject=subject, treatment=Treatment(), state=state,
                title="", created_at=at, published_at=at, expires_at=None, ended_at=None, views=0, views_most=None,
                protected=False, votes=True, comments=False, sizes=(), version=1, seen_version=1,
            ),
        )  # fmt: skip
        self.votes[number] = {"a": a, "b": b}
        return number

    def list(self, household_id: int, limit: int = 200) -> list[Share]:
        return self.links

    def tally(self, share: Share) -> Tally:
        return Tally(1, 0, self.votes[share.id])


def test_votes_are_told_for_the_sides_as_they_are_asked_for() -> None:
    shared = Shared()
    shared.add(Subject("comparison", look_ids=(2, 1)), 5, 1)
    said = friends_say(shared, 1, LOOKS)
    assert said is not None and (said.one, said.other, said.total) == (1, 5, 6)


def test_the_open_link_stands_above_ended_ones_of_which_those_with_votes_count() -> None:
    shared = Shared()
    first = shared.add(OUTFITS, 3, 1, "ended")
    shared.add(OUTFITS, 0, 0, "ended")
    said = friends_say(shared, 1, Subject("comparison", garment_ids=((2, 1), (4, 3))))
    assert said is not None and said.share.id == first
    opened = shared.add(OUTFITS, 0, 0)
    shared.add(OUTFITS, 9, 9, "ended")
    said = friends_say(shared, 1, OUTFITS)
    assert said is not None and (said.share.id, said.total) == (opened, 0)


def test_other_things_that_were_shared_say_nothing() -> None:
    shared = Shared()
    shared.add(Subject("look", look_ids=(1,)), 0, 0)
    shared.add(Subject("comparison", look_ids=(1, 3)), 4, 0)
    shared.add(LOOKS, 0, 0, "ended")
    assert friends_say(shared, 1, LOOKS) is None and friends_say(shared, 1, OUTFITS) is None
