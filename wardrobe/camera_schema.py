"""The tables of cameras: what they send, and how they come to be paired."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wardrobe.schema import NEVER_REUSED, Base, only

CaptureState = Literal["receiving", "stored", "withdrawn"]


class CaptureRow(Base):
    """A photo or a turn that a camera has announced; its bytes are in ``incoming`` until they are a look."""

    __tablename__ = "capture"
    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    key: Mapped[str] = mapped_column(String(36))
    """The UUID that the camera gave it."""
    kind: Mapped[str] = mapped_column(String(8))
    media_type: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    taken_at: Mapped[datetime]
    """As well as it is known."""
    announced_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    """When the camera last wrote to it."""
    state: Mapped[str] = mapped_column(String(10))
    """Of ``CaptureState``."""
    look_id: Mapped[int | None] = mapped_column(ForeignKey("look.id", ondelete="SET NULL"), index=True)
    compare_with: Mapped[str | None] = mapped_column(String(36))
    """``key`` of an earlier capture of the same camera."""
    compared_look_id: Mapped[int | None] = mapped_column(ForeignKey("look.id", ondelete="SET NULL"), index=True)
    """The look that it was compared with."""
    compared_at: Mapped[datetime | None]
    """When the comparison was made or given up."""
    __table_args__ = (
        UniqueConstraint("device_id", "key"),
        Index("ix_capture_receiving", "device_id", **only("state = 'receiving'")),
        Index("ix_capture_compare_with", "compare_with", **only("compare_with IS NOT NULL")),
        NEVER_REUSED,
    )


class PairingRow(Base):
    """A camera that shows a code. Nothing here opens anything: tokens are made of secrets that are not kept."""

    __tablename__ = "pairing"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(64), index=True)
    commitment: Mapped[str] = mapped_column(String(64))
    server_nonce: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Of the certificate that was shown to the camera, in hex; zeros where there was none."""
    device_nonce: Mapped[str | None] = mapped_column(String(64))
    code: Mapped[str | None] = mapped_column(String(6), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    """Once somebody has typed the code."""


class InvitationRow(Base):
    """A QR code that the app shows; only the hash of its key is here."""

    __tablename__ = "invitation"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    claim_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the claiming camera's own number: the same camera may ask again."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
