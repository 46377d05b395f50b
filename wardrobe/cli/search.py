"""`otjang search`: words and pictures, alone or together, and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from embeddings.colour import FAMILIES
from embeddings.ontology import KINDS, PATTERNS, SLEEVES
from embeddings.parsing.labels import GARMENT_CATEGORIES
from embeddings.vocabulary import TABLE
from wardrobe.cli.browse import day_of, garment_json, name_of
from wardrobe.cli.common import JsonOption, Session, household, language, note, say_json, show
from wardrobe.cli.files import read
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.search import Filters, Found, Hit, Picture, Request

SEASONS = tuple(dict.fromkeys(row[0] for row in TABLE["warmth"]))
OCCASIONS = tuple(dict.fromkeys(row[0] for row in TABLE["formality"]))
FILTERS = "Filters"


def _one_of(names: Sequence[str], help_: str) -> Any:
    def check(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise typer.BadParameter(f"{value} is none of: {', '.join(names)}.")
        return value

    return typer.Option(callback=check, help=help_, rich_help_panel=FILTERS, metavar="NAME")


def _days(help_: str) -> Any:
    return typer.Option(min=1, metavar="DAYS", help=help_, rich_help_panel=FILTERS)


def search(
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(help='What to look for, such as "dark blue jeans, not ripped".')] = "",
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help="Look for garments like the one here.")] = None,
    like: Annotated[int | None, typer.Option(metavar="GARMENT", help="Look for garments like this one.")] = None,
    category: Annotated[str | None, _one_of(GARMENT_CATEGORIES, "Such as dress or pants.")] = None,
    kind: Annotated[str | None, _one_of(KINDS, "Finer: such as jeans.")] = None,
    colour: Annotated[str | None, _one_of(FAMILIES, "The main colour's family.")] = None,
    pattern: Annotated[str | None, _one_of(PATTERNS, "Such as striped.")] = None,
    sleeve: Annotated[str | None, _one_of(SLEEVES, "sleeveless, short or long.")] = None,
    season: Annotated[str | None, _one_of(SEASONS, "By its warmth: summer, spring, autumn or winter.")] = None,
    occasion: Annotated[str | None, _one_of(OCCASIONS, "casual, sporty, office, party or formal.")] = None,
    worn_within: Annotated[int | None, _days("Worn in the last days.")] = None,
    not_worn_for: Annotated[int | None, _days("Not worn in the last days.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 12,
    as_json: Annotated[bool, JsonOption] = False,
) -> None:
    """Search the wardrobe in words, by a picture or by both: "like this but blue"."""
    filters = Filters(
        category=category,
        kind=kind,
        colour=colour,
        pattern=pattern,
        sleeve=sleeve,
        season=season,
        occasion=occasion,
        worn_within=worn_within,
        not_worn_for=not_worn_for,
    )
    if not (words.strip() or picture or like is not None or filters):
        raise typer.BadParameter('Give words, such as "striped shirt", --picture FILE, --like GARMENT or a filter.')
    if picture and like is not None:
        raise typer.BadParameter("Give one of --picture and --like.")
    session: Session = ctx.obj
    with session.house() as house:
        owner = household(house)
        given = Picture(picture.name, read(picture, house.settings.max_bytes)) if picture else None
        request = Request(words=words, picture=given, garment_id=like, filters=filters, limit=limit)
        found = house.search.find(owner, request)
        items = {item.id: item for item in house.garments.list(owner)}
    hits = [(hit, items[hit.garment_id]) for hit in found.hits if hit.garment_id in items]
    if as_json:
        say_json(_json(found, hits))
    else:
        _tell(found, hits, language())


def _tell(found: Found, hits: list[tuple[Hit, GarmentItem]], _: Translate) -> None:
    if found.asked.corrections:
        note(_("Searched for: {text}").format(text=found.asked.text))
    for one in found.notes:
        note(one.said(_))
    table = Table("Garment", "What", "Score", "Why", "Worn", "Last worn")
    for hit, item in hits:
        why = ", ".join(reason.said(_) for reason in hit.reasons)
        worn = str(item.wear_count), day_of(item.last_worn)
        table.add_row(str(item.id), name_of(item), f"{hit.score:.2f}", why, *worn)
    show(table, nothing=found.nothing.said(_) if found.nothing else "")


def _json(found: Found, hits: list[tuple[Hit, GarmentItem]]) -> dict[str, object]:
    return {
        "searched_for": found.asked.text,
        "corrections": {fix.written: fix.meant for fix in found.asked.corrections},
        "notes": [str(one) for one in found.notes],
        "nothing": str(found.nothing) if found.nothing else None,
        "hits": [
            {
                **garment_json(item),
                "score": round(hit.score, 4),
                "parts": {name: part and round(part, 4) for name, part in asdict(hit.parts).items()},
                "reasons": [{"about": one.about, "text": str(one), **one.params} for one in hit.reasons],
            }
            for hit, item in hits
        ],
    }
