"""Which blob shows which object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.values import Box

Matrix = npt.NDArray[np.float64]

FAR = 1e3
"""Cost of a pair that cannot be."""
SHARED = 0.5
"""Share of a box that must lie in another for the two to belong together."""
WHOLE = 0.22
"""An object that fills at least this share of a blob's box is not a mere piece of it: four people may melt
into one."""
OUTGROWN = 4.0
"""An object does not become this many times larger from one picture to the next: that is something new."""
SWELL = 1.6
"""Pieces are gathered while their union stays below this many times the object's area."""
COMPACT = 1.5
"""… and below this many times their own areas: two people who part have ground between them."""


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
    Objects that are not yet proven get what the proven ones leave.
    """
    if not candidates or not blobs:
        return Association({}, frozenset(), frozenset(), tuple(range(len(blobs))))
    shared = intersections([candidate.box for candidate in candidates], blobs)
    proven = [number for number, candidate in enumerate(candidates) if candidate.is_confirmed]
    pairs = _assign(candidates, blobs, shared, proven, range(len(blobs)))
    joined = _join(candidates, shared, proven, pairs)
    alone = {number: blobs[blob] for number, blob in pairs.items()}
    merged: set[int] = set()
    parts: set[int] = set()
    left: list[int] = []
    for blob, members in joined.items():
        sharing = _sharing(members, candidates, blobs[blob])
        parts.update(set(members) - set(sharing))
        for number in members:
            alone.pop(number, None)
        if sum(candidates[number].box.area for number in sharing) * OUTGROWN < blobs[blob].area:
            left.append(blob)
            merged.update(sharing)
        elif len(sharing) == 1:
            alone[sharing[0]] = blobs[blob]
        else:
            merged.update(sharing)
    for blob in sorted(set(range(len(blobs))) - set(pairs.values()) - set(joined)):
        owner = _owner(blob, proven, blobs, shared)
        if owner is None:
            left.append(blob)
        elif owner in alone and _fits(candidates[owner].box, alone[owner], blobs[blob]):
            alone[owner] = alone[owner].union(blobs[blob])
        elif blobs[blob].area >= WHOLE * candidates[owner].box.area:
            left.append(blob)
    unproven = [number for number, candidate in enumerate(candidates) if not candidate.is_confirmed]
    late = _assign(candidates, blobs, shared, unproven, left)
    alone.update((number, blobs[blob]) for number, blob in late.items())
    new = tuple(sorted(set(left) - set(late.values())))
    return Association(alone, frozenset(merged), frozenset(parts), new)


def intersections(boxes: Sequence[Box], blobs: Sequence[Box]) -> Matrix:
    """Shared areas, `float64 (len(boxes), len(blobs))`."""
    a = np.array([(b.x, b.y, b.right, b.bottom) for b in boxes])[:, None]
    b = np.array([(b.x, b.y, b.right, b.bottom) for b in blobs])[None]
    extent = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    return np.prod(np.maximum(extent, 0), axis=2)  # type: ignore[no-any-return]


def _assign(
    candidates: Sequence[Candidate],
    blobs: Sequence[Box],
    shared: Matrix,
    numbers: Sequence[int],
    places: Sequence[int],
) -> dict[int, int]:
    """The cheapest pairs of the objects `numbers` and the blobs `places`."""
    if not numbers or not places:
        return {}
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 -- half of a second that a start need not wait

    chosen, there = [candidates[number] for number in numbers], [blobs[place] for place in places]
    inside = shared[np.ix_(numbers, places)]
    area, blob_area = np.array([c.box.area for c in chosen])[:, None], np.array([b.area for b in there])[None]
    overlap = inside / (area + blob_area - inside)
    centres = np.array([c.box.centre for c in chosen])[:, None]
    distance = np.linalg.norm(centres - np.array([b.centre for b in there])[None], axis=2)
    reach = np.array([c.reach for c in chosen])[:, None]
    cost = 1 - overlap + distance / reach
    cost[(distance > reach) & (overlap < 0.2)] = FAR
    is_confirmed = np.array([c.is_confirmed for c in chosen])[:, None]
    cost[is_confirmed & (blob_area > OUTGROWN * area)] = FAR
    rows, columns = linear_sum_assignment(cost)
    return {
        numbers[row]: places[column]
        for row, column in zip(rows, columns, strict=True)
        if cost[row, column] < FAR
    }


def _join(
    candidates: Sequence[Candidate], shared: Matrix, proven: Sequence[int], pairs: Mapping[int, int]
) -> dict[int, list[int]]:
    """Blobs in which proven objects without a blob of their own are expected → all proven objects there."""
    joined: dict[int, list[int]] = {}
    for number in proven:
        if number not in pairs:
            blob = int(np.argmax(shared[number]))
            if shared[number, blob] >= SHARED * candidates[number].box.area:
                joined.setdefault(blob, []).append(number)
    for number, blob in pairs.items():
        if blob in joined:
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


def _owner(blob: int, proven: Sequence[int], blobs: Sequence[Box], shared: Matrix) -> int | None:
    """The proven object in which most of a blob lies."""
    owner = max(proven, key=lambda number: shared[number, blob], default=None)
    if owner is None or shared[owner, blob] < SHARED * blobs[blob].area:
        return None
    return owner


def _fits(expected: Box, piece: Box, other: Box) -> bool:
    """Whether two pieces make up one object: about as large as expected, and without ground between."""
    union = piece.union(other)
    return union.area <= SWELL * expected.area and union.area <= COMPACT * (piece.area + other.area)
