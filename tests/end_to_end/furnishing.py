"""What a household gathers besides its looks: something to see on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from wardrobe.house import House
from wardrobe.matching.again import wear_again
from wardrobe.settings import Settings
from wardrobe.sharing.shares import Share, Subject, Terms, Treatment

SECRET = "mango window"
FRIEND = "198.51.100.7"
"""An address for examples (RFC 5737)."""


@dataclass(frozen=True)
class Furnished:
    """Where the things are that have addresses of their own."""

    trip: int
    collection: int
    outfit: int
    look: str
    comparison: str
    protected: str
    ended: str
    """Paths of shared links."""
    join: str
    """Path of an invitation."""


def furnish(data_dir: Path) -> Furnished:
    """Plan, pack, collect, wish, share and invite, as somebody does in a week."""
    house = House.open(Settings(data_dir=data_dir))
    try:
        (home,) = house.accounts.households()
        owner = house.accounts.people(home)[0].id
        today = date.today()
        for ahead, look in enumerate((1, 2, 5)):
            wear_again(house.journal, home, look, today + timedelta(days=ahead), today=today, person_id=owner)
        house.looks.set_remark(home, 1, "Warm enough, and Jun liked it.")
        house.looks.set_occasion(home, 1, "office")
        house.ratings.rate(home, 1, owner, 4)
        garments = [garment.id for garment in house.garments.list(home)]
        house.wishes.wish(home, owner, 1)
        house.orders.add(home, owner, 2)
        guest = house.people.add(home, "Jun")
        return Furnished(
            trip=house.packing.make(home, "Busan", today, today + timedelta(days=2), person_id=owner),
            collection=house.collections.make(home, "Summer trip", garments[:4]).collection_id,
            outfit=house.plans.list(home)[0].id,
            look=_discussed(house, home, owner),
            comparison=house.sharing.path(_shared(house, home, owner, Subject("comparison", (1, 2)), Terms())),
            protected=house.sharing.path(_shared(house, home, owner, Subject("look", (3,)), Terms(password=SECRET))),
            ended=_ended(house, home, owner),
            join=f"/join/{house.people.invite(home, guest.id)}",
        )
    finally:
        house.close()


def _shared(house: House, home: int, owner: int, subject: Subject, terms: Terms) -> Share:
    draft = house.sharing.draft(home, owner, subject, Treatment())
    return house.sharing.publish(home, draft.id, terms)


def _discussed(house: House, home: int, owner: int) -> str:
    """A look of which friends have said something."""
    share = _shared(house, home, owner, Subject("look", (1,)), Terms(comments=True, title="For the wedding?"))
    friends = house.sharing.friends
    for choice, name in (("love", "Ana"), ("love", ""), ("fire", "Jun")):
        friends.vote(share, friends.passes.new(), FRIEND, choice, name)
    friends.comment(share, friends.passes.new(), FRIEND, "The shoes are lovely with it.", "Ana")
    friends.comment(share, friends.passes.new(), FRIEND, "Another jacket?", "")
    friends.report(share, FRIEND, 2)
    return house.sharing.path(share)


def _ended(house: House, home: int, owner: int) -> str:
    share = _shared(house, home, owner, Subject("look", (4,)), Terms())
    path = house.sharing.path(share)
    house.sharing.end(home, share.id)
    return path
