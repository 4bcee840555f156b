"""Times of frames from the timestamps of all kinds of files."""

from itertools import pairwise

import pytest

from pipeline.media.frame_clock import FrameClock

INTERVAL_US = 40_000
HOUR_US = 3_600_000_000


def times(stamps: list[int | None], start_us: int | None = 0, *, may_jump: bool = False) -> list[int]:
    clock = FrameClock(INTERVAL_US, start_us, may_jump=may_jump)
    return [shown(clock, stamp) for stamp in stamps]


def shown(clock: FrameClock, pts_us: int | None, dts_us: int | None = None) -> int:
    """The time of a frame that is shown."""
    time_us = clock.time_us(pts_us, dts_us)
    clock.advance(time_us)
    return time_us


@pytest.mark.parametrize(
    ("stamps", "start_us", "expected"),
    [
        ([0, 40_000, 80_000], 0, [0, 40_000, 80_000]),
        ([0, 10_000, 500_000, 510_000], 0, [0, 10_000, 500_000, 510_000]),
        ([1_400_000, 1_440_000], 1_400_000, [0, 40_000]),
        ([1_500_000, 1_540_000], 1_400_000, [100_000, 140_000]),
        ([7_000_000, 7_040_000], None, [0, 40_000]),
        ([300_000, 340_000], 500_000, [0, 40_000]),
        ([None, None, None], 0, [0, 40_000, 80_000]),
        ([0, None, None, 120_000], 0, [0, 40_000, 80_000, 120_000]),
        ([None, 9_000_000, 9_040_000], None, [0, 40_000, 80_000]),
        ([0, 90 * HOUR_US], 0, [0, 90 * HOUR_US]),
    ],
    ids=[
        "even",
        "variable rate",
        "start elsewhere",
        "first frame after the start",
        "no start",
        "first frame before the start",
        "no timestamp at all",
        "timestamps missing",
        "first timestamp missing",
        "a long pause in a format with a steady clock",
    ],
)
def test_times_count_from_the_start(
    stamps: list[int | None], start_us: int | None, expected: list[int]
) -> None:
    assert times(stamps, start_us) == expected


@pytest.mark.parametrize(
    "stamps",
    [
        [0, 40_000, 40_000, 40_000, 80_000, 120_000],
        [0, 80_000, 40_000, 120_000, 160_000],
        [0, 40_000, 80_000, 20_000, 60_000, 100_000, 140_000],
    ],
    ids=["repeated", "swapped", "half a second back"],
)
def test_times_increase_whatever_the_muxer_wrote(stamps: list[int | None]) -> None:
    found = times(stamps)
    assert all(earlier < later for earlier, later in pairwise(found))
    assert abs(found[-1] - (stamps[-1] or 0)) <= INTERVAL_US


def test_clock_set_back_goes_on_behind_the_last_frame() -> None:
    assert times([0, 40_000, HOUR_US, HOUR_US + 40_000, 5_000_000, 5_040_000]) == [
        0,
        40_000,
        HOUR_US,
        HOUR_US + 40_000,
        HOUR_US + 80_000,
        HOUR_US + 120_000,
    ]


def test_wrapped_clock_goes_on() -> None:
    wrap_us = (1 << 33) * 1_000_000 // 90_000
    found = times([wrap_us - 80_000, wrap_us - 40_000, 0, 40_000], wrap_us - 80_000, may_jump=True)
    assert found == [0, 40_000, 80_000, 120_000]


def test_clock_that_may_jump_jumps_forward() -> None:
    assert times([0, 40_000, HOUR_US, HOUR_US + 40_000], may_jump=True) == [0, 40_000, 80_000, 120_000]


def test_hole_behind_damage_is_time_that_passed() -> None:
    clock = FrameClock(INTERVAL_US, 0, may_jump=True)
    assert shown(clock, 0) == 0
    assert clock.time_us(30_000_000, None, follows_damage=True) == 30_000_000


def test_frame_that_is_not_shown_leaves_no_trace() -> None:
    clock = FrameClock(INTERVAL_US, 0, may_jump=False)
    shown(clock, 0)
    assert clock.time_us(900_000, None) == 900_000
    assert shown(clock, 40_000) == 40_000


def test_decoding_times_stand_in_where_presentation_times_go_back() -> None:
    clock = FrameClock(INTERVAL_US, 0, may_jump=False)
    pts = [1, 4, 6, 5, 7, 9, 8, 10, 12, 11, 13]
    dts = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    found = [shown(clock, p * 40_000, d * 40_000) for p, d in zip(pts, dts, strict=True)]
    assert found[-3:] == [d * 40_000 for d in dts[-3:]]
    assert all(earlier < later for earlier, later in pairwise(found))


def test_hole_in_a_steady_stream_is_noticed() -> None:
    clock = FrameClock(INTERVAL_US, 0, may_jump=True)
    for number in range(40):
        shown(clock, number * INTERVAL_US)
    assert not clock.has_hole(42 * INTERVAL_US)
    assert clock.has_hole(43 * INTERVAL_US)
    assert shown(clock, 60 * INTERVAL_US) == 60 * INTERVAL_US
    assert clock.has_hole(80 * INTERVAL_US)


def test_pause_in_an_unsteady_stream_is_no_hole() -> None:
    clock = FrameClock(INTERVAL_US, 0, may_jump=False)
    for number in range(40):
        shown(clock, number * INTERVAL_US + number % 3 * 5_000)
    assert not clock.has_hole(90 * INTERVAL_US)


def test_usual_interval_is_learnt_from_the_frames() -> None:
    clock = FrameClock(1_667, 0, may_jump=False)
    for number in range(20):
        shown(clock, number * 100_000)
    assert clock.interval_us == 100_000
