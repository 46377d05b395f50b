"""What a person notes about a look."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("look", sa.Column("remark", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("look", "remark")
