"""What a data folder holds: to tell whether something that is gone has left anything behind."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

PASSING = ("workers", "otjang.db-wal", "otjang.db-shm", "log")
"""What comes and goes with the process itself."""
COUNTERS = "sqlite_sequence"
"""SQLite's own: ids are never used twice."""


def rows(data_dir: Path) -> Counter[str]:
    """Rows of each table that has some."""
    with closing(sqlite3.connect(f"file:{data_dir / 'otjang.db'}?mode=ro", uri=True)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    return Counter({name: count for name, count in counts.items() if count and name != COUNTERS})


def files(data_dir: Path) -> set[str]:
    """Files of the folder."""
    found = (path.relative_to(data_dir) for path in data_dir.rglob("*") if path.is_file())
    return {str(path) for path in found if path.parts[0] not in PASSING}
