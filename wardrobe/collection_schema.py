"""The tables of collections: garments that a household puts together under a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wardrobe.schema import NEVER_REUSED, Base


class CollectionRow(Base):
    __tablename__ = "collection"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    __table_args__ = (NEVER_REUSED,)


class CollectionGarmentRow(Base):
    __tablename__ = "collection_garment"
    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"))
    garment_id: Mapped[int] = mapped_column(ForeignKey("garment.id", ondelete="CASCADE"), index=True)
    __table_args__ = (UniqueConstraint("collection_id", "garment_id"), NEVER_REUSED)
