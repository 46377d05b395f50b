"""What a visitor's browser keeps: a number of its own, and whether it has come through the gate.

It is signed and says for which share it is: nobody can make one, and that of another link is worth nothing.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from wardrobe.schema import now
from wardrobe.sharing.keys import Keys

ENTERED_FOR: Final = timedelta(days=1)
"""After which the gate asks again, and a limit on views counts another one."""
_WRITTEN: Final = re.compile(r"([0-9a-f]{32})\.([01])\.(0|[1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pass:
    """A visitor of one share."""

    visitor: str
    """32 hexadecimal digits by chance."""
    counted: bool = False
    """Whether this visit is among the share's views."""
    entered_at: datetime | None = None
    """When they came through the gate."""


class Passes:
    """Writes and reads passes."""

    def __init__(self, keys: Keys, clock: Callable[[], datetime] = now) -> None:
        self._keys = keys
        self._clock = clock

    def new(self) -> Pass:
        """For somebody who has none."""
        return Pass(secrets.token_hex(16))

    def entered(self, held: Pass) -> Pass:
        """The same visitor, now through the gate and counted."""
        return replace(held, counted=True, entered_at=self._clock())

    def counted(self, held: Pass) -> Pass:
        """The same visitor, counted."""
        return replace(held, counted=True)

    def let_in(self, held: Pass | None) -> bool:
        """Whether the gate stays open for them."""
        return held is not None and held.entered_at is not None and self._recent(held.entered_at)

    def write(self, share_id: int, held: Pass) -> str:
        """As a cookie's value."""
        entered = 0 if held.entered_at is None else int(held.entered_at.timestamp())
        said = f"{held.visitor}.{int(held.counted)}.{entered}"
        return f"{said}.{self._keys.seal('pass', share_id, said)}"

    def read(self, share_id: int, written: str) -> Pass | None:
        """A pass for this very share; None where it is anything else."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            return None
        visitor, counted, entered, seal = found.groups()
        if not hmac.compare_digest(seal, self._keys.seal("pass", share_id, f"{visitor}.{counted}.{entered}")):
            return None
        at = datetime.fromtimestamp(int(entered), tz=self._clock().tzinfo) if int(entered) else None
        return Pass(visitor, counted == "1", at)

    def hashed(self, share_id: int, held: Pass) -> str:
        """What rows keep of a visitor: from a copied database nobody can make their pass."""
        return self._keys.seal("visitor", share_id, held.visitor)

    def _recent(self, at: datetime) -> bool:
        return abs(self._clock() - at) < ENTERED_FOR
