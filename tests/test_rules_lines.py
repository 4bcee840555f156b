"""Lines: what crosses them, in which direction, and that jitter counts once."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.plan import Direction, Line, Point
from rules.trails.crossings import Approach, Tripwire, band_of

COORDINATES = st.integers(-50, 150).map(lambda number: number / 100)
POINTS = st.tuples(COORDINATES, COORDINATES)
WAYS = st.lists(POINTS, min_size=2, max_size=15)
BANDS = st.floats(0.005, 0.04)
OTHER: dict[Direction, Direction] = {"left_to_right": "right_to_left", "right_to_left": "left_to_right"}


def crossings(line: Line, way: list[Point], band: float) -> list[Direction]:
    wire, approach = Tripwire(line, 1.0), Approach()
    found = [wire.cross(approach, x, y, band) for x, y in way]
    return [direction for direction in found if direction]


def line_of(start: Point, end: Point) -> Line:
    assume(start != end)
    return Line("line", "yard", start, end)


@pytest.mark.parametrize(
    ("start", "end", "way", "expected"),
    [
        ((0.1, 0.5), (0.9, 0.5), [(0.5, 0.3), (0.5, 0.7)], "left_to_right"),
        ((0.1, 0.5), (0.9, 0.5), [(0.5, 0.7), (0.5, 0.3)], "right_to_left"),
        ((0.9, 0.5), (0.1, 0.5), [(0.5, 0.3), (0.5, 0.7)], "right_to_left"),
        ((0.5, 0.9), (0.5, 0.1), [(0.3, 0.5), (0.7, 0.5)], "left_to_right"),
        ((0.5, 0.1), (0.5, 0.9), [(0.3, 0.5), (0.7, 0.5)], "right_to_left"),
    ],
    ids=[
        "line right, way down",
        "line right, way up",
        "line left, way down",
        "line up, way right",
        "line down",
    ],
)
def test_left_is_the_left_hand_of_one_who_walks_along_the_line(
    start: Point, end: Point, way: list[Point], expected: Direction
) -> None:
    assert crossings(Line("line", "yard", start, end), way, 0.01) == [expected]


@given(POINTS, POINTS, WAYS, BANDS)
def test_a_line_the_other_way_round_is_crossed_in_the_other_direction(
    start: Point, end: Point, way: list[Point], band: float
) -> None:
    forth, back = crossings(line_of(start, end), way, band), crossings(line_of(end, start), way, band)
    assert forth == [OTHER[direction] for direction in back]


def test_an_end_belongs_to_the_line_from_both_sides() -> None:
    way, ends = [(0.0, 0.0), (-0.01, 0.02), (-0.02, 0.0)], ((0.01, 0.26), (-0.01, 0.02))
    assert crossings(Line("line", "yard", *ends), way, 1 / 128) == ["right_to_left"]
    assert crossings(Line("line", "yard", *ends[::-1]), way, 1 / 128) == ["left_to_right"]


@given(st.floats(-0.4, 0.4), BANDS)
def test_the_way_back_is_the_other_direction(along: float, band: float) -> None:
    line, way = Line("line", "yard", (0.1, 0.5), (0.9, 0.5)), [(0.5, 0.2), (0.5 + along * 0.9, 0.8)]
    assert crossings(line, way, band) == ["left_to_right"]
    assert crossings(line, way[::-1], band) == ["right_to_left"]
    assert crossings(line, [*way, way[0]], band) == ["left_to_right", "right_to_left"]


@given(st.lists(st.floats(-0.99, 0.99), max_size=40), BANDS)
def test_jitter_on_the_line_counts_once(steps: list[float], band: float) -> None:
    line = Line("line", "yard", (0.1, 0.5), (0.9, 0.5))
    jitter = [(0.5, 0.5 + step * band) for step in steps]
    assert crossings(line, [(0.5, 0.3), *jitter, (0.5, 0.7)], band) == ["left_to_right"]
    assert crossings(line, [(0.5, 0.3), *jitter, (0.5, 0.3)], band) == []


@given(POINTS, POINTS, WAYS, BANDS)
def test_directions_alternate_unless_the_way_leads_around_an_end(
    start: Point, end: Point, way: list[Point], band: float
) -> None:
    wire, approach = Tripwire(line_of(start, end), 1.0), Approach()
    sides = [0]
    for x, y in way:
        direction = wire.cross(approach, x, y, band)
        if direction:
            assert sides[-1] == (-1 if direction == "left_to_right" else 1) == -approach.side
        sides.append(approach.side)
    changes = sum(a * b == -1 for a, b in itertools.pairwise(sides))
    assert len(crossings(line_of(start, end), way, band)) <= changes


@given(st.lists(st.tuples(COORDINATES, st.floats(0.0, 0.49)), min_size=2, max_size=15), BANDS)
def test_nothing_is_crossed_without_a_change_of_sides(way: list[Point], band: float) -> None:
    assert crossings(Line("line", "yard", (0.1, 0.5), (0.9, 0.5)), way, band) == []


def test_the_way_around_an_end_crosses_nothing_and_back_through_the_line_does() -> None:
    line = Line("line", "yard", (0.1, 0.5), (0.9, 0.5))
    around = [(0.5, 0.3), (0.95, 0.3), (0.95, 0.7), (0.5, 0.7)]
    assert crossings(line, around, 0.01) == []
    assert crossings(line, [*around, (0.5, 0.3)], 0.01) == ["right_to_left"]


def test_a_larger_object_must_come_farther() -> None:
    assert band_of(0.01) < band_of(0.2) < band_of(0.5) == band_of(1.0)


def test_a_line_needs_two_ends() -> None:
    with pytest.raises(ValueError, match="'kerb' needs two different ends"):
        Tripwire(Line("kerb", "yard", (0.5, 0.5), (0.5, 0.5)), 1.0)
