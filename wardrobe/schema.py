"""The tables. Wear counts are not among them: they are counted from looks whenever they are asked for.

A look's ``state`` is the queue of the intake. Rows are only handled inside this package; what leaves
it are the frozen dataclasses of ``looks``, ``garments`` and ``journal``.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final, Literal

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

State = Literal["received", "decoded", "parsed", "recognised", "ready", "failed"]
Decision = Literal["same", "new", "ask", "rejected", "unassigned"]
Source = Literal["upload", "camera", "folder", "device"]
LookKind = Literal["photo", "turn"]
Role = Literal["owner", "member"]

UNFINISHED: tuple[State, ...] = ("received", "decoded", "parsed", "recognised")
"""What a page shows as being in work."""

BEGINNINGS: Final = 2**30
"""Half of what a version can be."""


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes, kept in UTC also by databases without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON,
        bytes: LargeBinary,
        State: String(16),
        Decision: String(16),
        Source: String(16),
        LookKind: String(8),
        Role: String(8),
    }


# Ids of looks, sightings and garments are in addresses that browsers keep: never used twice.
NEVER_REUSED = {"sqlite_autoincrement": True}
# What is asked every second has an index of the few rows that it is about, not of the thousands of others.
# SQLite takes such an index only for a query with the very same condition.
IN_QUEUE = text("look.state IN ('received', 'decoded', 'parsed', 'recognised')")


def only(condition: str) -> dict[str, Any]:
    """Options of an index over the rows alone for which a condition is true."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class HouseholdRow(Base):
    __tablename__ = "household"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=lambda: secrets.randbelow(BEGINNINGS))
    """Rises with every change that a page could show. It begins anywhere: what is remembered of an erased household
    is not taken for one that has got its id."""
    sample_of_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    """None: people live here. Else a sample, which those of that household may look at."""
    erasing: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Everything of it is to go; set first, so that a process that ends half-way is followed by one that goes on."""


class PersonRow(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    """What they log in with; a random value where they cannot."""
    password_hash: Mapped[str] = mapped_column(String(200))
    """Empty: they cannot log in. A child, say, or somebody whose invitation is still open."""
    created_at: Mapped[datetime]
    role: Mapped[Role] = mapped_column(default="owner", server_default="owner")


class JoinInvitationRow(Base):
    """A link with which a person sets their password, once; only the hash of its key is here."""

    __tablename__ = "join_invitation"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SessionRow(Base):
    __tablename__ = "session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="SET NULL"), index=True)
    """Which household is looked at; None: the person's own."""


class AttemptRow(Base):
    """Failed log-ins of a name, whether or not there is such an account."""

    __tablename__ = "attempt"
    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class DeviceRow(Base):
    __tablename__ = "device"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    """Accurate to a minute."""


class LookRow(Base):
    __tablename__ = "look"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(300))
    source: Mapped[Source]
    received_at: Mapped[datetime]
    worn_on: Mapped[date] = mapped_column(Date)
    worn_on_given: Mapped[bool] = mapped_column(default=False)
    """The person chose the day, or a camera knew it: EXIF does not change it any more."""

    state: Mapped[State] = mapped_column(default="received")
    failed_in: Mapped[State | None]
    """The state from which a retry goes on."""
    failure: Mapped[dict[str, Any] | None]
    claimed_by: Mapped[str | None] = mapped_column(String(200))
    claimed_at: Mapped[datetime | None]

    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    notes: Mapped[list[Any]] = mapped_column(default=list)
    likeness: Mapped[bytes | None]
    """Perceptual hash, see ``likeness``."""
    twin_id: Mapped[int | None] = mapped_column(ForeignKey("look.id", ondelete="SET NULL"))
    person_mask: Mapped[bytes | None] = mapped_column(deferred=True)
    parser_id: Mapped[str | None] = mapped_column(String(100))

    person_id: Mapped[int | None]
    """Who wears it, where it is known. No foreign key: SQLite would have to make the table anew for it."""
    occasion: Mapped[str | None] = mapped_column(String(30))
    remark: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the person wrote; ``notes`` are the parser's."""

    kind: Mapped[LookKind] = mapped_column(default="photo", server_default="photo")
    """A turn's original is a video."""
    front_frame: Mapped[int | None]
    """Of a turn, once it is decoded: which frame stands for the look."""

    hidden_at: Mapped[datetime | None]
    """Deleted by the person; erased for good when the grace is over."""

    __table_args__ = (
        UniqueConstraint("household_id", "sha256"),
        Index("ix_look_page", "household_id", "hidden_at", "worn_on", "id"),
        Index("ix_look_unfinished", "received_at", **only("state IN ('received', 'decoded', 'parsed', 'recognised')")),
        Index("ix_look_hidden_at", "hidden_at", **only("hidden_at IS NOT NULL")),
        Index("ix_look_claimed_by", "claimed_by", **only("claimed_by IS NOT NULL")),
        NEVER_REUSED,
    )


class TurnViewRow(Base):
    """A frame of a turn that shows the person from one of the evenly spaced angles."""

    __tablename__ = "turn_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey("look.id", ondelete="CASCADE"))
    number: Mapped[int]
    """0..23, each 15 degrees on: 0 from the front, 6 their left side, 12 from behind."""
    angle: Mapped[float]
    """What the frame's angle really is, in degrees."""
    frame: Mapped[int]
    """Its place in the video."""
    seconds: Mapped[float]
    sharpness: Mapped[float]
    __table_args__ = (UniqueConstraint("look_id", "number"),)


class GarmentRow(Base):
    """A garment has at least one sighting: when the last one leaves it, it is removed."""

    __tablename__ = "garment"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    category: Mapped[str] = mapped_column(String(30))
    name: Mapped[str | None] = mapped_column(String(200))
    """Given by the person."""
    said: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The person's word, aspect → value: see ``attributes``. Never altered in place."""
    brand: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[str | None] = mapped_column(String(40))
    price_minor: Mapped[int | None]
    """What it cost, in the currency's smallest unit."""
    currency: Mapped[str | None] = mapped_column(String(3))
    bought_on: Mapped[date | None] = mapped_column(Date)
    weight_grams: Mapped[int | None]
    occasions: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    tags: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    in_wash: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Put there on ``wash_since``; a look of a later day shows that it is out again."""
    wash_since: Mapped[date | None] = mapped_column(Date)
    washed_on: Mapped[date | None] = mapped_column(Date)
    """Wears since the wash are the days after it."""
    put_away: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Packed away, as winter coats in summer."""
    __table_args__ = (NEVER_REUSED,)


class SightingRow(Base):
    """One garment in one look, as the parser found it, and which garment of the wardrobe it is."""

    __tablename__ = "sighting"
    id: Mapped[int] = mapped_column(primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey("look.id", ondelete="CASCADE"), index=True)
    category: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str | None] = mapped_column(String(60))
    colours: Mapped[list[Any]] = mapped_column(default=list)
    attributes: Mapped[dict[str, Any] | None]
    """What the encoder guessed, see ``attributes``; None where no encoder with such guesses has seen it."""
    left: Mapped[int]
    top: Mapped[int]
    right: Mapped[int]
    bottom: Mapped[int]
    grid_width: Mapped[int]
    grid_height: Mapped[int]
    mask: Mapped[bytes] = mapped_column(deferred=True)
    """1-bit PNG of the box, see ``masks``."""
    area_share: Mapped[float]
    confidence: Mapped[float]
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the original's hash and the mask: what cut-outs and vectors are made of."""

    garment_id: Mapped[int | None] = mapped_column(ForeignKey("garment.id"), index=True)
    """Set exactly when ``decision`` is same or new."""
    decision: Mapped[Decision] = mapped_column(default="unassigned")
    decided_by_person: Mapped[bool] = mapped_column(default=False)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("garment.id"), index=True)
    score: Mapped[float | None]
    __table_args__ = (NEVER_REUSED,)


class ApartRow(Base):
    """The person said that this sighting is not this garment."""

    __tablename__ = "apart"
    id: Mapped[int] = mapped_column(primary_key=True)
    garment_id: Mapped[int] = mapped_column(ForeignKey("garment.id", ondelete="CASCADE"))
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sighting.id", ondelete="CASCADE"), index=True)
    __table_args__ = (UniqueConstraint("garment_id", "sighting_id"), NEVER_REUSED)


class VectorRow(Base):
    __tablename__ = "vector"
    id: Mapped[int] = mapped_column(primary_key=True)
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sighting.id", ondelete="CASCADE"))
    model_id: Mapped[str] = mapped_column(String(200))
    view: Mapped[int] = mapped_column(default=0, server_default="0")
    """0 for the photo itself; a 360° turn has a vector of each of its views."""
    content_hash: Mapped[str] = mapped_column(String(64))
    embedding: Mapped[bytes]
    """float32, little-endian, unit length."""
    histogram: Mapped[bytes]
    """float32, little-endian, unit length: the colours."""
    __table_args__ = (
        UniqueConstraint("sighting_id", "model_id", "view"),
        Index("ix_vector_model_id_id", "model_id", "id"),
        NEVER_REUSED,
    )


class ChangeRow(Base):
    __tablename__ = "change"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(30))
    params: Mapped[dict[str, Any]]
    undone: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (NEVER_REUSED,)


class ImageRow(Base):
    """What a change did to one row: the columns that it changed, before and after."""

    __tablename__ = "change_image"
    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id", ondelete="CASCADE"), index=True)
    table: Mapped[str] = mapped_column("table_name", String(30))
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    """None: the change made the row."""
    after: Mapped[dict[str, Any] | None]
    """None: the change removed the row."""
    __table_args__ = (Index("ix_change_image_table_name_row_id", "table_name", "row_id"),)
