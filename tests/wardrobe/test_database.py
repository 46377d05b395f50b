"""The schema's history, transactions, and faults of the database told in words."""

from __future__ import annotations

import io
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

import wardrobe.database
from wardrobe.database import MIGRATIONS, Database
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.migrations import HEAD
from wardrobe.schema import GarmentRow, HouseholdRow, VectorRow
from wardrobe.schemas import Base


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'otjang.db'}")
    database.migrate()
    return database


def test_migrations_from_nothing_give_the_schema_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_revision_is_the_one_that_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_schema_can_be_made_on_postgresql_as_well() -> None:
    statements = [
        str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in Base.metadata.sorted_tables
    ]
    statements += [
        str(CreateIndex(index).compile(dialect=postgresql.dialect()))
        for table in Base.metadata.sorted_tables
        for index in table.indexes
    ]
    assert len(statements) > 25
    assert not [statement for statement in statements if "AUTOINCREMENT" in statement or "BLOB" in statement]


ROWS = """
INSERT INTO household (id, name, version) VALUES (1, 'home', 0);
INSERT INTO garment (id, household_id, category, name) VALUES (7, 1, 'dress', NULL);
INSERT INTO look (id, household_id, sha256, name, source, received_at, worn_on, worn_on_given, state, width, height,
  notes) VALUES (3, 1, 'a', 'a.jpg', 'upload', '2026-01-01', '2026-01-01', false, 'ready', 1, 1, '[]');
INSERT INTO sighting (id, look_id, category, colours, "left", top, "right", bottom, grid_width, grid_height, mask,
  area_share, confidence, content_hash, garment_id, decision, decided_by_person)
  VALUES (5, 3, 'dress', '[]', 0, 0, 1, 1, 1, 1, '', 0.1, 0.9, 'h', 7, 'new', false);
INSERT INTO vector (id, sighting_id, model_id, content_hash, embedding, histogram) VALUES (11, 5, 'one', 'h', 'e', 'h');
INSERT INTO vector (id, sighting_id, model_id, content_hash, embedding, histogram) VALUES (12, 5, 'two', 'h', 'e', 'h');
DELETE FROM vector WHERE id = 12
"""
"""A household of the first schema; its newest vector has been deleted."""


def move(database: Database, revision: str, *, down: bool = False) -> None:
    with database.engine.execution_options(otjang_write=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def said_and_seen(database: Database) -> tuple[object, ...]:
    with database.read() as session:
        everything = "garment JOIN sighting ON garment_id = garment.id JOIN vector ON sighting_id = sighting.id"
        (row,) = session.execute(text(f"SELECT said, attributes, view, vector.id FROM {everything}")).all()
        return tuple(row)


def test_a_wardrobe_of_the_first_schema_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otjang.db'}")
    move(database, "0001")
    with database.write() as session:
        for statement in ROWS.split(";"):
            session.execute(text(statement))
    database.migrate()
    assert said_and_seen(database) == ("{}", None, 0, 11)
    with database.read() as session:
        assert session.get_one(GarmentRow, 7).said == {}
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with database.write() as session:
        views = [
            VectorRow(sighting_id=5, model_id="one", view=view, content_hash="h", embedding=b"", histogram=b"")
            for view in (1, 2)
        ]
        session.add_all(views)
        session.flush()
        assert [row.id for row in views] == [13, 14], "an id that was deleted is never used again"
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(VectorRow(sighting_id=5, model_id="one", view=1, content_hash="h", embedding=b"", histogram=b""))
    with database.write() as session:
        session.execute(text("DELETE FROM sighting"))
        assert session.execute(text("SELECT count(*) FROM vector")).scalar() == 0, "vectors go with their sighting"


def test_the_second_schema_can_be_taken_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otjang.db'}")
    move(database, "0001")
    with database.engine.connect() as connection:
        before = inspect(connection).get_columns("vector")
    move(database, "0002")
    move(database, "0001", down=True)
    with database.engine.connect() as connection:
        assert [column["name"] for column in inspect(connection).get_columns("vector")] == [
            column["name"] for column in before
        ]


def test_cameras_come_to_a_wardrobe_that_has_devices_and_can_be_taken_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otjang.db'}")
    move(database, "0003")
    with database.write() as session:
        session.execute(text("INSERT INTO household (id, name, version) VALUES (1, 'home', 0)"))
        device = "INSERT INTO device (id, household_id, name, token_hash, created_at)"
        session.execute(text(f"{device} VALUES (4, 1, 'hall', 't', '2026-01-01')"))
    move(database, "0004")
    with database.read() as session:
        assert session.execute(text("SELECT id, last_seen_at FROM device")).all() == [(4, None)]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    with database.write() as session:
        capture = "INSERT INTO capture (device_id, key, kind, media_type, name, sha256, size, taken_at, announced_at,"
        values = "'photo', 'image/jpeg', 'a.jpg', 's', 1, '2026-01-01', '2026-01-01', '2026-01-01', 'receiving')"
        session.execute(text(f"{capture} touched_at, state) VALUES (4, 'k', {values}"))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(f"{capture} touched_at, state) VALUES (4, 'k', {values}"))
    move(database, "0003", down=True)
    with database.engine.connect() as connection:
        assert not {"capture", "pairing", "invitation"} & {*inspect(connection).get_table_names()}
        assert "last_seen_at" not in [column["name"] for column in inspect(connection).get_columns("device")]


def test_the_history_can_be_run_on_postgresql_as_well() -> None:
    written = io.StringIO()
    config = Config(output_buffer=written)
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    options = {"as_sql": True, "output_buffer": written, "fn": lambda *_: scripts._upgrade_revs("head", "base")}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        context.run_migrations()
    statements = written.getvalue()
    assert "ADD COLUMN said JSON DEFAULT '{}' NOT NULL" in statements
    assert "DROP CONSTRAINT uq_vector_sighting_id_model_id;" in statements
    assert "UNIQUE (sighting_id, model_id, view)" in statements.replace('"view"', "view")
    assert "sqlite_sequence" not in statements and "_alembic_tmp" not in statements


def test_two_processes_may_make_the_database_at_the_same_time(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path / 'otjang.db'}") for _ in range(4)]
    faults: list[Exception] = []

    def migrate(database: Database) -> None:
        try:
            database.migrate()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=migrate, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_sqlite_keeps_what_is_confirmed_and_wipes_what_is_deleted(database: Database) -> None:
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_writers_take_turns(database: Database) -> None:
    with database.write() as session:
        session.add(HouseholdRow(name="home", version=0))

    def count_up() -> None:
        for _ in range(25):
            with database.write() as session:
                row = session.scalars(select(HouseholdRow)).one()
                row.version += 1  # read, then written: lost if another could write in between

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(HouseholdRow.version)) == 100


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(HouseholdRow(name="home"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.scalar(select(HouseholdRow.id)) is None


def test_a_locked_database_is_a_fault_of_the_moment(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wardrobe.database, "BUSY_SECONDS", 0.1)
    impatient = Database(database.url.render_as_string())
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another program") as caught, impatient.write() as session:
        session.execute(update(HouseholdRow).values(name="x"))
    assert caught.value.temporary
    other.execute("ROLLBACK")
    with impatient.write() as session:
        session.execute(update(HouseholdRow).values(name="x"))


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")


def garbage(path: Path) -> None:
    path.write_bytes(b"this is a text and no database. " * 100)


@pytest.mark.parametrize(
    ("make", "message", "remedy"),
    [
        (newer, "newer version of Otjang", "Update Otjang"),
        (foreign, "another program", "another data folder"),
        (garbage, "damaged or not a database", "backup"),
    ],
)
def test_a_database_that_is_not_ours_is_refused_and_left_alone(
    tmp_path: Path,
    open_house: Callable[..., House],
    make: Callable[[Path], None],
    message: str,
    remedy: str,
) -> None:
    make(tmp_path / "otjang.db")
    before = (tmp_path / "otjang.db").read_bytes()
    with pytest.raises(StorageError, match=message) as caught:
        open_house(tmp_path)
    assert remedy in caught.value.advice
    assert (tmp_path / "otjang.db").read_bytes()[100:] == before[100:]


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(StorageError, match="not an SQLAlchemy URL"):
        Database("otjang.db")
