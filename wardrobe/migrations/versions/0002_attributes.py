"""Attributes: what the encoder guessed of a sighting, what the person said of a garment, vectors of several views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONE_A_MODEL = "uq_vector_sighting_id_model_id"
ONE_A_VIEW = "uq_vector_sighting_id_model_id_view"


def upgrade() -> None:
    op.add_column("garment", sa.Column("said", sa.JSON(none_as_null=True), server_default="{}", nullable=False))
    op.add_column("sighting", sa.Column("attributes", sa.JSON(none_as_null=True), nullable=True))
    used = _ids_used()
    with op.batch_alter_table("vector", table_kwargs={"sqlite_autoincrement": True}) as vector:
        vector.add_column(sa.Column("view", sa.Integer(), server_default="0", nullable=False))
        vector.drop_constraint(op.f(ONE_A_MODEL), type_="unique")
        vector.create_unique_constraint(op.f(ONE_A_VIEW), ["sighting_id", "model_id", "view"])
    _keep(used)


def downgrade() -> None:
    op.execute("DELETE FROM vector WHERE view <> 0")
    used = _ids_used()
    with op.batch_alter_table("vector", table_kwargs={"sqlite_autoincrement": True}) as vector:
        vector.drop_constraint(op.f(ONE_A_VIEW), type_="unique")
        vector.drop_column("view")
        vector.create_unique_constraint(op.f(ONE_A_MODEL), ["sighting_id", "model_id"])
    _keep(used)
    op.drop_column("sighting", "attributes")
    op.drop_column("garment", "said")


def _ids_used() -> int:
    """The highest id that ``vector`` ever gave. SQLite forgets it with the table that is replaced."""
    if op.get_context().dialect.name != "sqlite":
        return 0
    return op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'vector'")).scalar() or 0


def _keep(used: int) -> None:
    """Ids of vectors are never used twice: the index's file is known to be up to date by them."""
    if not used:
        return
    connection = op.get_bind()
    mine = connection.execute(sa.text("UPDATE sqlite_sequence SET seq = :seq WHERE name = 'vector'"), {"seq": used})
    if not mine.rowcount:
        connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('vector', :seq)"), {"seq": used})
