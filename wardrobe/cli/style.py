"""`otjang style-check`: one look judged, or two compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.table import Table

from wardrobe.cli.browse import name_of
from wardrobe.cli.common import JsonOption, Session, household, language, note, say, say_json, show
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.verdicts import Check, Side, Verdict
from wardrobe.search.reasons import Reason

Items = Mapping[int, GarmentItem]


def style_check(
    ctx: typer.Context,
    look: Annotated[int, typer.Argument(help="A look's number, see `otjang looks`.")],
    other: Annotated[int | None, typer.Argument(help="Another look to compare it with.")] = None,
    occasion: Annotated[str | None, typer.Option(metavar="NAME", help=f"One of: {', '.join(OCCASIONS)}.")] = None,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Say which of two looks is the better one and why, or what would lift one look."""
    if occasion is not None and occasion not in OCCASIONS:
        raise typer.BadParameter(f"{occasion} is none of: {', '.join(OCCASIONS)}.")
    session: Session = ctx.obj
    with session.house() as house:
        owner = household(house)
        found: Check | Verdict
        if other is None:
            found = house.style_check.check_look(owner, look, occasion=occasion, offer=house.item_lifts.of)
        else:
            found = house.style_check.compare_looks(owner, look, other, occasion=occasion)
        items = {item.id: item for item in house.garments.list(owner)}
    if as_json:
        say_json(_check_json(found) if isinstance(found, Check) else _verdict_json(found))
    elif isinstance(found, Check):
        _tell_check(found, look, items, language())
    else:
        _tell_verdict(found, look, other or 0, items, language())


def _tell_verdict(found: Verdict, one: int, other: int, items: Items, _: Translate) -> None:
    if found.too_close:
        say(_("Too close to call"))
        if found.why_close:
            note(found.why_close.said(_))
    else:
        better, probability = (one, found.probability) if found.probability > 0.5 else (other, 1 - found.probability)
        say(_("Look {look} is the better one: {percent} %").format(look=better, percent=round(100 * probability)))
    for look, side in ((one, found.one), (other, found.other)):
        _tell_side(side, look, items, _)


def _tell_check(found: Check, look: int, items: Items, _: Translate) -> None:
    if found.place is not None:
        told = _("It fits together better than about {count} of your {total} other looks.")
        say(told.format(count=found.place.better_than, total=found.place.of))
    elif found.why_no_place is not None:
        say(found.why_no_place.said(_))
    _tell_side(found.side, look, items, _)
    table = Table("Put on", "Instead of", "Why")
    for lift in found.lifts:
        old = "" if lift.instead_of is None else _named(lift.instead_of, items)
        table.add_row(_named(lift.garment_id, items), old, lift.reason.said(_))
    show(table, nothing=found.nothing.said(_) if found.nothing else "")
    shop = Table("On sale", "Instead of", "Why")
    for one in found.items:
        old = "" if one.instead_of is None else _named(one.instead_of, items)
        shop.add_row(f"{one.item.title} ({one.item.id})", old, one.reason.said(_))
    show(shop, nothing="")


def _tell_side(side: Side, look: int, items: Items, _: Translate) -> None:
    table = Table(f"Look {look}", "What it does")
    for one in side.contributions:
        does = {1: _("lifts the look"), -1: _("pulls it down"), 0: ""}[one.pulls]
        table.add_row(_named(one.garment_id, items), does)
    for point in side.remarks:
        table.add_row(", ".join(_named(id, items) for id in point.garment_ids), point.reason.said(_))
    show(table, nothing="")


def _named(id: int, items: Items) -> str:
    return name_of(items[id]) if id in items else str(id)


def _verdict_json(found: Verdict) -> dict[str, object]:
    return {
        "probability": round(found.probability, 4),
        "too_close": found.too_close,
        "why_close": _reason(found.why_close),
        "one": _side_json(found.one),
        "other": _side_json(found.other),
    }


def _check_json(found: Check) -> dict[str, object]:
    place = found.place
    return {
        **_side_json(found.side),
        "place": place and {"better_than": place.better_than, "of": place.of},
        "why_no_place": _reason(found.why_no_place),
        "lifts": [
            {
                "garment_id": lift.garment_id,
                "instead_of": lift.instead_of,
                "gain": round(lift.gain, 4),
                "better": round(lift.better, 4),
                "reason": _reason(lift.reason),
            }
            for lift in found.lifts
        ],
        "nothing": _reason(found.nothing),
        "items": [
            {
                "item_id": one.item.id,
                "instead_of": one.instead_of,
                "gain": round(one.gain, 4),
                "better": round(one.better, 4),
                "reason": _reason(one.reason),
            }
            for one in found.items
        ],
    }


def _side_json(side: Side) -> dict[str, object]:
    return {
        "garments": list(side.garment_ids),
        "score": None if side.score is None else round(side.score, 4),
        "contributions": [
            {"garment_id": one.garment_id, "delta": round(one.delta, 4), "better": round(one.better, 4)}
            for one in side.contributions
        ],
        "remarks": [
            {"about": point.reason.about, "text": str(point.reason), "garments": list(point.garment_ids)}
            for point in side.remarks
        ],
    }


def _reason(reason: Reason | None) -> str | None:
    return str(reason) if reason else None
