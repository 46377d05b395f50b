"""`otjang describe`: what the garments in picture files are, without a wardrobe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from embeddings.attributes import Guess
from embeddings.colour import Colour, family_probability
from embeddings.errors import OtjangError
from embeddings.lexicon import Term
from embeddings.ontology import FASHIONPEDIA, KINDS_OF
from embeddings.parsing import GARMENT_CATEGORIES
from embeddings.photo import Limits, Photo, decode
from embeddings.query import Wish
from wardrobe.attributes import LEVELS, NAMED_FROM, Guesses, in_words, level, together
from wardrobe.cli.common import EVERY_FILE, Session, progress, say, say_error, say_json, told
from wardrobe.cli.files import pictures, read, write
from wardrobe.describing import Description, Seen, describe
from wardrobe.foreground import foreground
from wardrobe.i18n import translator
from wardrobe.models import Models
from wardrobe.search.reasons import name_of
from wardrobe.words import colour_name, value_name

STANDARD_OUTPUT: Final = Path("-")
_KOREAN, _ENGLISH = translator("ko"), translator("en")


def describe_files(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Picture files, or folders of them.")],
    as_json: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT", help="Write everything here as JSON; - prints it.", allow_dash=True),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Do not look for people: each picture shows one garment, as shops do.")
    ] = False,
) -> None:
    """Say what garments are: category, kind, colours, pattern, sleeve, length, how formal and how warm.

    In a photo of a person every garment is described; where nobody is found, the one thing that stands out
    from the ground. Each value comes with its confidence from 0 to 1, colours with their share of the garment,
    names in English and Korean. The category of a thing that nobody wears is that of its likeliest kind, with
    the confidence of its likely kinds of that category together; null where it is none that people wear.
    An aspect that a garment does not have, or that the photo cuts off, is left out; with another encoder than
    the built-in one only colours are known, and of worn garments the category.

    The wardrobe is not touched. A bad file is reported and the others go on (exit code 1).
    """
    session: Session = ctx.obj
    settings = session.settings()
    limits = Limits(bytes=settings.max_bytes, pixels=settings.max_pixels)
    models = Models(settings)
    found: list[dict[str, Any]] = []
    failed = 0
    with progress() as bar:
        for path in bar.track(pictures(files), description="Describing"):
            try:
                photo = decode(read(path, limits.bytes), path.name, limits)
                described = _described(photo, models, whole)
            except EVERY_FILE:
                raise
            except OtjangError as error:
                failed += 1
                say_error(error)
                message, remedy = told(error)
                found.append({"file": str(path), "error": message, "remedy": remedy})
            else:
                found.append(
                    {"file": str(path), "width": photo.full_size[0], "height": photo.full_size[1], **described}
                )
                if as_json != STANDARD_OUTPUT:
                    say(f"{path.name}: {'; '.join(map(_line, described['garments']))}")
    if as_json == STANDARD_OUTPUT:
        say_json(found)
    elif as_json:
        write(as_json, json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n")
    raise typer.Exit(1 if failed else 0)


def _described(photo: Photo, models: Models, whole: bool) -> dict[str, Any]:
    parse = None if whole else models.parser.parse(photo)
    if parse is None or not parse.people or not parse.garments:
        thing = Seen(None, *foreground(photo.pixels))
        (known,) = describe(photo, [thing], models)
        garment = _garment(thing, known, photo, _likeliest(known.guesses))
        return {"people": 0, "notes": list(parse.notes) if parse else [], "garments": [garment]}
    worn = [Seen(one.category, one.mask, one.box) for one in parse.garments]
    found = zip(parse.garments, worn, describe(photo, worn, models, parse.person >= 0.5), strict=True)
    garments = [_garment(seen, known, photo, Guess(one.category, one.confidence)) for one, seen, known in found]
    return {"people": parse.people, "notes": list(parse.notes), "garments": garments}


def _garment(seen: Seen, known: Description, photo: Photo, category: Guess | None) -> dict[str, Any]:
    attributes = together([(known.guesses, seen.category, 1.0)], category and category.value, {})
    height, width = seen.mask.shape
    scale = photo.full_size[0] / width, photo.full_size[1] / height
    kind = attributes.kind.value if attributes.kind else None
    fashionpedia = FASHIONPEDIA[kind] if kind else None
    return {
        "category": category and _category(*category),
        "fashionpedia": fashionpedia and {"id": fashionpedia[0], "name": fashionpedia[1]},
        "colours": [_colour(colour) for colour in known.colours],
        **{said.aspect: _value(*said) for said in in_words(attributes) if said.aspect not in LEVELS},
        **{name: _scale(name, score) for name in LEVELS if (score := getattr(attributes, name)) is not None},
        "box": [round(side * by) for side, by in zip(seen.box, scale * 2, strict=True)],
    }


def _category(value: str, probability: float) -> dict[str, Any]:
    name = name_of(Wish(Term("category", value)))
    return {"value": value, "en": name, "ko": _KOREAN(name), "confidence": round(probability, 3)}


def _likeliest(guesses: Guesses | None) -> Guess | None:
    """The parser's category of the likeliest kind; None for what is never looked for, such as jewellery."""
    kinds: dict[str, float] = (guesses or {}).get("kind", {})
    first = max(kinds, key=lambda kind: kinds[kind], default=None)
    sums = {
        name: min(1.0, sum(kinds.get(kind, 0.0) for kind in KINDS_OF[name]))
        for name in GARMENT_CATEGORIES
        if first in KINDS_OF[name]
    }
    return max((Guess(*each) for each in sums.items()), key=lambda guess: guess.probability, default=None)


def _value(aspect: str, value: str, probability: float) -> dict[str, Any]:
    names = {"en": value_name(aspect, value, _ENGLISH), "ko": value_name(aspect, value, _KOREAN)}
    return {"value": value, **names, "confidence": round(probability, 3)}


def _scale(name: str, score: float) -> dict[str, Any]:
    return {"score": round(score, 3), **_value(name, *level(name, score))}


def _colour(colour: Colour) -> dict[str, Any]:
    return {
        "name": colour.name,
        "en": colour_name(colour.name, _ENGLISH),
        "ko": colour_name(colour.name, _KOREAN),
        "family": colour.family,
        "lab": [round(value, 1) for value in colour.lab],
        "share": round(colour.share, 3),
        "confidence": round(family_probability(colour.lab), 3),
    }


def _line(garment: dict[str, Any]) -> str:
    """A garment for people: "dark blue jeans (plain, long, casual)"; what is unsure is left out."""
    kind = garment.get("kind")
    sure = [one for one in (kind, garment["category"]) if one and one["confidence"] >= NAMED_FROM]
    name = sure[0]["en"] if sure else "something"
    colour = garment["colours"][0]["en"] + " " if garment["colours"] else ""
    rest = [
        garment[aspect]["en"]
        for aspect in ("pattern", "sleeve", "length", "formality", "warmth")
        if aspect in garment and garment[aspect]["confidence"] >= NAMED_FROM
    ]
    return f"{colour}{name}" + (f" ({', '.join(rest)})" if rest else "")
