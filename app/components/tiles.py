"""Looks, garments and sightings as tiles of a gallery."""

from __future__ import annotations

from dataclasses import replace

from app import addresses
from app.components.gallery import Tile
from app.words import day, garment_name, worn
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.looks import Look, Sighting
from wardrobe.schema import UNFINISHED


def look_tile(look: Look, _: Translate) -> Tile:
    """A look with its day and how far it is."""
    when = day(look.worn_on, _)
    questions = sum(sighting.decision == "ask" for sighting in look.sightings)
    garments = sum(sighting.decision in ("same", "new", "ask") for sighting in look.sightings)
    turn = look.kind == "turn"
    final = not (turn and look.state in UNFINISHED)  # which picture of the turn is the front is found on the way
    tile = Tile(
        id=look.id,
        image=addresses.look_picture(look.id, "small", final=final),
        sharper=addresses.look_picture(look.id, "medium", final=final),
        alt=_("Look of {day}").format(day=when),
        title=when,
        href=addresses.look_link(look.id),
        mark="360°" if turn else "",
    )
    if look.state in UNFINISHED:
        return replace(tile, subtitle=_("Finding garments …"), state="working")
    if look.state == "failed":
        return replace(tile, subtitle=look.name, badge=_("Not read"), state="failed")
    subtitle = _("1 garment") if garments == 1 else _("{count} garments").format(count=garments)
    if questions:
        return replace(tile, subtitle=subtitle, badge=_("Question"), state="ask")
    return replace(tile, subtitle=subtitle)


def garment_tile(garment: GarmentItem, _: Translate) -> Tile:
    """A garment with its name and how often it was worn."""
    name = garment_name(garment, _, garment.name)
    parts = [worn(garment.wear_count, _), day(garment.last_worn, _, short=True)]
    return Tile(
        id=garment.id,
        image=addresses.cut_out(garment.cover_sighting_id, "small"),
        alt=name,
        title=name,
        subtitle=" · ".join(part for part in parts if part),
        href=addresses.garment_link(garment.id),
    )


def sighting_tile(sighting: Sighting, when: str) -> Tile:
    """One cut-out with the day it was worn."""
    return Tile(id=sighting.id, image=addresses.cut_out(sighting.id, "small"), alt=when, subtitle=when)
