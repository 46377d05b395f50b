"""When something that could not be sent is tried again, and how two workers keep from sending it twice.

A row whose ``next_try_at`` has come is claimed in one transaction by setting that to the end of a lease; a
worker that dies meanwhile leaves it to be claimed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm.attributes import InstrumentedAttribute

LEASE: Final = timedelta(minutes=3)
"""Longer than any try may take."""
LONGEST_WAIT: Final = timedelta(days=1)
"""Whatever a server asks for."""


def due(column: InstrumentedAttribute[datetime | None], at: datetime) -> ColumnElement[bool]:
    """Whether it is time. What waits for longer than anything may was put off by a clock that has jumped."""
    return or_(column <= at, column > at + LONGEST_WAIT + LEASE)


def wait(waits: Sequence[int], tries: int, key: str, asked: float = 0) -> timedelta | None:
    """How long to wait after the ``tries``-th try, from 1; None: it is given up.

    Up to a fifth longer, by the row's ``key``, so that what failed together is not tried again together. Not
    shorter than what the server has ``asked`` for in seconds, up to a day.
    """
    if tries > len(waits):
        return None
    spread = 1 + sum(key.encode()) % 100 / 500
    return min(timedelta(seconds=max(waits[tries - 1] * spread, asked)), LONGEST_WAIT)
