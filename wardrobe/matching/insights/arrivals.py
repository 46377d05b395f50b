"""What catalogues brought week by week, and what things cost now: grouped by the database, however large they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from embeddings.colour import FAMILIES
from embeddings.ontology import PATTERNS
from wardrobe.attributes import NAMED_FROM
from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.matching.insights.rising import RECENT, Weekly, mondays


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Items by the week in which they came."""

    weekly: Weekly
    things: dict[date, int]
    """By Monday."""
    gone: dict[tuple[str, str], int]
    """By aspect and value: items that left in the last weeks that are compared."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a kind costs at present, in one currency."""

    kind: str
    currency: str
    items: int
    median_minor: int
    """The lower median, in the currency's smallest unit."""
    on_sale: int

    @property
    def sale_share(self) -> float:
        """Share of the items that cost less than regularly, 0 to 1."""
        return self.on_sale / self.items


def read_arrivals(session: Session, household_id: int, today: date) -> Arrivals:
    """Items that came to the catalogues of a household in the weeks that are compared.

    The first import of a catalogue is left out: what was there on that day came at any time before it.
    """
    weeks = mondays(today)
    end = weeks[-1] + timedelta(weeks=1)
    began = (
        select(ItemRow.catalogue_id, func.min(ItemRow.added_on).label("day"))
        .where(ItemRow.catalogue_id.in_(_catalogues(household_id)))
        .group_by(ItemRow.catalogue_id)
        .subquery()
    )
    kind, colour, pattern = _columns()
    came = (
        select(ItemRow.added_on, kind, colour, pattern, func.count())
        .join(began, began.c.catalogue_id == ItemRow.catalogue_id)
        .where(ItemRow.added_on > began.c.day, ItemRow.added_on >= weeks[0], ItemRow.added_on < end)
        .where(ItemRow.category.is_not(None))
        .group_by(ItemRow.added_on, kind, colour, pattern)
    )
    weekly: dict[str, defaultdict[str, Counter[date]]] = {
        aspect: defaultdict(Counter) for aspect in ("kind", "colour", "pattern")
    }
    things: Counter[date] = Counter()
    for day, *values, count in session.execute(came):
        monday = day - timedelta(days=day.weekday())
        things[monday] += count
        for aspect, value in zip(weekly, values, strict=True):
            if _known(aspect, value):
                weekly[aspect][value][monday] += count
    return Arrivals(weekly, dict(things), _gone(session, household_id, today))


def read_prices(session: Session, household_id: int) -> list[Prices]:
    """Every kind and currency on sale now, those with most items first."""
    kind = func.coalesce(ItemRow.kind, ItemRow.category)
    reduced = case((ItemRow.regular_minor > ItemRow.price_minor, 1), else_=0)
    # Prices are few, items are many: counted by price, the median needs no list of all items.
    query = (
        select(kind, ItemRow.currency, ItemRow.price_minor, func.count(), func.sum(reduced))
        .where(ItemRow.catalogue_id.in_(_catalogues(household_id)), ItemRow.gone_at.is_(None))
        .where(ItemRow.price_minor.is_not(None), ItemRow.currency.is_not(None), ItemRow.category.is_not(None))
        .group_by(kind, ItemRow.currency, ItemRow.price_minor)
        .order_by(ItemRow.price_minor)
    )
    found: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for name, currency, price, count, sale in session.execute(query):
        found[name, currency].append((price, count, int(sale)))
    prices = [
        Prices(*key, sum(row[1] for row in rows), _median(rows), sum(row[2] for row in rows))
        for key, rows in found.items()
    ]
    return sorted(prices, key=lambda one: (-one.items, one.kind, one.currency))


def _median(rows: Sequence[tuple[int, int, int]]) -> int:
    """The price that half of the items do not exceed; ``rows``: price and items, the cheapest first."""
    half, seen = sum(row[1] for row in rows) / 2, 0
    for price, count, _ in rows:
        seen += count
        if seen >= half:
            return price
    raise ValueError("no prices")


def _gone(session: Session, household_id: int, today: date) -> dict[tuple[str, str], int]:
    since = datetime.combine(mondays(today)[-RECENT], time(), UTC)
    kind, colour, pattern = _columns()
    query = (
        select(kind, colour, pattern, func.count())
        .where(ItemRow.catalogue_id.in_(_catalogues(household_id)), ItemRow.gone_at >= since)
        .where(ItemRow.category.is_not(None))
        .group_by(kind, colour, pattern)
    )
    found: Counter[tuple[str, str]] = Counter()
    for *values, count in session.execute(query):
        for aspect, value in zip(("kind", "colour", "pattern"), values, strict=True):
            if _known(aspect, value):
                found[aspect, value] += count
    return dict(found)


def _catalogues(household_id: int) -> Select[int]:
    """Ids of a household's own catalogues and those of the host."""
    theirs = or_(CatalogueRow.household_id == household_id, CatalogueRow.household_id.is_(None))
    return select(CatalogueRow.id).where(theirs)


def _columns() -> tuple[ColumnElement[str], ColumnElement[str], ColumnElement[str]]:
    """Kind or category, family of the main colour, and the pattern where it may be named."""
    named = [(ItemRow.attributes[("pattern", name)].as_float() >= NAMED_FROM, name) for name in PATTERNS]
    return func.coalesce(ItemRow.kind, ItemRow.category), ItemRow.colours[(0, 1)].as_string(), case(*named, else_="")


def _known(aspect: str, value: str | None) -> bool:
    return bool(value) and (aspect != "colour" or value in FAMILIES) and (aspect != "pattern" or value in PATTERNS)
