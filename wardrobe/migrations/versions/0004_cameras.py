"""Cameras: what they send, how they are paired, when they were last seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wardrobe.schema import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("last_seen_at", UtcDateTime(), nullable=True))
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=True),
        sa.Column("compare_with", sa.String(length=36), nullable=True),
        sa.Column("compared_look_id", sa.Integer(), nullable=True),
        sa.Column("compared_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_capture_device_id")),
        sa.ForeignKeyConstraint(["look_id"], ["look.id"], name=op.f("fk_capture_look_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["compared_look_id"], ["look.id"], name=op.f("fk_capture_compared_look_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("device_id", "key", name=op.f("uq_capture_device_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_capture_look_id"), "capture", ["look_id"], unique=False)
    op.create_index(op.f("ix_capture_compared_look_id"), "capture", ["compared_look_id"], unique=False)
    op.create_index(
        "ix_capture_receiving",
        "capture",
        ["device_id"],
        unique=False,
        sqlite_where=sa.text("state = 'receiving'"),
        postgresql_where=sa.text("state = 'receiving'"),
    )
    op.create_index(
        "ix_capture_compare_with",
        "capture",
        ["compare_with"],
        unique=False,
        sqlite_where=sa.text("compare_with IS NOT NULL"),
        postgresql_where=sa.text("compare_with IS NOT NULL"),
    )
    op.create_table(
        "pairing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("server_nonce", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("device_nonce", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_pairing_device_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    for column in ("address", "code", "expires_at"):
        op.create_index(op.f(f"ix_pairing_{column}"), "pairing", [column], unique=False)
    op.create_table(
        "invitation",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("claim_hash", sa.String(length=64), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_invitation_household_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_invitation_device_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_expires_at"), "invitation", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_invitation_expires_at"), table_name="invitation")
    op.drop_table("invitation")
    for column in ("expires_at", "code", "address"):
        op.drop_index(op.f(f"ix_pairing_{column}"), table_name="pairing")
    op.drop_table("pairing")
    op.drop_index("ix_capture_compare_with", table_name="capture")
    op.drop_index("ix_capture_receiving", table_name="capture")
    op.drop_index(op.f("ix_capture_compared_look_id"), table_name="capture")
    op.drop_index(op.f("ix_capture_look_id"), table_name="capture")
    op.drop_table("capture")
    op.drop_column("device", "last_seen_at")
