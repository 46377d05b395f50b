"""What things are called on screen: garments, colours, days, notes. One place, both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from wardrobe.days import MONTHS, SHORT_MONTHS, calendar_day
from wardrobe.i18n import Translate
from wardrobe.words import COLOURS, N_, colour_name, value_name

# What pages call things is all found here.
__all__ = ["COLOURS", "MONTHS", "N_", "SHORT_MONTHS", "colour_name", "value_name"]

CATEGORIES = {
    "outerwear": N_("jacket or coat"),
    "upper-clothes": N_("top"),
    "dress": N_("dress"),
    "skirt": N_("skirt"),
    "pants": N_("trousers"),
    "shoes": N_("shoes"),
    "bag": N_("bag"),
    "hat": N_("hat"),
    "scarf": N_("scarf"),
    "belt": N_("belt"),
    "sunglasses": N_("sunglasses"),
    "socks": N_("socks"),
}
PLURALS = {
    "outerwear": N_("Jackets and coats"),
    "upper-clothes": N_("Tops"),
    "dress": N_("Dresses"),
    "skirt": N_("Skirts"),
    "pants": N_("Trousers"),
    "shoes": N_("Shoes"),
    "bag": N_("Bags"),
    "hat": N_("Hats"),
    "scarf": N_("Scarves"),
    "belt": N_("Belts"),
    "sunglasses": N_("Sunglasses"),
    "socks": N_("Socks"),
}
ASPECTS = {
    "colour": N_("Colour"),
    "kind": N_("Kind"),
    "pattern": N_("Pattern"),
    "sleeve": N_("Sleeves"),
    "length": N_("Length"),
    "formality": N_("Style"),
    "warmth": N_("Season"),
}
SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
NOTES = {
    "no-person": N_("Nobody was found in this photo. Try one that shows you from head to feet."),
    "several-people": N_("Several people are in this photo. The garments are those of the largest person."),
    "head-cut": N_("The head is cut off; a hat or sunglasses may be missing."),
    "not-sure": N_("The garments in this photo are hard to make out: look at them twice."),
    "feet-cut": N_("The feet are cut off; shoes may be missing."),
    "animated": N_("This is an animation; its first picture was taken."),
    "no-turn": N_("Nobody turns around in this video; its best picture was taken."),
    "part-turn": N_("The turn is not a whole one: some sides are missing."),
}


class Worn(Protocol):
    """What a garment and a sighting of one have in common."""

    @property
    def category(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def colours(self) -> Iterable[object]: ...


def garment_name(garment: Worn, _: Translate, given: str | None = None) -> str:
    """The name that the person gave, else the main colour and the kind, such as "dark blue jeans"."""
    if given:
        return given
    kind = kind_name(garment, _)
    colour = next((colour_name(str(getattr(c, "name", c)), _) for c in garment.colours), "")
    return _("{colour} {kind}").format(colour=colour, kind=kind) if colour else kind


def kind_name(garment: Worn, _: Translate) -> str:
    """The finer kind where it is known, else the category."""
    return _(garment.kind) if garment.kind else _(CATEGORIES[garment.category])


def sentence(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def worn(count: int, _: Translate) -> str:
    """How often, in words."""
    if count == 0:
        return _("not worn yet")
    return _("worn once") if count == 1 else _("worn {count} times").format(count=count)


def day(when: date | None, _: Translate, *, short: bool = False, today: date | None = None) -> str:
    """A day as people say it: today, yesterday, 3 November (short: 3 Nov), and the year only where it is another."""
    if when is None:
        return ""
    today = today or date.today()
    if (today - when).days in (0, 1):
        return _("Today") if when == today else _("Yesterday")
    return calendar_day(when, _, short=short, today=today)


def moment(when: datetime, _: Translate, *, now: datetime | None = None) -> str:
    """A moment that has passed, in the middle of a sentence: 14:05, yesterday 14:05, 3 Nov 14:05."""
    here = when.astimezone()
    today = (now or datetime.now().astimezone()).astimezone().date()
    clock = f"{here:%H:%M}"
    if here.date() == today:
        return clock
    if here.date() == today - timedelta(days=1):
        return _("yesterday {time}").format(time=clock)
    return _("{day} {time}").format(day=day(here.date(), _, short=True, today=today), time=clock)


def short_day(when: date, _: Translate, *, today: date | None = None) -> str:
    """A day to come in little room: Today, Tomorrow, Fri 27."""
    ahead = (when - (today or date.today())).days
    if ahead in (0, 1):
        return _("Tomorrow") if ahead else _("Today")
    return _("{weekday} {day}").format(weekday=_(SHORT_WEEKDAYS[when.weekday()]), day=when.day)


def size(count: int) -> str:
    """Bytes in the unit that is easiest to read."""
    value, units = float(count), ["B", "KB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.0f} {units[0]}" if value >= 10 or units[0] == "B" else f"{value:.1f} {units[0]}"
