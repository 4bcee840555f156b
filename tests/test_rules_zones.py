"""Zones: who is in them, and that nobody flickers at their edge."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.values import Box
from rules.judgement import Sighting, View
from rules.plan import ObjectIs, Plan, Point, Rule, Zone
from rules.replay import replay
from rules.trails.outline import Outline
from rules.trails.stays import MOST_MARGIN, Stays, margin_of
from tests.rule_scenes import VIEW, fired, sighting, trace_of

WIDTH = VIEW.width / VIEW.height
HOOK = ((0.1, 0.1), (0.7, 0.1), (0.7, 0.3), (0.3, 0.3), (0.3, 0.9), (0.1, 0.9))
"""Concave: a bar across the top and a bar down the left side."""
SHARES = st.floats(0.0, 0.999)
EDGES = {"left": (0.4, 0.6, 1.0, 0.0), "top": (0.6, 0.4, 0.0, 1.0), "corner": (0.4, 0.4, 0.7, 0.7)}
"""A point on an edge of the driveway, and how much of a step inwards goes right and down."""
SIZES = st.floats(0.02, 0.8)


@st.composite
def ellipses(draw: st.DrawFn) -> tuple[Point, ...]:
    """Corners of a convex polygon, in order around its middle."""
    angles = sorted(draw(st.lists(st.integers(0, 35), min_size=3, max_size=9, unique=True)))
    wide, high = draw(st.floats(0.1, 0.5)), draw(st.floats(0.1, 0.5))
    turns = [angle * math.pi / 18 for angle in angles]
    return tuple((0.5 + wide * math.cos(turn), 0.5 + high * math.sin(turn)) for turn in turns)


@given(ellipses(), SHARES, SHARES)
def test_a_convex_outline_encloses_what_is_on_the_inner_side_of_all_its_edges(
    corners: tuple[Point, ...], x: float, y: float
) -> None:
    outline = Outline(corners)
    turns = [
        (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True)
    ]
    if outline.distance(x, y) > 1e-9:
        assert outline.encloses(x, y) == all(turn > 0 for turn in turns)


@given(SHARES, SHARES)
def test_a_concave_outline_encloses_its_parts_and_not_its_bay(x: float, y: float) -> None:
    outline = Outline(HOOK)
    in_bar = 0.1 < x < 0.7 and 0.1 < y < 0.3
    in_stem = 0.1 < x < 0.3 and 0.1 < y < 0.9
    if outline.distance(x, y) > 1e-9:
        assert outline.encloses(x, y) == (in_bar or in_stem)


@given(st.sampled_from([HOOK, *[((0.2, 0.2), (0.8, 0.3), (0.4, 0.9))]]), SHARES, SHARES, SIZES, st.booleans())
def test_stays_are_those_of_plain_geometry(
    corners: tuple[Point, ...], x: float, y: float, size: float, was_inside: bool
) -> None:
    stays = Stays([Zone("zone", "yard", corners)], WIDTH)
    outline = Outline([(across * WIDTH, down) for across, down in corners])
    before = frozenset({"zone"} if was_inside else ())
    found = stays.at(x * WIDTH, y, size, before)
    assert ("zone" in found) == outline.reaches(x * WIDTH, y, margin_of(size) if was_inside else 0.0)


@given(
    st.lists(st.floats(-0.99, 0.99), min_size=2, max_size=40),
    st.sampled_from(sorted(EDGES)),
    st.floats(0.05, 0.6),
)
def test_a_box_that_jitters_at_the_edge_is_one_stay(steps: list[float], edge: str, height: float) -> None:
    margin = margin_of(height * math.sqrt(0.4))
    left, top, across, down = EDGES[edge]
    tall = height * VIEW.height
    sightings = []
    for number, step in enumerate([*steps, 0.5]):  # it is inside at least once
        x, y = left + across * step * margin / WIDTH, top + down * step * margin
        box = Box(x * VIEW.width - 0.2 * tall, y * VIEW.height - tall, 0.4 * tall, tall)
        sightings.append(Sighting("a", number * 2_000_000, box, "person", 0.9))
    assert len(fired(ObjectIs(zone="driveway"), [trace_of(sightings)])) == 1


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=20), st.sampled_from([0.5, 2.0, 4.0]))
def test_the_size_of_the_stream_does_not_matter(places: list[Point], factor: float) -> None:
    trace = trace_of([sighting("a", number / 4, place) for number, place in enumerate(places)])
    scaled = [
        Sighting(one.track, one.time_us, one.box.scaled(factor, factor), one.label, one.score)
        for one in trace.sightings
    ]
    plan = Plan((Rule("r", ObjectIs(zone="hook"), ()),), {"hook": Zone("hook", "yard", HOOK)})
    view = View("yard", round(VIEW.width * factor), round(VIEW.height * factor), 0)
    assert list(replay(plan, VIEW, [trace])) == list(replay(plan, view, [trace_of(scaled)]))


def test_who_fills_the_picture_still_leaves_a_zone() -> None:
    stays = Stays([Zone("zone", "yard", HOOK)], WIDTH)
    inside = frozenset({"zone"})
    assert stays.at(0.7 * WIDTH + MOST_MARGIN - 0.001, 0.2, 1.0, inside) == inside
    assert stays.at(0.7 * WIDTH + MOST_MARGIN + 0.001, 0.2, 1.0, inside) == frozenset()


def test_an_outline_needs_three_corners() -> None:
    with pytest.raises(ValueError, match="at least 3 corners, got 2"):
        Outline(((0.0, 0.0), (1.0, 1.0)))
