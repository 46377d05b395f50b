"""One engine, short transactions, the schema brought up to date, and faults told in words.

SQLite's own statements are all here; the rest of the package speaks to any database.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from wardrobe.errors import StorageError
from wardrobe.migrations import HEAD

BUSY_SECONDS: Final = 15
"""How long a transaction waits for another process's before it is an error."""
MIGRATIONS: Final = Path(__file__).parent / "migrations"


class Database:
    """Where the rows are. Threads share it; each transaction has a connection of its own."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise StorageError(
                "The database address is not an SQLAlchemy URL.", remedy="Correct OTJANG_DATABASE_URL or remove it."
            ) from error
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        arguments: dict[str, Any] = {}
        if self.is_sqlite:
            arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS}
        self.engine = create_engine(self.url, connect_args=arguments, pool_size=10, max_overflow=20)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads, on one state of the database."""
        with self._told(), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that is committed at the end; on any error nothing of it remains.

        SQLite admits one writer at a time from its first statement on, so that what is read in here
        is still true when it is written. On other databases lock the household's row for that.
        """
        with self._told(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"otjang_write": True})
            yield session
            session.commit()

    @staticmethod
    def writes(session: Session) -> bool:
        """Whether a session is one of ``write``: what it reads is only true if it is committed."""
        return bool(session.connection().get_execution_options().get("otjang_write"))

    def migrate(self) -> None:
        """Bring the schema up to date. Raises ``StorageError`` for a database that is newer or not ours."""
        with self._told(), self.engine.connect() as connection:
            version = self._version(connection)
        if version == HEAD:  # the usual start: Alembic is not even imported
            return
        writer = self.engine.execution_options(otjang_write=True)
        with self._told(), writer.begin() as connection:  # a second process waits here, then finds it done
            self._upgrade(connection)

    def forget(self) -> None:
        """Make sure that what was deleted is not left in the write-ahead log."""
        if self.is_sqlite:
            with self._told(), self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, target: Path) -> None:
        """Write what is there at this moment to another file, without what was deleted; others go on meanwhile.

        SQLite's alone. Raises ``StorageError``.
        """
        with self._told(), self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("VACUUM INTO ?", (str(target),))

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def _version(self, connection: Connection) -> str | None:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if tables:
            raise StorageError(
                "{database} is a database of another program.",
                database=self._name,
                remedy="Choose another data folder with OTJANG_DATA_DIR.",
            )
        return None

    def _upgrade(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        version = self._version(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if version is not None and version not in known:
            raise StorageError(
                "{database} was made by a newer version of Otjang (schema {version}).",
                database=self._name,
                version=version,
                remedy="Update Otjang, then start it again.",
            )
        command.upgrade(config, HEAD)

    @property
    def _name(self) -> str:
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise self._storage_error(error) from error
        except DatabaseError as error:
            if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in str(error.orig):
                raise StorageError(
                    "{database} is damaged or not a database.",
                    database=self._name,
                    remedy="Put a backup in its place, or move it away to start with an empty wardrobe.",
                ) from error
            raise

    def _storage_error(self, error: OperationalError) -> StorageError:
        reason = str(error.orig)
        if "locked" in reason or "busy" in reason:
            return StorageError(
                "The database is locked by another program.",
                remedy="Close what else uses {database}; work goes on by itself then.",
                database=self._name,
                temporary=True,
            )
        if "disk is full" in reason:
            return disk_full(Path(self._name).parent)
        if "readonly" in reason or "read-only" in reason or "unable to open" in reason:
            return StorageError(
                "The database {database} cannot be written.",
                database=self._name,
                remedy="Give your user the right to write to the folder, or choose another with OTJANG_DATA_DIR.",
                temporary=True,
            )
        return StorageError(
            "The database does not answer: {reason}.",
            reason=reason,
            remedy="Run `otjang doctor` to see what is wrong.",
            temporary=True,
        )


def disk_full(folder: Path, needed: int = 0) -> StorageError:
    """The error for a full disk, with how much is missing (``needed`` bytes and a reserve)."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        free = 0
    missing = max(1_000_000, needed + RESERVE - free)
    return StorageError(
        "The disk of {folder} is full: {mb:.0f} MB more are needed.",
        folder=folder,
        mb=missing / 1e6,
        remedy="Free some space; work goes on by itself then.",
        temporary=True,
    )


RESERVE: Final = 64_000_000
"""Bytes that stay free for the database and the cache."""


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun in _begin_sqlite, not guessed by the driver
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")  # does not wait as other statements do
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    # FULL, not NORMAL: a camera deletes its own copy once a capture is confirmed, so what is
    # confirmed must survive a power cut. It costs one fsync a transaction.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # deleted means overwritten


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer half-way fails at once when another wrote in between; one that
    # begins as a writer waits for its turn.
    writes = connection.get_execution_options().get("otjang_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
