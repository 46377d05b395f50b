"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Gives an aware time."""

    def __init__(self, at: datetime = datetime(2026, 3, 10, 12, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """On, or back, by ``hours=1`` and the like."""
        self.at += timedelta(**by)
