"""Turns: looks that are videos, and the frames that show them from all sides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("look", sa.Column("kind", sa.String(length=8), server_default="photo", nullable=False))
    op.add_column("look", sa.Column("front_frame", sa.Integer(), nullable=True))
    op.create_table(
        "turn_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("angle", sa.Double(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("sharpness", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["look_id"], ["look.id"], name=op.f("fk_turn_view_look_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_view")),
        sa.UniqueConstraint("look_id", "number", name=op.f("uq_turn_view_look_id_number")),
    )


def downgrade() -> None:
    op.drop_table("turn_view")
    op.drop_column("look", "front_frame")
    op.drop_column("look", "kind")
