"""Work on triangle meshes: cutting along a line, evening out, joining what is nearly one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from scripts.sample.body import Points, Triangles

SLIVER = 0.07
"""Points nearer than this are made one."""


def clip(points: Points, triangles: Triangles, keep: Points) -> tuple[Points, Triangles]:
    """Cut a surface along the line where ``keep`` (N) is zero; what is positive stays, with a clean edge."""
    keep = np.where(np.abs(keep) < 1e-6, 1e-6, keep)
    inside = keep[triangles] > 0
    whole = triangles[inside.all(1)]
    made: dict[tuple[int, int], int] = {}
    added: list[Points] = []

    def between(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in made:
            share = keep[a] / (keep[a] - keep[b])
            added.append(points[a] + share * (points[b] - points[a]))
            made[key] = len(points) + len(added) - 1
        return made[key]

    cut: list[list[int]] = []
    mixed = inside.any(1) & ~inside.all(1)
    for corners, within in zip(triangles[mixed], inside[mixed], strict=True):
        start = int(np.argmax(within if within.sum() == 1 else ~within))
        a, b, c = (int(corners[(start + step) % 3]) for step in range(3))
        if within.sum() == 1:
            cut.append([a, between(a, b), between(a, c)])
        else:
            cut += [[between(a, b), b, c], [between(a, b), c, between(a, c)]]
    everything = np.vstack([points, *(one[None] for one in added)]) if added else points
    rows = np.vstack([whole, np.array(cut)]) if cut else whole
    used, numbers = np.unique(rows, return_inverse=True)
    return everything[used], numbers.reshape(-1, 3)


def evened(points: Points, triangles: Triangles, rounds: int) -> Points:
    """Each point between its neighbours; those of an edge between those along the edge, which so becomes a line."""
    pairs = np.sort(np.concatenate([triangles[:, pair] for pair in ((0, 1), (1, 2), (2, 0))]), axis=1)
    edges, number = np.unique(pairs, axis=0, return_counts=True)
    rim = edges[number == 1]
    ends = np.concatenate([edges, edges[:, ::-1]])
    ends = np.concatenate([ends[~np.isin(ends[:, 0], rim)], rim, rim[:, ::-1]])
    count = np.maximum(np.bincount(ends[:, 0], minlength=len(points)), 1)
    for _ in range(rounds):
        around = np.stack([np.bincount(ends[:, 0], points[ends[:, 1], axis], len(points)) for axis in range(3)], 1)
        points = (points + around / count[:, None]) / 2
    return points


def welded(points: Points, triangles: Triangles) -> tuple[Points, Triangles]:
    """Points that are nearly the same made one: cloth of slivers would burst."""
    same = np.arange(len(points))
    for a, b in sorted(cKDTree(points).query_pairs(SLIVER)):
        same[b] = same[a]
    rows = same[triangles]
    flat = (rows[:, 0] == rows[:, 1]) | (rows[:, 1] == rows[:, 2]) | (rows[:, 2] == rows[:, 0])
    used, numbers = np.unique(rows[~flat], return_inverse=True)
    return points[used], numbers.reshape(-1, 3)


def largest(points: Points, triangles: Triangles) -> tuple[Points, Triangles]:
    """Only connected parts of some size: crumbs of a cut are left out."""
    ends = _neighbours(triangles)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(points),) * 2)
    _, part = connected_components(graph, directed=False)
    size = np.bincount(part[triangles[:, 0]])
    kept = triangles[size[part[triangles[:, 0]]] > 0.08 * size.max()]
    used, numbers = np.unique(kept, return_inverse=True)
    return points[used], numbers.reshape(-1, 3)


def _neighbours(triangles: Triangles) -> NDArray[np.int64]:
    ends = np.concatenate([triangles[:, pair] for pair in ((0, 1), (1, 2), (2, 0))])
    return np.unique(np.concatenate([ends, ends[:, ::-1]]), axis=0)
