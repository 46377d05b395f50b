"""How much garments look like words and examples; a garment is as like as its best picture."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from embeddings.encoders import garment_vector
from embeddings.index import Hit
from embeddings.query import NOUNS, Asked
from wardrobe.search.fitting import categories_of
from wardrobe.search.holdings import Holdings
from wardrobe.search.likeness import Example, changed
from wardrobe.vectors import Comparable


def described(
    session: Session, by: Comparable, holdings: Holdings, asked: Asked, among: Collection[int]
) -> dict[int, float]:
    """By garment: cosine to the words. ``among`` is who is compared."""
    owners = holdings.owners(among) if asked.described else {}
    if not owners:
        return {}
    text = by.models.encoder.encode_texts([asked.described])[0]
    return _best(by.vectors.described(session, text, owners, len(owners)), owners)


def alike(
    session: Session,
    by: Comparable,
    holdings: Holdings,
    asked: Asked,
    among: Collection[int],
    examples: Sequence[Example],
) -> dict[int, float]:
    """By garment: likeness to the nearest example; a worn example is compared with its own category only.

    Words choose among several examples, and may ask for another category.
    """
    wanted = categories_of(asked.wishes)
    chosen = [one for one in examples if one.category is None or one.category in wanted] if wanted else []
    found: dict[int, float] = {}
    for example in chosen or examples:
        owners = holdings.owners(among, wanted or ({example.category} if example.category else ()))
        if not owners:
            continue
        if changes(asked):
            vector = changed(example, asked, by.models.encoder)
            hits = by.vectors.described(session, vector, owners, len(owners))
        else:
            vector = garment_vector(example.embedding, example.histogram)
            hits = by.vectors.like(session, vector, owners, len(owners))
        for garment_id, likeness in _best(hits, owners).items():
            found[garment_id] = max(found.get(garment_id, -1.0), likeness)
    return found


def changes(asked: Asked) -> bool:
    """Whether words ask for something that a picture beside them may not show."""
    return bool(asked.unknown) or any(wish.term.slot not in NOUNS or not wish.wanted for wish in asked.wishes)


def _best(hits: Sequence[Hit], owners: Mapping[int, int]) -> dict[int, float]:
    """By garment, of hits that come with the best first."""
    return {owners[sighting_id]: score for sighting_id, score in reversed(hits)}
