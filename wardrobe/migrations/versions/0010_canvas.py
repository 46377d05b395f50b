"""Outfits laid out by hand, and planned ones that somebody says were worn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outfit_garment", sa.Column("place", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("plan", sa.Column("worn", sa.Boolean(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("plan", "worn")
    op.drop_column("outfit_garment", "place")
