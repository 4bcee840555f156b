"""Which blob shows which object."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
COMPLETE = 1.05
"""Two blobs that span no more than this many times an object's sides, plus a pixel, are its two ends."""
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
    unproven = [number for number, candidate in enumerate(candidates) if not candidate.is_confirmed]
    pairs = _assign(candidates, blobs, shared, proven, range(len(blobs)))
    joined = _join(candidates, shared, proven, pairs)
    draft = _Draft({number: blobs[blob] for number, blob in pairs.items()})
    for blob, members in joined.items():
        draft.share(blob, blobs[blob], members, candidates)
    for blob in sorted(set(range(len(blobs))) - set(pairs.values()) - set(joined)):
        draft.gather(blob, blobs[blob], _owner(blob, proven, blobs, shared), candidates)
    late = _assign(candidates, blobs, shared, unproven, draft.left)
    draft.alone.update((number, blobs[blob]) for number, blob in late.items())
    new = tuple(sorted(set(draft.left) - set(late.values())))
    return Association(draft.alone, frozenset(draft.merged), frozenset(draft.parts), new)


@dataclass(slots=True)
class _Draft:
    """An association while it is made."""

    alone: dict[int, Box]
    merged: set[int] = field(default_factory=set)
    parts: set[int] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    """Blobs that no proven object explains."""

    def share(self, blob: int, box: Box, members: Sequence[int], candidates: Sequence[Candidate]) -> None:
        """Settle who of the objects expected in one blob is there."""
        sharing = _sharing(members, candidates, box)
        self.parts.update(set(members) - set(sharing))
        for number in members:
            self.alone.pop(number, None)
        is_new = sum(candidates[number].box.area for number in sharing) * OUTGROWN < box.area
        if is_new:
            self.left.append(blob)
        if len(sharing) == 1 and not is_new:
            self.alone[sharing[0]] = box
        else:
            self.merged.update(sharing)

    def gather(self, blob: int, box: Box, owner: int | None, candidates: Sequence[Candidate]) -> None:
        """Settle whether a left-over blob is a piece of an object; most of it lies in `owner`."""
        whole = _completed(box, self.alone, candidates)
        if whole is not None:
            self.alone[whole] = self.alone[whole].union(box)
        elif owner is None:
            self.left.append(blob)
        elif owner in self.alone and _fits(candidates[owner].box, self.alone[owner], box):
            self.alone[owner] = self.alone[owner].union(box)
        elif box.area >= WHOLE * candidates[owner].box.area:
            self.left.append(blob)


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
    return {numbers[row]: places[column] for row, column in _cheapest(cost) if cost[row, column] < FAR}


def load_solver() -> None:
    """Import what settles disputes now, not at the first: on a busy machine that takes seconds."""
    importlib.import_module("scipy.optimize")


def _cheapest(cost: Matrix) -> list[tuple[int, int]]:
    """Row and column of each pair of the cheapest one-to-one assignment."""
    rows = np.flatnonzero(cost.min(axis=1) < FAR)
    columns = cost[rows].argmin(axis=1)
    is_disputed = len(set(columns.tolist())) < len(columns)
    if is_disputed:  # two want the same; else each one's favourite is the optimum
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 -- takes a second to import

        rows, columns = linear_sum_assignment(cost)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


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


def _completed(blob: Box, alone: Mapping[int, Box], candidates: Sequence[Candidate]) -> int | None:
    """The proven object that comes out on the other side of a post: both blobs span what it was."""
    for number, seen in alone.items():
        union, box = seen.union(blob), candidates[number].box
        is_as_large = union.width <= COMPLETE * box.width + 1 and union.height <= COMPLETE * box.height + 1
        is_half_seen = seen.area + blob.area >= union.area / 2
        if candidates[number].is_confirmed and is_as_large and is_half_seen:
            return number
    return None


def _fits(expected: Box, piece: Box, other: Box) -> bool:
    """Whether two pieces make up one object: about as large as expected, and without ground between."""
    union = piece.union(other)
    return union.area <= SWELL * expected.area and union.area <= COMPACT * (piece.area + other.area)
