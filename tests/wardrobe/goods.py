"""Things on sale, as an import would leave them, without pictures or vectors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from wardrobe.catalogue.schema import CatalogueRow, ItemPriceRow, ItemRow
from wardrobe.house import House
from wardrobe.schema import PersonRow


def sell(house: House, household: int | None, key: str = "A-1", **columns: Any) -> int:
    """Put an item on sale in a household's catalogue (None: everybody's); gives its id."""
    with house.database.write() as session:
        own = CatalogueRow.household_id.is_(None) if household is None else CatalogueRow.household_id == household
        catalogue = session.scalar(select(CatalogueRow).where(own))
        if catalogue is None:
            catalogue = CatalogueRow(
                household_id=household, name="The shop", source="feed.csv", format="csv", created_at=datetime.now(UTC)
            )
            session.add(catalogue)
            session.flush()
        given: dict[str, Any] = {
            "title": "Linen shirt",
            "link": f"https://shop.example/{key}",
            "price_minor": 4990,
            "currency": "EUR",
            "category": "upper-clothes",
            "kind": "shirt",
            "state": "ready",
            "sizes": ["S", "M"],
            "added_on": date(2026, 1, 1),
            "row_hash": "",
        }
        row = ItemRow(catalogue_id=catalogue.id, key=key, **(given | columns))
        session.add(row)
        session.flush()
        return row.id


def change_item(house: House, item_id: int, **columns: Any) -> None:
    """What the next import would write."""
    with house.database.write() as session:
        row = session.get_one(ItemRow, item_id)
        for name, value in columns.items():
            setattr(row, name, value)


def price_since(house: House, item_id: int, since: date, price: int) -> None:
    """What it cost from a day on."""
    with house.database.write() as session:
        session.add(ItemPriceRow(item_id=item_id, since=since, price_minor=price, currency="EUR"))


def move_in(house: House, household: int, name: str = "Mina") -> int:
    """A person of a household, who cannot log in; gives the id."""
    with house.database.write() as session:
        row = PersonRow(
            household_id=household, name=name, name_key=name.lower(), password_hash="", created_at=datetime.now(UTC)
        )
        session.add(row)
        session.flush()
        return row.id
