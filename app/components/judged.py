"""What is judged: a look or a kept outfit, with its picture and what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from app import addresses
from app.components.outfit_card import outfit_picture, pieces_of_kept
from app.components.outfits.titles import outfit_title
from app.markup import Html, tag
from app.session import Me
from app.words import day, sentence
from wardrobe.matching.arranging import Layout
from wardrobe.sharing.shares import Subject


@dataclass(frozen=True, slots=True)
class Judged:
    """One side of a comparison."""

    name: str
    """As the beginning of a sentence; empty where an outfit has none."""
    picture: Html
    garment_ids: tuple[int, ...]
    look_id: int | None = None
    outfit_id: int | None = None
    layout: Layout = ()
    """How the garments of an outfit lie."""
    unconfirmed: int = 0
    """Garments of a look that are left out, because nobody has confirmed them."""

    @property
    def look_ids(self) -> tuple[int, ...]:
        """The look, where it is one."""
        return () if self.look_id is None else (self.look_id,)


def judged_look(who: Me, look_id: int) -> Judged:
    """A look of the household; its photo leads to its page. Raises ``NotFoundError``."""
    _ = who.translate
    found = who.house.style_check.of_look(who.household, look_id)
    when = day(found.look.worn_on, _)
    image = tag(
        "img",
        src=addresses.look_picture(look_id, "medium"),
        alt=_("Look of {day}").format(day=when),
        class_="portrait",
    )
    link = tag("a", image, href=addresses.look_link(look_id), target="_self")
    picture = tag("figure", link, tag("figcaption", sentence(when)))
    return Judged(sentence(when), picture, found.garment_ids, look_id=look_id, unconfirmed=found.unconfirmed)


def judged_outfit(who: Me, outfit_id: int) -> Judged:
    """A kept outfit of the household. Raises ``NotFoundError``."""
    _ = who.translate
    outfit = who.house.plans.get(who.household, outfit_id)
    name = outfit_title(outfit, who)
    picture = tag("figure", outfit_picture(pieces_of_kept(outfit, _)), tag("figcaption", name or _("Outfit")))
    return Judged(name, picture, outfit.garment_ids, outfit_id=outfit_id, layout=outfit.layout)


def subject_of(one: Judged, other: Judged) -> Subject:
    """The two as they are shared: as photos where both are looks, else as garments laid out."""
    if one.look_id is not None and other.look_id is not None:
        return Subject("comparison", look_ids=(one.look_id, other.look_id))
    return Subject("comparison", garment_ids=(one.garment_ids, other.garment_ids), layouts=(one.layout, other.layout))
