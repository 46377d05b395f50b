"""Advice: catalogues of shops, outfits, plans, feedback, wishes, orders, notices, trips; facts of garments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wardrobe.schema import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=2000), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("pictures", sa.String(length=2000), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_catalogue_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_catalogue_household_id"), "catalogue", ["household_id"], unique=False)
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_choice_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("household_id", "person_id", "name", name=op.f("uq_choice_household_id_person_id_name")),
    )
    op.create_table(
        "catalogue_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("fk_catalogue_import_catalogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_catalogue_import_catalogue_id"), "catalogue_import", ["catalogue_id"], unique=False)
    op.create_table(
        "outfit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("occasion", sa.String(length=30), nullable=True),
        sa.Column("made", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_outfit_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outfit_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outfit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outfit_household_id"), "outfit", ["household_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["look_id"], ["look.id"], name=op.f("fk_rating_look_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("look_id", "person_id", name=op.f("uq_rating_look_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "trip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("wishes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_trip_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trip_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_trip_household_id"), "trip", ["household_id"], unique=False)
    op.create_table(
        "catalogue_fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=True),
        sa.Column("fault", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["catalogue_import.id"], name=op.f("fk_catalogue_fault_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_fault")),
    )
    op.create_index(op.f("ix_catalogue_fault_import_id"), "catalogue_fault", ["import_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("brand", sa.String(length=100), nullable=True),
        sa.Column("link", sa.String(length=2000), nullable=True),
        sa.Column("picture", sa.String(length=2000), nullable=True),
        sa.Column("label", sa.String(length=750), nullable=True),
        sa.Column("said_colour", sa.String(length=100), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=True),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=True),
        sa.Column("regular_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.Column("category", sa.String(length=30), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=True),
        sa.Column("colours", sa.JSON(), nullable=False),
        sa.Column("attributes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogue.id"], name=op.f("fk_item_catalogue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["catalogue_import.id"], name=op.f("fk_item_import_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("catalogue_id", "key", name=op.f("uq_item_catalogue_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_item_added_on", "item", ["catalogue_id", "added_on"], unique=False)
    op.create_index(op.f("ix_item_import_id"), "item", ["import_id"], unique=False)
    op.create_index(
        "ix_item_waiting",
        "item",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND gone_at IS NULL"),
        postgresql_where=sa.text("state = 'waiting' AND gone_at IS NULL"),
    )
    op.create_table(
        "outfit_garment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outfit_id", sa.Integer(), nullable=False),
        sa.Column("garment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["garment_id"], ["garment.id"], name=op.f("fk_outfit_garment_garment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outfit_id"], ["outfit.id"], name=op.f("fk_outfit_garment_outfit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outfit_garment")),
        sa.UniqueConstraint("outfit_id", "garment_id", name=op.f("uq_outfit_garment_outfit_id_garment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outfit_garment_garment_id"), "outfit_garment", ["garment_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("outfit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_plan_household_id")),
        sa.ForeignKeyConstraint(["outfit_id"], ["outfit.id"], name=op.f("fk_plan_outfit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("outfit_id", "day", name=op.f("uq_plan_outfit_id_day")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plan_household_id_day", "plan", ["household_id", "day"], unique=False)
    op.create_index(op.f("ix_plan_outfit_id"), "plan", ["outfit_id"], unique=False)
    op.create_table(
        "trip_thing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("garment_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=80), nullable=True),
        sa.Column("packed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["garment_id"], ["garment.id"], name=op.f("fk_trip_thing_garment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trip_id"], ["trip.id"], name=op.f("fk_trip_thing_trip_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_thing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_trip_thing_garment_id"), "trip_thing", ["garment_id"], unique=False)
    op.create_index(op.f("ix_trip_thing_trip_id"), "trip_thing", ["trip_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("garment_ids", sa.JSON(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_feedback_household_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_feedback_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feedback_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feedback_household_id"), "feedback", ["household_id"], unique=False)
    op.create_index(op.f("ix_feedback_item_id"), "feedback", ["item_id"], unique=False)
    op.create_table(
        "item_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_price_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_price")),
        sa.UniqueConstraint("item_id", "since", name=op.f("uq_item_price_item_id_since")),
    )
    op.create_table(
        "item_vector",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.String(length=200), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.Column("histogram", sa.LargeBinary(), nullable=False),
        sa.Column("style", sa.LargeBinary(), nullable=True),
        sa.Column("style_id", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_vector_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_vector")),
    )
    op.create_index(op.f("ix_item_vector_model_id"), "item_vector", ["model_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("garment_ids", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_notice_household_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_notice_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("household_id", "kind", "day", name=op.f("uq_notice_household_id_kind_day")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_item_id"), "notice", ["item_id"], unique=False)
    op.create_table(
        "shop_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=True),
        sa.Column("price_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("listed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_shop_order_household_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_shop_order_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_shop_order_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
        sa.UniqueConstraint("key", name=op.f("uq_shop_order_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shop_order_household_id"), "shop_order", ["household_id"], unique=False)
    op.create_index(op.f("ix_shop_order_item_id"), "shop_order", ["item_id"], unique=False)
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_wish_household_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_wish_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_wish_person_id_item_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_wish_household_id"), "wish", ["household_id"], unique=False)
    op.create_index(op.f("ix_wish_item_id"), "wish", ["item_id"], unique=False)
    op.add_column("garment", sa.Column("brand", sa.String(length=100), nullable=True))
    op.add_column("garment", sa.Column("size", sa.String(length=40), nullable=True))
    op.add_column("garment", sa.Column("price_minor", sa.Integer(), nullable=True))
    op.add_column("garment", sa.Column("currency", sa.String(length=3), nullable=True))
    op.add_column("garment", sa.Column("bought_on", sa.Date(), nullable=True))
    op.add_column("garment", sa.Column("weight_grams", sa.Integer(), nullable=True))
    op.add_column("garment", sa.Column("occasions", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("garment", sa.Column("tags", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("garment", sa.Column("in_wash", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("garment", sa.Column("wash_since", sa.Date(), nullable=True))
    op.add_column("garment", sa.Column("washed_on", sa.Date(), nullable=True))
    op.add_column("garment", sa.Column("put_away", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("look", sa.Column("person_id", sa.Integer(), nullable=True))
    op.add_column("look", sa.Column("occasion", sa.String(length=30), nullable=True))


def downgrade() -> None:
    op.drop_column("look", "occasion")
    op.drop_column("look", "person_id")
    op.drop_column("garment", "put_away")
    op.drop_column("garment", "washed_on")
    op.drop_column("garment", "wash_since")
    op.drop_column("garment", "in_wash")
    op.drop_column("garment", "tags")
    op.drop_column("garment", "occasions")
    op.drop_column("garment", "weight_grams")
    op.drop_column("garment", "bought_on")
    op.drop_column("garment", "currency")
    op.drop_column("garment", "price_minor")
    op.drop_column("garment", "size")
    op.drop_column("garment", "brand")
    op.drop_index(op.f("ix_wish_item_id"), table_name="wish")
    op.drop_index(op.f("ix_wish_household_id"), table_name="wish")
    op.drop_table("wish")
    op.drop_index(op.f("ix_shop_order_item_id"), table_name="shop_order")
    op.drop_index(op.f("ix_shop_order_household_id"), table_name="shop_order")
    op.drop_table("shop_order")
    op.drop_index(op.f("ix_notice_item_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_item_vector_model_id"), table_name="item_vector")
    op.drop_table("item_vector")
    op.drop_table("item_price")
    op.drop_index(op.f("ix_feedback_item_id"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_household_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_trip_thing_trip_id"), table_name="trip_thing")
    op.drop_index(op.f("ix_trip_thing_garment_id"), table_name="trip_thing")
    op.drop_table("trip_thing")
    op.drop_index(op.f("ix_plan_outfit_id"), table_name="plan")
    op.drop_index("ix_plan_household_id_day", table_name="plan")
    op.drop_table("plan")
    op.drop_index(op.f("ix_outfit_garment_garment_id"), table_name="outfit_garment")
    op.drop_table("outfit_garment")
    op.drop_index(
        "ix_item_waiting",
        table_name="item",
        sqlite_where=sa.text("state = 'waiting' AND gone_at IS NULL"),
        postgresql_where=sa.text("state = 'waiting' AND gone_at IS NULL"),
    )
    op.drop_index(op.f("ix_item_import_id"), table_name="item")
    op.drop_index("ix_item_added_on", table_name="item")
    op.drop_table("item")
    op.drop_index(op.f("ix_catalogue_fault_import_id"), table_name="catalogue_fault")
    op.drop_table("catalogue_fault")
    op.drop_index(op.f("ix_trip_household_id"), table_name="trip")
    op.drop_table("trip")
    op.drop_table("rating")
    op.drop_index(op.f("ix_outfit_household_id"), table_name="outfit")
    op.drop_table("outfit")
    op.drop_index(op.f("ix_catalogue_import_catalogue_id"), table_name="catalogue_import")
    op.drop_table("catalogue_import")
    op.drop_table("choice")
    op.drop_index(op.f("ix_catalogue_household_id"), table_name="catalogue")
    op.drop_table("catalogue")
