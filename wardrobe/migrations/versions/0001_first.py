"""The first schema: accounts, looks, sightings, garments, vectors, journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_attempt")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_change_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_change_household_id"), "change", ["household_id"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_device_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_index(op.f("ix_device_household_id"), "device", ["household_id"], unique=False)
    op.create_table(
        "garment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_garment_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_garment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_garment_household_id"), "garment", ["household_id"], unique=False)
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worn_on", sa.Date(), nullable=False),
        sa.Column("worn_on_given", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("failed_in", sa.String(length=16), nullable=True),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=200), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("likeness", sa.LargeBinary(), nullable=True),
        sa.Column("twin_id", sa.Integer(), nullable=True),
        sa.Column("person_mask", sa.LargeBinary(), nullable=True),
        sa.Column("parser_id", sa.String(length=100), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_look_household_id")),
        sa.ForeignKeyConstraint(["twin_id"], ["look.id"], name=op.f("fk_look_twin_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint("household_id", "sha256", name=op.f("uq_look_household_id_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_look_claimed_by",
        "look",
        ["claimed_by"],
        unique=False,
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_look_hidden_at",
        "look",
        ["hidden_at"],
        unique=False,
        sqlite_where=sa.text("hidden_at IS NOT NULL"),
        postgresql_where=sa.text("hidden_at IS NOT NULL"),
    )
    op.create_index("ix_look_page", "look", ["household_id", "hidden_at", "worn_on", "id"], unique=False)
    op.create_index(op.f("ix_look_sha256"), "look", ["sha256"], unique=False)
    op.create_index(
        "ix_look_unfinished",
        "look",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('received', 'decoded', 'parsed', 'recognised')"),
        postgresql_where=sa.text("state IN ('received', 'decoded', 'parsed', 'recognised')"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_person_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name_key", name=op.f("uq_person_name_key")),
    )
    op.create_index(op.f("ix_person_household_id"), "person", ["household_id"], unique=False)
    op.create_table(
        "change_image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=30), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_change_image_change_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_image")),
    )
    op.create_index(op.f("ix_change_image_change_id"), "change_image", ["change_id"], unique=False)
    op.create_index("ix_change_image_table_name_row_id", "change_image", ["table_name", "row_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=True),
        sa.Column("colours", sa.JSON(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("bottom", sa.Integer(), nullable=False),
        sa.Column("grid_width", sa.Integer(), nullable=False),
        sa.Column("grid_height", sa.Integer(), nullable=False),
        sa.Column("mask", sa.LargeBinary(), nullable=False),
        sa.Column("area_share", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("garment_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("decided_by_person", sa.Boolean(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["garment.id"], name=op.f("fk_sighting_candidate_id")),
        sa.ForeignKeyConstraint(["garment_id"], ["garment.id"], name=op.f("fk_sighting_garment_id")),
        sa.ForeignKeyConstraint(["look_id"], ["look.id"], name=op.f("fk_sighting_look_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sighting_candidate_id"), "sighting", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_sighting_garment_id"), "sighting", ["garment_id"], unique=False)
    op.create_index(op.f("ix_sighting_look_id"), "sighting", ["look_id"], unique=False)
    op.create_table(
        "apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("garment_id", sa.Integer(), nullable=False),
        sa.Column("sighting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["garment_id"], ["garment.id"], name=op.f("fk_apart_garment_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sighting.id"], name=op.f("fk_apart_sighting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart")),
        sa.UniqueConstraint("garment_id", "sighting_id", name=op.f("uq_apart_garment_id_sighting_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_apart_sighting_id"), "apart", ["sighting_id"], unique=False)
    op.create_table(
        "vector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sighting_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.Column("histogram", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sighting.id"], name=op.f("fk_vector_sighting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vector")),
        sa.UniqueConstraint("sighting_id", "model_id", name=op.f("uq_vector_sighting_id_model_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_vector_model_id_id", "vector", ["model_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_vector_model_id_id", table_name="vector")
    op.drop_table("vector")
    op.drop_index(op.f("ix_apart_sighting_id"), table_name="apart")
    op.drop_table("apart")
    op.drop_index(op.f("ix_sighting_look_id"), table_name="sighting")
    op.drop_index(op.f("ix_sighting_garment_id"), table_name="sighting")
    op.drop_index(op.f("ix_sighting_candidate_id"), table_name="sighting")
    op.drop_table("sighting")
    op.drop_index(op.f("ix_session_person_id"), table_name="session")
    op.drop_index(op.f("ix_session_expires_at"), table_name="session")
    op.drop_table("session")
    op.drop_index("ix_change_image_table_name_row_id", table_name="change_image")
    op.drop_index(op.f("ix_change_image_change_id"), table_name="change_image")
    op.drop_table("change_image")
    op.drop_index(op.f("ix_person_household_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(
        "ix_look_unfinished",
        table_name="look",
        sqlite_where=sa.text("state IN ('received', 'decoded', 'parsed', 'recognised')"),
        postgresql_where=sa.text("state IN ('received', 'decoded', 'parsed', 'recognised')"),
    )
    op.drop_index(op.f("ix_look_sha256"), table_name="look")
    op.drop_index("ix_look_page", table_name="look")
    op.drop_index(
        "ix_look_hidden_at",
        table_name="look",
        sqlite_where=sa.text("hidden_at IS NOT NULL"),
        postgresql_where=sa.text("hidden_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_look_claimed_by",
        table_name="look",
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.drop_table("look")
    op.drop_index(op.f("ix_garment_household_id"), table_name="garment")
    op.drop_table("garment")
    op.drop_index(op.f("ix_device_household_id"), table_name="device")
    op.drop_table("device")
    op.drop_index(op.f("ix_change_household_id"), table_name="change")
    op.drop_table("change")
    op.drop_table("household")
    op.drop_table("attempt")
