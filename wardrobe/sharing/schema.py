"""The tables of shares. No address is kept, only a keyed hash of it, and that for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wardrobe.schema import NEVER_REUSED, Base, only


class ShareRow(Base):
    """A link, or the draft of one. Whoever copies the database opens nothing: the key is not in it."""

    __tablename__ = "share"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Who shares: their links go with them."""
    kind: Mapped[str] = mapped_column(String(12))
    look_ids: Mapped[list[Any]]
    garment_ids: Mapped[list[Any]]
    layouts: Mapped[list[Any]]
    """For each outfit where its garments lie (``arranging.Laid``); empty: as the rule has it."""
    source_ids: Mapped[list[Any]]
    """Every look of which something is in the pictures."""
    treatment: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8))
    """draft, open or ended. An open one whose time is over is as good as ended."""
    sizes: Mapped[list[Any]]
    """Width and height of each picture."""
    nonce: Mapped[str | None] = mapped_column(String(64))
    """Of which, and of a secret outside the database, the key is made; forgotten when the link ends."""
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    votes: Mapped[bool]
    comments: Mapped[bool]
    views: Mapped[int] = mapped_column(default=0)
    views_most: Mapped[int | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    seen_version: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]
    """When the owner last looked."""
    comments_made: Mapped[int] = mapped_column(default=0)
    """The number of the newest comment."""

    tell_at: Mapped[datetime | None]
    """When the owner is to be told of what came in; None: there is nothing to tell."""
    told_at: Mapped[datetime | None]
    told_times: Mapped[int] = mapped_column(default=0)
    """Messages since the owner last looked."""
    __table_args__ = (
        Index("ix_share_living", "household_id", **only("state != 'ended'")),
        Index("ix_share_tell_at", "tell_at", **only("tell_at IS NOT NULL")),
        NEVER_REUSED,
    )


class VoteRow(Base):
    """One visitor's vote; changed in place, removed when it is taken back."""

    __tablename__ = "share_vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"))
    visitor: Mapped[str] = mapped_column(String(64))
    choice: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("share_id", "visitor"),
        Index("ix_share_vote_address", "address", **only("address IS NOT NULL")),
    )


class CommentRow(Base):
    __tablename__ = "share_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Among those of its share: what addresses and forms say in place of an id."""
    visitor: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10))
    address: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("share_id", "number"),
        Index("ix_share_comment_address", "address", **only("address IS NOT NULL")),
    )
