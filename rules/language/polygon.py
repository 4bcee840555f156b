"""Whether corners make a polygon: one inside, one outside."""

from itertools import combinations

from rules.plan import Point

_Edge = tuple[Point, Point]


def check_polygon(corners: tuple[Point, ...]) -> None:
    """Refuse corners that enclose no area, or whose edges cross or touch.

    Raises:
        ValueError: They make no polygon.
    """
    doubled = {corner for corner in corners if corners.count(corner) > 1}
    if doubled:
        x, y = min(doubled)
        raise ValueError(f"expected each corner once, received [{x:g}, {y:g}] again")
    edges = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    for (first, one), (second, other) in combinations(enumerate(edges, 1), 2):
        if _meet(one, other):
            raise ValueError(f"expected edges that do not cross, received edge {first} across edge {second}")


def _meet(one: _Edge, other: _Edge) -> bool:
    """Whether two edges share a point other than the corner that joins them."""
    joint = set(one) & set(other)
    if joint:
        (corner,) = joint
        far, farther = _other_end(one, corner), _other_end(other, corner)
        return _side(corner, far, farther) == 0 and _is_ahead(corner, far, farther)
    (a, b), (c, d) = one, other
    apart = (_side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b))
    if apart[0] != apart[1] and apart[2] != apart[3]:
        return True
    return any(
        side == 0 and _is_between(point, *edge)
        for side, point, edge in zip(apart, (c, d, a, b), (one, one, other, other), strict=True)
    )


def _other_end(edge: _Edge, corner: Point) -> Point:
    return edge[1] if edge[0] == corner else edge[0]


def _side(start: Point, end: Point, point: Point) -> int:
    """On which side of the way from start to end a point lies: 1, −1, or 0 for on it."""
    turn = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return (turn > 1e-12) - (turn < -1e-12)


def _is_ahead(corner: Point, one: Point, other: Point) -> bool:
    """Whether two points on a line through the corner lie to the same side of it."""
    along = (one[0] - corner[0]) * (other[0] - corner[0]) + (one[1] - corner[1]) * (other[1] - corner[1])
    return along > 0


def _is_between(point: Point, start: Point, end: Point) -> bool:
    """Whether a point on the line of an edge lies within the edge."""
    return all(min(a, b) <= value <= max(a, b) for value, a, b in zip(point, start, end, strict=True))
