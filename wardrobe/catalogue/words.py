"""What a shop's words say of an item: category, kind, colour, whom it is for. The encoder decides where they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from embeddings.colour import FAMILIES, NAMES
from embeddings.lexicon import read
from embeddings.ontology import KINDS, KINDS_OF

BETWEEN: Final = " | "
"""Between the shop's own category and Google's in ``ItemRow.label``."""
APPAREL: Final = "apparel & accessories"
"""Google's root of what is worn; an item under another of its roots is no garment."""
GOOGLE_ROOTS: Final = frozenset(
    (
        *("animals & pet supplies", "arts & entertainment", "baby & toddler", "business & industrial"),
        *("cameras & optics", "electronics", "food, beverages & tobacco", "furniture", "hardware", "health & beauty"),
        *("home & garden", "luggage & bags", "mature", "media", "office supplies", "religious & ceremonial"),
        *("software", "sporting goods", "toys & games", "vehicles & parts"),
    )
)
WORN_ROOTS: Final = ("luggage & bags", "sporting goods", "baby & toddler", "religious & ceremonial")
"""Roots under which there are things to wear too."""
NUMBERS: Final = {
    **dict.fromkeys((2271, 5424, 8149), "dress"),
    **dict.fromkeys((5250, 7132, 5490, 5182), "jumpsuit"),
    **dict.fromkeys((203, 5598, 5425, 6006, 5673), "outerwear"),
    **dict.fromkeys((204, 5408, 3951, 7003, 5552), "pants"),
    **dict.fromkeys((212, 5410, 3455), "upper clothes"),
    **dict.fromkeys((1581, 6229, 6228, 2331, 5344), "skirt"),
    **dict.fromkeys((208, 5713, 5513, 2580, 2302, 5412), "nightwear"),
    **dict.fromkeys((2562, 1772, 1807, 1578, 5834, 5621), "underwear"),
    **dict.fromkeys((211, 5409), "swimwear"),
    207: "shorts",
    1831: "vest",
    209: "socks",
    214: "bra",
    215: "tights",
    187: "shoes",
    3032: "bag",
    169: "belt",
    173: "hat",
    177: "scarf",
    178: "sunglasses",
    170: "gloves",
    171: "hair accessory",
    **dict.fromkeys((188, 189, 190, 191, 192, 194, 196, 197, 200), "jewellery"),
}
"""Google's numbers of categories, in a word of the lexicon each."""
MORE: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("ring", "rings", "pendant", "anklet", "brooch", "bangle", "bangles", "cufflinks", "earring"), "jewellery"
    ),
    **dict.fromkeys(("bracelets", "necklaces", "earcuff", "choker", "watch", "반지", "팔찌", "목걸이"), "jewellery"),
    **dict.fromkeys(("lingerie", "thong", "boxershorts", "shapewear", "undershirt"), "underwear"),
    **dict.fromkeys(("tankini", "boardshorts", "rashguard", "swim"), "swimwear"),
    **dict.fromkeys(("bathrobe", "robe", "loungewear"), "nightwear"),
    **dict.fromkeys(("blouson", "poncho", "cape", "overshirt", "shacket"), "outerwear"),
    **dict.fromkeys(("bermuda", "bermudas", "culottes", "capris", "bottoms"), "pants"),
    **dict.fromkeys(("espadrilles", "mules", "clogs", "ballerina", "plimsolls"), "shoes"),
    **dict.fromkeys(("wallet", "pouch", "duffel", "satchel", "bucketbag", "지갑"), "bag"),
    **dict.fromkeys(("trenchcoat", "peacoat", "duffle"), "coat"),
    **dict.fromkeys(("beret", "fedora"), "hat"),
    **dict.fromkeys(("snood", "bandana", "foulard"), "scarf"),
    **dict.fromkeys(("tunic", "knitwear", "kimono"), "upper clothes"),
    **dict.fromkeys(("kaftan", "pinafore"), "dress"),
    **dict.fromkeys(("skort", "sarong"), "skirt"),
}
"""Words that shops use and people hardly search by."""
_AFTER: Final = re.compile(
    r"(?i)\s(?:with|in|for|from|of|by|made|and matching|featuring|à|mit|für|aus|con|avec|de)\s|\s[-–—|/(,:]\s?|[(\[,]"
)
"""What a title says after one of these is not what the thing is."""
_ALIKE: Final = re.compile(r"\s*[&,·+]\s*|\s(?:and|und|et|y|e|및)\s")
CATEGORY_OF: Final = {kind: category for category, kinds in reversed(KINDS_OF.items()) for kind in kinds}
"""The parser's category of a kind; empty for what it does not look for. Cardigans and vests are upper clothes."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """What an item is. Both None: the words do not say."""

    category: str | None = None
    kind: str | None = None
    garment: bool = True
    """False: it is nothing to wear."""

    @property
    def known(self) -> bool:
        """Whether the words say what it is."""
        return self.category is not None or self.kind is not None or not self.garment


def sort_item(title: str, label: str | None) -> Sorted:
    """What an item is by what the shop files it under, and by its title where that says it closer."""
    filed = _filed(label or "")
    if not filed.garment:
        return filed
    titled = _named(head(title))
    if not filed.known:
        return titled if titled.known else _named(title)
    if titled.kind and titled.kind in KINDS_OF[filed.category or ""]:
        return Sorted(filed.category, titled.kind)
    return filed


def of_kind(kind: str) -> Sorted:
    """What an item is that the encoder takes for a kind."""
    return Sorted(CATEGORY_OF[kind] or None, kind)


def colour_of(text: str) -> str | None:
    """The first colour that a shop's words name, of ``embeddings.colour.NAMES``: ``navy`` is ``dark blue``."""
    tone = ""
    for piece in read(text.replace("/", " ").replace("_", " ")):
        slot = piece.entry.term.slot if piece.entry else None
        if piece.entry and slot == "colour":
            family = piece.entry.term.name
            tone = piece.entry.tone or tone
            if family == "white" and piece.entry.english[0] == "off white":
                return "off-white"
            named = f"{tone} {family}" if tone else family
            return named if named in NAMES else family if family in FAMILIES else None
        tone = piece.entry.term.name if piece.entry and slot == "tone" else ""
    return None


def audience_of(gender: str, age: str, words: str) -> str | None:
    """female, male, unisex or kids, by the feed's fields, else by words such as ``Ladieswear > Tops``."""
    grown = f"{gender} {age}".lower()
    if re.search(
        r"\b(kids?|infants?|newborns?|toddlers?|bab(y|ies)|child(ren)?|boys?|girls?|teens?)\b|아동|유아|키즈|주니어",
        grown,
    ):
        return "kids"
    if re.search(r"\bunisex\b|공용|남녀", grown):
        return "unisex"
    if re.search(r"\b(female|women'?s?|woman|ladies|lady|f|w|damen|femme|mujer)\b|여성|여자", grown):
        return "female"
    if re.search(r"\b(male|men'?s?|man|gents?|m|herren|homme|hombre)\b|남성|남자", grown):
        return "male"
    told = {piece.entry.term.name for piece in read(words) if piece.entry and piece.entry.term.slot == "detail"}
    if re.search(r"(?i)\bladieswear\b", words):
        told.add("women")
    if re.search(r"(?i)\bmenswear\b", words):
        told.add("men")
    if "kids" in told:
        return "kids"
    if {"men", "women"} <= told:
        return "unisex"
    return "female" if "women" in told else "male" if "men" in told else None


@lru_cache(4096)
def _filed(label: str) -> Sorted:
    """By the shop's own words first: the last part of them that says something."""
    own, _, google = label.rpartition(BETWEEN) if BETWEEN in label else ("", "", label)
    for said in (own, google):
        parts = [part.strip() for part in re.split(r">|/|»|›|::", said) if part.strip()]
        if not parts:
            continue
        if parts[0].isdecimal():
            if word := NUMBERS.get(int(parts[0])):
                return _named(word)
            continue
        root = parts[0].lower()
        for part in reversed(parts):
            found = {one for words in _ALIKE.split(part) if (one := _named(words)).known}
            categories = {one.category for one in found}
            if len(found) == 1:
                return found.pop()
            if found:  # Coats & Jackets are outerwear; of Hats & Gloves the title says which
                return Sorted(categories.pop()) if len(categories) == 1 else Sorted()
        if root in GOOGLE_ROOTS and root not in WORN_ROOTS and len(parts) > 1:
            return Sorted(garment=False)
    return Sorted()


def head(title: str) -> str:
    """The part of a title that names the thing."""
    parts = [part for part in _AFTER.split(title) if part.strip()]
    return next((part for part in parts if _named(part).known), title)


def _named(text: str) -> Sorted:
    """By the last garment that a text names: a shirt dress is a dress, 셔츠 원피스 too."""
    for piece in reversed(read(text)):
        more = MORE.get(piece.text)
        if piece.entry is None and more is None:
            continue
        term = read(more)[0].entry if piece.entry is None and more else piece.entry
        if term is None:
            continue
        name = term.term.name
        if term.term.slot == "kind" and name in KINDS:
            return of_kind(name)
        if term.term.slot == "category":
            kinds = [kind for kind in KINDS_OF[name] if kind in (name, *term.english)]
            return Sorted(name, kinds[0] if len(KINDS_OF[name]) == 1 else next(iter(kinds), None))
    return Sorted()
