"""Sharing with a renderer that draws plain pictures, a clock that stands still, and a household with looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from tests.conftest import encode
from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.sharing.passes import Pass
from wardrobe.sharing.shares import Share, Subject, Terms, Treatment
from wardrobe.sharing.sharing import Sharing

ADDRESS = "203.0.113.7"
KINDS: dict[str, int] = {"look": 1, "outfit": 1, "comparison": 2}


def drawn(_household_id: int, subject: Subject, _treatment: Treatment) -> list[bytes]:
    """One plain picture, or two of different colours."""
    count = len(subject.look_ids) + len(subject.garment_ids)
    return [encode(Image.new("RGB", (60, 90), (200, 40 + 90 * number, 60))) for number in range(count)]


@dataclass
class Links:
    """A household of three looks (the first two with garments), and its shares."""

    house: House
    sharing: Sharing
    clock: Clock
    home: int
    looks: list[int]
    garments: list[GarmentItem]
    folder: Path

    def subject(self, kind: str = "look") -> Subject:
        """Something to share."""
        if kind == "look":
            return Subject("look", (self.looks[0],))
        if kind == "comparison":
            return Subject("comparison", (self.looks[0], self.looks[1]))
        return Subject("outfit", garment_ids=(tuple(item.id for item in self.garments[:2]),))

    def draft(self, kind: str = "look", person_id: int | None = None) -> Share:
        """Rendered, not shared yet."""
        return self.sharing.draft(self.home, person_id, self.subject(kind), Treatment())

    def publish(self, kind: str = "look", person_id: int | None = None, **terms: object) -> Share:
        """An open link."""
        draft = self.draft(kind, person_id)
        return self.sharing.publish(self.home, draft.id, replace(Terms(), **terms))  # type: ignore[arg-type]

    def key(self, share: Share) -> str:
        """What stands in its address."""
        return self.sharing.path(share).removeprefix("/s/")

    def find(self, key: str, address: str = ADDRESS) -> Share:
        """As somebody who has the key."""
        return self.sharing.friends.find(key, address)

    def visitor(self) -> Pass:
        """Somebody new."""
        return self.sharing.friends.passes.new()

    def again(self, share: Share) -> Share:
        """The same share as it is now."""
        return self.sharing.get(self.home, share.id)

    def files(self, share: Share) -> list[str]:
        """What is on the disk of it."""
        return sorted(path.name for path in (self.folder / "shared" / str(share.id)).glob("*"))


def links_of(house: House) -> Links:
    """A household in a house."""
    clock = Clock()
    folder = house.settings.data_dir
    sharing = Sharing(house.database, folder, drawn, house.garments.list, clock)
    home = fill(house, [["A", "B"], ["A", "C"], ["D"]], ("upper-clothes", "pants", "shoes"))
    looks = sorted(look.id for look in house.looks.page(home))
    garments = sorted(house.garments.list(home), key=lambda item: item.id)
    return Links(house, sharing, clock, home, looks, garments, folder)
