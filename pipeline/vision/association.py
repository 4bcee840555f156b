"""Which blob shows which object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from pipeline.values import Box

Matrix = npt.NDArray[np.float64]

FAR = 1e3
"""Cost of a pair that cannot be."""
TENTATIVE_COST = 0.3
"""Handicap of an object that has not yet proven to be one, when it competes for a blob."""
SHARED = 0.5
"""Share of a box that must lie in another for the two to belong together."""
WHOLE = 0.22
"""An object that fills at least this share of a blob's box is not a mere piece of it: four people may melt
into one."""
OUTGROWN = 4.0
"""An object does not become this many times larger from one picture to the next: that is something new."""
SWELL = 1.6
"""Pieces are gathered while their union stays below this many times the object's area."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An object that looks for its blob. Lengths in pixels of the small picture."""

    box: Box
    """Where it is expected."""
    reach: float
    """How far the centre of its blob may be from there."""
    is_confirmed: bool
    """Whether it has proven to be an object: only such share blobs and gather pieces."""
    is_established: bool
    """Whether it has gone far on its own, so that it cannot be a piece of another object."""


@dataclass(frozen=True, slots=True)
class Association:
    """Who was found where. Numbers are positions in the sequences given to `associate`."""

    alone: Mapping[int, Box]
    """Object → box of the blob, or of the pieces, that it alone explains."""
    merged: frozenset[int]
    """Objects that share a blob with others."""
    parts: frozenset[int]
    """Objects that have turned out to be pieces of another."""
    new: tuple[int, ...]
    """Blobs that no object explains."""


def associate(candidates: Sequence[Candidate], blobs: Sequence[Box]) -> Association:
    """Pair objects with blobs, allowing for pieces of one object and for one blob of several.

    Background subtraction breaks one object into pieces (behind a post, at a belt of the wall's colour) and
    melts several into one blob. So after the one-to-one assignment (Hungarian, cost 1 - IoU), objects left
    over join the blob in which they are expected, and blobs left over join the object in which they lie.
    """
    if not candidates or not blobs:
        return Association({}, frozenset(), frozenset(), tuple(range(len(blobs))))
    shared = intersections([candidate.box for candidate in candidates], blobs)
    pairs = _assign(candidates, blobs, shared)
    alone = {number: blobs[blob] for number, blob in pairs.items()}
    merged: set[int] = set()
    parts: set[int] = set()
    new: list[int] = []
    joined = _join(candidates, shared, pairs)
    for blob, members in joined.items():
        sharing = _sharing(members, candidates, blobs[blob])
        for number in members:
            alone.pop(number, None)
        explained = sum(candidates[number].box.area for number in sharing)
        if explained * OUTGROWN < blobs[blob].area:
            new.append(blob)
            merged.update(sharing)
        elif len(sharing) == 1:
            alone[sharing[0]] = blobs[blob]
        else:
            merged.update(sharing)
        parts.update(set(members) - set(sharing))
    for blob in sorted(set(range(len(blobs))) - set(pairs.values()) - set(joined)):
        owner = _owner(blob, candidates, blobs, shared)
        if owner is None:
            new.append(blob)
        elif owner in alone and _fits(candidates[owner].box, union := alone[owner].union(blobs[blob])):
            alone[owner] = union
    return Association(alone, frozenset(merged), frozenset(parts), tuple(new))


def intersections(boxes: Sequence[Box], blobs: Sequence[Box]) -> Matrix:
    """Shared areas, `float64 (len(boxes), len(blobs))`."""
    a = np.array([(b.x, b.y, b.right, b.bottom) for b in boxes])[:, None]
    b = np.array([(b.x, b.y, b.right, b.bottom) for b in blobs])[None]
    extent = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    return np.prod(np.maximum(extent, 0), axis=2)  # type: ignore[no-any-return]


def _assign(candidates: Sequence[Candidate], blobs: Sequence[Box], shared: Matrix) -> dict[int, int]:
    areas = np.array([c.box.area for c in candidates])[:, None] + np.array([b.area for b in blobs])[None]
    overlap = shared / (areas - shared)
    centres = np.array([c.box.centre for c in candidates])[:, None]
    distance = np.linalg.norm(centres - np.array([b.centre for b in blobs])[None], axis=2)
    reach = np.array([c.reach for c in candidates])[:, None]
    cost = 1 - overlap + distance / reach
    cost += np.array([0 if c.is_confirmed else TENTATIVE_COST for c in candidates])[:, None]
    cost[(distance > reach) & (overlap < 0.2)] = FAR
    growth = np.array([b.area for b in blobs])[None] / np.array([c.box.area for c in candidates])[:, None]
    is_established = np.array([c.is_established for c in candidates])[:, None]
    cost[is_established & (growth > OUTGROWN)] = FAR
    rows, columns = linear_sum_assignment(cost)
    return {int(r): int(c) for r, c in zip(rows, columns, strict=True) if cost[r, c] < FAR}


def _join(candidates: Sequence[Candidate], shared: Matrix, pairs: Mapping[int, int]) -> dict[int, list[int]]:
    """Blobs in which objects without a blob of their own are expected → all objects there."""
    joined: dict[int, list[int]] = {}
    for number, candidate in enumerate(candidates):
        if number in pairs or not candidate.is_confirmed:
            continue
        blob = int(np.argmax(shared[number]))
        if shared[number, blob] >= SHARED * candidate.box.area:
            joined.setdefault(blob, []).append(number)
    for number, blob in pairs.items():
        if blob in joined and candidates[number].is_confirmed:
            joined[blob].append(number)
    return joined


def _sharing(members: Sequence[int], candidates: Sequence[Candidate], blob: Box) -> list[int]:
    """Which of the objects expected in one blob it shows; the rest are pieces.

    If none of them is whole, the largest stands for them all.
    """
    whole = [
        number
        for number in members
        if candidates[number].is_established or candidates[number].box.area >= WHOLE * blob.area
    ]
    return sorted(whole) or [max(members, key=lambda number: candidates[number].box.area)]


def _owner(blob: int, candidates: Sequence[Candidate], blobs: Sequence[Box], shared: Matrix) -> int | None:
    """The proven object in which most of a blob lies."""
    for number in np.argsort(-shared[:, blob]):
        if shared[number, blob] < SHARED * blobs[blob].area:
            return None
        if candidates[number].is_confirmed:
            return int(number)
    return None


def _fits(box: Box, union: Box) -> bool:
    return union.area <= SWELL * box.area
