"""When a hint is worth saying: often enough to help, never so often that it nags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from camera_device.framing.view import Hint

SAME: Final = 5.0
"""Seconds between two times of the same hint."""
ANY: Final = 2.5
"""Seconds between any two hints: one has to be heard and followed first."""
TIMES: Final = 3
"""How often one hint is said in one wait; from then on only the light shows it."""
PATIENCE: Final = {None: 0.0, Hint.NOBODY: 1.5, Hint.STILL: 2.5, Hint.DARK: 1.0}
"""Seconds for which these have to last first: people need a moment to come, and to stand."""
SHORT: Final = 0.6
"""For all other hints."""


@dataclass
class Hints:
    """The hints of one wait."""

    _current: Hint | None = None
    _since: float = 0.0
    _said: dict[Hint, tuple[float, int]] = field(default_factory=dict)
    """When each was said last, and how often."""

    def due(self, hint: Hint | None, now: float) -> bool:
        """Whether to say ``hint``, which is right at this moment; if so, it counts as said."""
        if hint != self._current:
            self._current, self._since = hint, now
        if hint is None or now - self._since < PATIENCE.get(hint, SHORT):
            return False
        last, times = self._said.get(hint, (float("-inf"), 0))
        latest = max((at for at, _ in self._said.values()), default=float("-inf"))
        if times >= TIMES or now - last < SAME or now - latest < ANY:
            return False
        self._said[hint] = (now, times + 1)
        return True
