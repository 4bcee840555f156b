"""Presence per second, with values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring.presence import Presence, PresenceSettings, Quiet, score_presence, score_quiet
from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally
from pipeline.scoring.truth import TruthClip

NO_EDGES = PresenceSettings(edge_s=0)


def clip(
    *events: Span, quiet: tuple[tuple[float, float], ...] = (), duration_s: float | None = 20
) -> TruthClip:
    return TruthClip("yard.mp4", events, quiet=quiet, duration_s=duration_s)


@pytest.mark.parametrize(
    ("start_s", "end_s", "seconds"),
    [
        (1.2, 3.4, [1, 2, 3]),
        (2, 4, [2, 3]),
        (2, 4.01, [2, 3, 4]),
        (5, 5, [5]),
        (5.5, 5.5, [5]),
        (0, 0.1, [0]),
    ],
    ids=["parts", "whole", "a bit more", "moment on the cut", "moment", "beginning"],
)
def test_second_counts_when_any_part_is_covered(start_s: float, end_s: float, seconds: list[int]) -> None:
    assert list(Span("person", start_s, end_s).seconds) == seconds


def test_seconds_are_hit_missed_and_false() -> None:
    truth = clip(Span("person", 2, 10))
    found = [Span("person", 4, 7), Span("person", 12.5, 13.5)]
    assert score_presence(truth, found, NO_EDGES) == {
        "person": Presence(hits=(4, 5, 6), missed=(2, 3, 7, 8, 9), false=(12, 13))
    }


def test_seconds_near_an_edge_are_not_scored() -> None:
    # Edges at 3 and 10.5: seconds 2, 3 touch 2…4, seconds 9, 10, 11 touch 9.5…11.5.
    truth = clip(Span("person", 3, 10.5))
    everything = [Span("person", 0, 14)]
    assert score_presence(truth, everything)["person"] == Presence(
        hits=(4, 5, 6, 7, 8), missed=(), false=(0, 1, 12, 13)
    )


def test_start_and_end_of_the_clip_are_no_edges() -> None:
    truth = clip(Span("person", 0, 7.4), duration_s=7.4)
    assert score_presence(truth, [])["person"].missed == (0, 1, 2, 3, 4, 5, 6, 7)
    unknown_length = clip(Span("person", 0, 7.4), duration_s=None)
    assert score_presence(unknown_length, [])["person"].missed == (0, 1, 2, 3, 4, 5)


def test_edge_of_one_group_does_not_hide_seconds_of_another() -> None:
    truth = clip(Span("person", 5, 15), Span("car", 0, 20))
    scores = score_presence(truth, [])
    assert scores["person"].missed == tuple(range(6, 14))
    assert scores["vehicle"].missed == tuple(range(20))


def test_labels_fall_into_groups_and_an_own_label_is_a_group() -> None:
    truth = clip(Span("pickup", 0, 20), Span("drone", 0, 20))
    found = [Span("truck", 0, 20), Span("deer", 0, 1)]
    scores = score_presence(truth, found)
    assert {group: score.tally for group, score in scores.items()} == {
        "vehicle": Tally(20, 0, 0),
        "animal": Tally(0, 0, 1),
        "drone": Tally(0, 20, 0),
    }
    assert list(scores) == ["vehicle", "animal", "drone"]


def test_quiet_seconds_are_whole_and_away_from_edges() -> None:
    # Whole seconds of 9.8…15.2 are 10 to 14; the edges at 9.4 and 15.3 take 10 and 14 away.
    truth = clip(Span("person", 5, 9.4), Span("bird", 15.3, 16), quiet=((9.8, 15.2),))
    assert score_quiet(truth, []) == Quiet(seconds=3, false=0)
    found = [Span("drone", 12.2, 12.4), Span("car", 12.3, 12.6), Span("car", 14, 15)]
    assert score_quiet(truth, found) == Quiet(seconds=3, false=1)


def test_false_seconds_per_minute_of_quiet() -> None:
    assert (Quiet(50, 1) + Quiet(40, 2)).false_per_minute == pytest.approx(2.0)
    assert Quiet().false_per_minute is None


def test_negative_edge_is_refused() -> None:
    with pytest.raises(ValueError, match="edge_s: expected 0 or more seconds, received -1"):
        PresenceSettings(edge_s=-1)


spans = st.builds(
    lambda label, start, length: Span(label, start, start + length),
    st.sampled_from(["person", "car", "dog"]),
    st.floats(0, 30, allow_subnormal=False),
    st.floats(0, 10, allow_subnormal=False),
)


@given(st.lists(spans, max_size=6))
def test_truth_found_again_is_without_fault(events: list[Span]) -> None:
    for score in score_presence(clip(*events, duration_s=None), events).values():
        assert score.missed == score.false == ()


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=5))
def test_no_second_is_counted_twice(events: list[Span], found: list[Span]) -> None:
    for score in score_presence(clip(*events, duration_s=None), found).values():
        seconds = [*score.hits, *score.missed, *score.false]
        assert len(seconds) == len(set(seconds))
