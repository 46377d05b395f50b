"""The tables of advice: outfits, plans, what people liked, wishes and orders, notices, trips, choices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wardrobe.schema import NEVER_REUSED, Base


class OutfitRow(Base):
    __tablename__ = "outfit"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    name: Mapped[str | None] = mapped_column(String(80))
    occasion: Mapped[str | None] = mapped_column(String(30))
    made: Mapped[str] = mapped_column(String(16))
    """generated, own (put together by the person) or look (cloned from one)."""
    created_at: Mapped[datetime]
    __table_args__ = (NEVER_REUSED,)


class OutfitGarmentRow(Base):
    __tablename__ = "outfit_garment"
    id: Mapped[int] = mapped_column(primary_key=True)
    outfit_id: Mapped[int] = mapped_column(ForeignKey("outfit.id", ondelete="CASCADE"))
    garment_id: Mapped[int] = mapped_column(ForeignKey("garment.id", ondelete="CASCADE"), index=True)
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Where a person laid it (``arranging.Laid.place``, and ``layer``, its number from below); None: nobody did."""
    __table_args__ = (UniqueConstraint("outfit_id", "garment_id"), NEVER_REUSED)


class PlanRow(Base):
    """An outfit that is meant for a day."""

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    outfit_id: Mapped[int] = mapped_column(ForeignKey("outfit.id", ondelete="CASCADE"), index=True)
    day: Mapped[date] = mapped_column(Date)
    worn: Mapped[bool] = mapped_column(default=False, server_default="0")
    """The person said that it was worn: it counts as a wear without a look."""
    __table_args__ = (
        UniqueConstraint("outfit_id", "day"),
        Index("ix_plan_household_id_day", "household_id", "day"),
        NEVER_REUSED,
    )


class FeedbackRow(Base):
    """What a person said of some garments together."""

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    """liked, skipped or saved."""
    garment_ids: Mapped[list[Any]]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    """An item of a catalogue that was part of it."""
    __table_args__ = (NEVER_REUSED,)


class WishRow(Base):
    """An item on a person's wish list, or one that they do not want to see again."""

    __tablename__ = "wish"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    """wished or dismissed."""
    reason: Mapped[str | None] = mapped_column(String(20))
    """Why dismissed: colour, style, price, have or other."""
    __table_args__ = (UniqueConstraint("person_id", "item_id"), NEVER_REUSED)


class OrderRow(Base):
    """An item on the shopping list, and what became of it. Nothing is sent before the person confirms."""

    __tablename__ = "shop_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    size: Mapped[str | None] = mapped_column(String(40))
    price_minor: Mapped[int | None]
    """As it was shown when it was confirmed."""
    currency: Mapped[str | None] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(10))
    """listed, opened (the shop's page), sending, sent, failed or removed."""
    key: Mapped[str] = mapped_column(String(36), unique=True)
    """The idempotency key that the webhook gets with every try."""
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]
    listed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    __table_args__ = (NEVER_REUSED,)


class NoticeRow(Base):
    """What was, or is to be, told to a household on a day: at most one of a kind."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(16))
    """pick (an item of a catalogue) or outfit (for tomorrow)."""
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    garment_ids: Mapped[list[Any]] = mapped_column(default=list)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    """Templates with parameters, as ``search.reasons``."""
    state: Mapped[str] = mapped_column(String(10))
    """made (only shown in the app), sending, sent or failed."""
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]
    made_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("household_id", "kind", "day"), NEVER_REUSED)


class TripRow(Base):
    __tablename__ = "trip"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(80))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    wishes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Place, warmth, occasions, laundry on the way, most weight: what the list was made for."""
    created_at: Mapped[datetime]
    __table_args__ = (NEVER_REUSED,)


class TripThingRow(Base):
    """A line of a packing list: a garment, or in words anything else."""

    __tablename__ = "trip_thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id", ondelete="CASCADE"), index=True)
    garment_id: Mapped[int | None] = mapped_column(ForeignKey("garment.id", ondelete="CASCADE"), index=True)
    words: Mapped[str | None] = mapped_column(String(80))
    packed: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (NEVER_REUSED,)


class ChoiceRow(Base):
    """What a household (``person_id`` 0) or a person chose, by name: see ``matching.choices``."""

    __tablename__ = "choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    person_id: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(30))
    value: Mapped[dict[str, Any]]
    __table_args__ = (UniqueConstraint("household_id", "person_id", "name"),)


class RatingRow(Base):
    """How a person liked a look, 1 to 5."""

    __tablename__ = "rating"
    id: Mapped[int] = mapped_column(primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey("look.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    value: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("look_id", "person_id"), NEVER_REUSED)
