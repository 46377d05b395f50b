"""How sure a share counted on few cases is."""

from __future__ import annotations

import math


def wilson(hits: int, count: int, z: float = 1.96) -> dict[str, float]:
    """``value``, ``n`` and the 95 % interval ``low``–``high`` of hits out of count (Wilson 1927)."""
    if not count:
        return {"value": math.nan, "n": 0, "low": 0.0, "high": 1.0}
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return {"value": share, "n": count, "low": middle - half, "high": middle + half}
