"""`otjang suggest`: what on sale goes with the wardrobe, and which single thing would open the most outfits."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from rich.table import Table

from embeddings.compatibility import TYPES
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import Item
from wardrobe.cli.common import JsonOption, Session, household, language, note, say_json, show
from wardrobe.i18n import Translate
from wardrobe.matching.gaps import Gap, Missing
from wardrobe.matching.suggesting import Sought, Suggested, Suggestion
from wardrobe.money import shown, to_minor


def suggest(
    ctx: typer.Context,
    gap: Annotated[bool, typer.Option("--gap", help="Which single thing would open the most new outfits.")] = False,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help=f"One of: {', '.join(TYPES)}.")] = None,
    most: Annotated[str | None, typer.Option("--most", metavar="PRICE", help="Up to this price, such as 50.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 12,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """What on sale goes with the wardrobe, best first, with reasons."""
    if type_ is not None and type_ not in TYPES:
        raise typer.BadParameter(f"{type_} is none of: {', '.join(TYPES)}.")
    session: Session = ctx.obj
    with session.house() as house:
        home = household(house)
        filters = ItemFilters(types=[type_] if type_ else None)
        currency = house.shelves.currency(home) if most else None
        if most and currency:
            filters = ItemFilters(types=filters.types, most_minor=to_minor(most, currency), currency=currency)
        person = house.accounts.only_person(home)
        if gap:
            missing = house.gaps.find(home, person, filters=filters, limit=limit, today=date.today())
            _say_gaps(missing, as_json, language())
        else:
            found = house.suggestions.for_you(home, person, Sought(filters=filters, limit=limit), today=date.today())
            _say(found, as_json, language())


def _say(found: Suggested, as_json: bool, _: Translate) -> None:
    if as_json:
        say_json(
            {
                "suggestions": [_suggestion_json(one) for one in found.suggestions],
                "notes": [str(reason) for reason in found.notes],
                "nothing": str(found.nothing) if found.nothing else None,
            }
        )
        return
    for reason in found.notes:
        note(reason.said(_))
    table = Table("Item", "What", "Price", "Why")
    for one in found.suggestions:
        why = ", ".join(reason.said(_) for reason in one.reasons)
        table.add_row(str(one.item.id), one.item.title, _price(one.item), why)
    show(table, nothing=found.nothing.said(_) if found.nothing else "")


def _say_gaps(found: Missing, as_json: bool, _: Translate) -> None:
    if as_json:
        nothing = str(found.nothing) if found.nothing else None
        say_json({"gaps": [_gap_json(one) for one in found.gaps], "nothing": nothing})
        return
    table = Table("What", "New outfits", "On sale")
    for one in found.gaps:
        items = "\n".join(f"{item.id} {item.title} {_price(item)}".rstrip() for item, _count in one.items)
        table.add_row(_named(one, _), str(one.opens), items)
    show(table, nothing=found.nothing.said(_) if found.nothing else "")


def _named(one: Gap, _: Translate) -> str:
    colour = one.colours[0].name if one.colours else ""
    return " ".join(part for part in (colour, one.kind or one.category) if part)


def _price(item: Item) -> str:
    return shown(item.price_minor, item.currency) if item.price_minor is not None and item.currency else ""


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "type": item.type,
        "kind": item.kind,
        "brand": item.brand,
        "price_minor": item.price_minor,
        "currency": item.currency,
        "link": item.link,
    }


def _suggestion_json(one: Suggestion) -> dict[str, Any]:
    return {
        **_item_json(one.item),
        "score": round(one.score, 4),
        "goes_with": list(one.goes_with),
        "like_it": list(one.like_it),
        "per_wear_minor": one.per_wear_minor,
        "reasons": [{"about": reason.about, "text": str(reason), **reason.params} for reason in one.reasons],
    }


def _gap_json(one: Gap) -> dict[str, Any]:
    return {
        "type": one.type,
        "category": one.category,
        "kind": one.kind,
        "colour": one.colours[0].name if one.colours else None,
        "opens": one.opens,
        "items": [{**_item_json(item), "opens": count} for item, count in one.items],
    }
