"""Alembic's folder: the schema's history. It is run by ``database.Database.migrate``."""

from typing import Final

HEAD: Final = "0010"
"""The newest revision, known without loading Alembic."""
