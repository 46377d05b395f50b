"""The schema's history, transactions, and faults of the database told in words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import wardrobe.database
from wardrobe.database import MIGRATIONS, Database
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.migrations import HEAD
from wardrobe.schema import Base, HouseholdRow


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
        session.add(HouseholdRow(name="home"))

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
