"""A garment's colours: what its sightings agree on, and the person's word for the main one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from embeddings.colour import NAMES, Colour, anchor_of

Colours = tuple[Colour, ...]
BEST: Final = 5
"""Sightings that are asked: the largest and clearest."""
SAME_FAMILY: Final = 0.7
"""What two sightings agree on where the family is the same and the tone another: light makes tones."""


def agreed(seen: Sequence[tuple[Colours, float]]) -> Colours:
    """The colours of the sighting that the others agree with most.

    ``seen``: each sighting's colours and what it counts. One photo in bad light is outvoted, and
    shades of different photos are never mixed into a colour that none of them shows.
    """
    best = sorted((one for one in seen if one[0]), key=lambda one: -one[1])[:BEST]
    if not best:
        return ()
    if len(best) < 3:  # of two none is outvoted
        return best[0][0]
    shares = [(_shares(colours), weight) for colours, weight in best]
    support = [sum(weight * _overlap(own, other) for other, weight in shares) for own, _ in shares]
    return best[support.index(max(support))][0]


def as_said(colours: Colours, name: str | None) -> Colours:
    """The person's word first: a colour that was measured too comes forward, another takes the main one's place.

    A family alone, such as ``blue``, keeps the tone that was measured.
    """
    if name is None or name not in NAMES:
        return colours
    own = next((one for one in colours if name in (one.name, one.family)), None)
    if own is not None:
        return (own, *(one for one in colours if one is not own))
    family, lab = anchor_of(name)
    share = colours[0].share if colours else 1.0
    return (Colour(name, family, lab, share), *(one for one in colours[1:] if one.family != family))


def colours_to(colours: Colours) -> list[Any]:
    """Colours as JSON."""
    return [[one.name, one.family, [round(value, 1) for value in one.lab], round(one.share, 3)] for one in colours]


def colours_from(values: list[Any]) -> Colours:
    """Colours from JSON."""
    return tuple(Colour(name, family, (lab[0], lab[1], lab[2]), share) for name, family, lab, share in values)


def _shares(colours: Colours) -> dict[tuple[str, str], float]:
    """Share of the garment by family and name."""
    return {(one.family, one.name): one.share for one in colours}


def _overlap(own: dict[tuple[str, str], float], other: dict[tuple[str, str], float]) -> float:
    """Share of the garment, 0 to 1, of which two sightings say the same."""
    total = 0.0
    for (family, name), share in own.items():
        exact = min(share, other.get((family, name), 0.0))
        alike = sum(there for (same, _), there in other.items() if same == family)
        total += exact + SAME_FAMILY * max(0.0, min(share, alike) - exact)
    return total
