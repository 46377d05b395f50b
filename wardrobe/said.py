"""The person's word on what a garment is: what may be said, and what of it stays true."""

from __future__ import annotations

from collections.abc import Mapping

from embeddings.colour import NAMES
from wardrobe.attributes import choices
from wardrobe.errors import ChangeError


def sayable(category: str) -> dict[str, tuple[str, ...]]:
    """Each aspect of a garment that a person can name, with the values that it may have."""
    return {"colour": NAMES, **choices(category)}


def check(category: str, aspect: str, value: str | None) -> None:
    """Raises ``ChangeError`` where a garment of the category cannot be this; None takes a word back."""
    allowed = sayable(category)
    if aspect not in allowed:
        raise ChangeError(
            "There is no {aspect} of a garment of the category {category}.",
            aspect=aspect,
            category=category,
            allowed=", ".join(allowed),
            remedy="Choose one of: {allowed}.",
        )
    if value is not None and value not in allowed[aspect]:
        raise ChangeError(
            "{value} is no {aspect} of a garment of the category {category}.",
            value=value,
            aspect=aspect,
            category=category,
            allowed=", ".join(allowed[aspect]),
            remedy="Choose one of: {allowed}.",
        )


def still_true(said: Mapping[str, str], category: str) -> dict[str, str]:
    """What of the person's word a garment of this category can be."""
    allowed = sayable(category)
    return {aspect: value for aspect, value in said.items() if value in allowed.get(aspect, ())}
