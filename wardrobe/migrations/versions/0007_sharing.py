"""Shared links with their votes and comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wardrobe.schema import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("look_ids", sa.JSON(), nullable=False),
        sa.Column("garment_ids", sa.JSON(), nullable=False),
        sa.Column("layouts", sa.JSON(), nullable=False),
        sa.Column("source_ids", sa.JSON(), nullable=False),
        sa.Column("treatment", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.Column("comments", sa.Boolean(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("views_most", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("comments_made", sa.Integer(), nullable=False),
        sa.Column("tell_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_share_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_share_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_share_key_hash")),
        sqlite_autoincrement=True,
    )
    for column in ("household_id", "person_id"):
        op.create_index(op.f(f"ix_share_{column}"), "share", [column], unique=False)
    _partial("ix_share_living", "share", "household_id", "state != 'ended'")
    _partial("ix_share_tell_at", "share", "tell_at", "tell_at IS NOT NULL")
    op.create_table(
        "share_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_vote_share_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_vote")),
        sa.UniqueConstraint("share_id", "visitor", name=op.f("uq_share_vote_share_id_visitor")),
    )
    _partial("ix_share_vote_address", "share_vote", "address", "address IS NOT NULL")
    op.create_table(
        "share_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_comment_share_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_comment")),
        sa.UniqueConstraint("share_id", "number", name=op.f("uq_share_comment_share_id_number")),
    )
    _partial("ix_share_comment_address", "share_comment", "address", "address IS NOT NULL")


def _partial(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_share_comment_address", table_name="share_comment")
    op.drop_table("share_comment")
    op.drop_index("ix_share_vote_address", table_name="share_vote")
    op.drop_table("share_vote")
    op.drop_index("ix_share_tell_at", table_name="share")
    op.drop_index("ix_share_living", table_name="share")
    for column in ("person_id", "household_id"):
        op.drop_index(op.f(f"ix_share_{column}"), table_name="share")
    op.drop_table("share")
