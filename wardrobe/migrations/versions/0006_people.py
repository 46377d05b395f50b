"""People of a household, households that are looked at, and invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wardrobe.schema import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    home = sa.ForeignKey("household.id", name=op.f("fk_household_sample_of_id"))
    op.add_column("household", sa.Column("sample_of_id", sa.Integer(), home, nullable=True), inline_references=True)
    op.create_index(op.f("ix_household_sample_of_id"), "household", ["sample_of_id"], unique=False)
    op.add_column("household", sa.Column("erasing", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("person", sa.Column("role", sa.String(length=8), server_default="owner", nullable=False))
    with op.batch_alter_table("session") as session:
        session.add_column(sa.Column("household_id", sa.Integer(), nullable=True))
        shown = op.f("fk_session_household_id")
        session.create_foreign_key(shown, "household", ["household_id"], ["id"], ondelete="SET NULL")
        session.create_index(op.f("ix_session_household_id"), ["household_id"], unique=False)
    op.create_table(
        "join_invitation",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_join_invitation_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_join_invitation")),
        sa.UniqueConstraint("person_id", name=op.f("uq_join_invitation_person_id")),
    )
    op.create_index(op.f("ix_join_invitation_expires_at"), "join_invitation", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_join_invitation_expires_at"), table_name="join_invitation")
    op.drop_table("join_invitation")
    with op.batch_alter_table("session") as session:
        session.drop_index(op.f("ix_session_household_id"))
        session.drop_constraint(op.f("fk_session_household_id"), type_="foreignkey")
        session.drop_column("household_id")
    op.drop_column("person", "role")
    op.drop_column("household", "erasing")
    op.drop_index(op.f("ix_household_sample_of_id"), table_name="household")
    op.drop_column("household", "sample_of_id")
