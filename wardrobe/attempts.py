"""Wrong passwords and PINs cost time: some are free, then each one doubles the wait."""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wardrobe.schema import AttemptRow


def charge(session: Session, key: str, at: datetime, *, free: int, longest: float) -> int:
    """Count an attempt before it is checked: attempts at the same time cannot slip through together.

    ``key`` is the hash of what is tried. After ``free`` attempts the wait is 1 s, doubled with each further one
    up to ``longest`` seconds. Gives the whole seconds that are still to be waited; at 0 the attempt is counted.
    """
    attempt = session.get(AttemptRow, key, with_for_update=True)
    if attempt is None:
        session.execute(delete(AttemptRow).where(AttemptRow.last_at < at - timedelta(days=1)))
        session.add(AttemptRow(name_hash=key, failures=1, last_at=at))
        return 0
    over = attempt.failures - free
    wait = min(2.0 ** min(over, 30), longest) if over >= 0 else 0.0
    left = wait - abs((at - attempt.last_at).total_seconds())  # a clock put back must not lock anybody out
    if left > 0:
        return math.ceil(left)
    attempt.failures += 1
    attempt.last_at = at
    return 0


def forgive(session: Session, key: str) -> None:
    """Forget the attempts: the right one was given."""
    session.execute(delete(AttemptRow).where(AttemptRow.name_hash == key))


def network(host: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits, of which a household has one or more."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host[:100]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
