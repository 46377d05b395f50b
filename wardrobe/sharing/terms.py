"""Terms of a link, checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from wardrobe.errors import ShareError
from wardrobe.sharing.passwords import hashed
from wardrobe.sharing.schema import ShareRow
from wardrobe.sharing.shares import LEAST_DAYS, MOST_DAYS, MOST_VIEWS, TITLE_MOST, Terms
from wardrobe.sharing.text import line
from wardrobe.words import N_


def columns(terms: Terms, at: datetime) -> Mapping[str, object]:
    """The terms as a row keeps them, from a moment on. Takes a tenth of a second where there is a password.

    Raises ``ShareError`` for what is out of bounds.
    """
    _within(N_("The days must be from {least} to {most}."), terms.days, LEAST_DAYS, MOST_DAYS)
    _within(N_("The views must be from {least} to {most}."), terms.views, 1, MOST_VIEWS)
    return {
        "title": line(terms.title, TITLE_MOST),
        "password_hash": hashed(terms.password) if terms.password else None,
        "votes": terms.votes,
        "comments": terms.comments,
        "views_most": terms.views,
        "published_at": at,
        "expires_at": None if terms.days is None else at + timedelta(days=terms.days),
    }


def apply(row: ShareRow, values: Mapping[str, object]) -> None:
    """Put them into a row."""
    for name, value in values.items():
        setattr(row, name, value)


def _within(template: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise ShareError(template, least=least, most=most, remedy="Choose another number, or none.")
