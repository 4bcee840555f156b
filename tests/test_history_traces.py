"""What rules judged of an event is kept with it, to the last digit."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.trace_column import packed, unpacked
from pipeline.values import Box, TracePoint
from tests.history_samples import SECOND_US, analysis, event, store

TENTHS = st.integers(-20_000, 80_000).map(lambda tenths: tenths / 10)
POINTS = st.builds(
    TracePoint,
    time_us=st.integers(-(2**40), 2**52),
    box=st.builds(Box, TENTHS, TENTHS, TENTHS, TENTHS),
    label=st.sampled_from(["person", "car", "unknown", "Lkw – groß"]),
    score=st.integers(0, 10_000).map(lambda steps: steps / 10_000),
)
WALK = tuple(
    TracePoint(step * 266_667, Box(100 + 12.3 * step, 200 + 0.7 * step, 30.1, 81.4), "person", 0.9)
    for step in range(40)
)


@given(st.lists(POINTS, max_size=50))
def test_a_trace_is_read_as_it_was_written(trace: list[TracePoint]) -> None:
    assert unpacked(packed(trace)) == tuple(trace)


def test_a_walk_of_ten_seconds_takes_less_than_half_a_kilobyte() -> None:
    rounded = unpacked(packed(WALK))
    assert len(packed(WALK)) < 500
    assert all(before.time_us < after.time_us for before, after in pairwise(rounded))


def test_what_is_no_trace_is_refused() -> None:
    with pytest.raises(ValueError, match="packed trace"):
        unpacked(b"something else")


def test_traces_come_with_their_events_when_asked_for(tmp_path: Path) -> None:
    of = analysis()
    traced = replace(event(of, 1), trace=unpacked(packed(WALK)), noticed_us=9 * SECOND_US)
    source_id = store(tmp_path / "history.db", of, [traced, event(of, 2)])
    with History.open(tmp_path / "history.db") as history:
        assert list(history.traced_events(source_id)) == [traced, event(of, 2)]
        assert [found.trace for found in history.events(EventQuery())] == [(), ()]
