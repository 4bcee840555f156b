"""Camera time as ours, over networks and clocks as they are."""

import logging
from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest

from pipeline.stream.wall_clock import ClockSettings, WallClock

START_US = 1_790_000_000_000_000
STEP_US = 100_000


def followed(stamps: Iterable[tuple[int, int]], clock: WallClock) -> list[int]:
    """The times told for packets, each when it arrives; arrivals count from `START_US`."""
    times = []
    for stamp_us, arrival_us in stamps:
        clock.observe(stamp_us, START_US + arrival_us)
        times.append(clock.utc_us(stamp_us + clock.shift_us) - START_US)
    return times


def steady(
    seconds: float, stamp_us: int = 0, arrival_us: int = 0, pace: float = 1.0
) -> list[tuple[int, int]]:
    """Packets on time."""
    count = round(seconds * 1e6 / STEP_US)
    return [(stamp_us + round(n * STEP_US * pace), arrival_us + n * STEP_US) for n in range(count)]


def test_packets_on_time_have_the_time_of_their_arrival() -> None:
    packets = steady(10, stamp_us=77_000_000)
    assert followed(packets, WallClock("cam")) == [arrival_us for _, arrival_us in packets]


def test_delay_on_the_way_does_not_move_the_times() -> None:
    chance = Random(5)
    packets = [(stamp_us, arrival_us + chance.randrange(300_000)) for stamp_us, arrival_us in steady(120)]
    times = followed(packets, WallClock("cam"))[20:]
    assert max(abs(later - sooner - STEP_US) for sooner, later in pairwise(times)) < 6_000
    assert all(
        -5_000 <= time_us - stamp_us <= 100_000
        for time_us, (stamp_us, _) in zip(times, packets[20:], strict=True)
    )


def test_what_a_server_had_in_store_does_not_set_the_clock() -> None:
    packets = [(n * STEP_US, max(2_000_000, n * STEP_US) - 2_000_000 + n) for n in range(40)]
    clock = WallClock("cam", ClockSettings(settle_s=2.0))
    followed(packets, clock)
    assert abs(clock.utc_us(3_900_000) - START_US - 1_900_000) < 1_000


def test_times_keep_the_distances_of_the_stamps_where_clocks_agree() -> None:
    chance = Random(6)
    packets = [(stamp_us, arrival_us + chance.randrange(30_000)) for stamp_us, arrival_us in steady(600)]
    times = followed(packets, WallClock("cam"))
    assert {later - sooner for sooner, later in pairwise(times[20:])} == {STEP_US}


@pytest.mark.parametrize("pace", [1.0005, 0.9995])
def test_drifting_clock_is_followed(pace: float) -> None:
    packets = steady(1800, pace=pace)
    times = followed(packets, WallClock("cam"))
    assert abs(times[-1] - packets[-1][1]) < 60_000
    assert max(abs(later - sooner - STEP_US) for sooner, later in pairwise(times)) < 1_000


@pytest.mark.parametrize("by_us", [3_600_000_000, -3_600_000_000, 2_000_000, -2_000_000])
def test_jump_of_the_camera_clock_is_mended_and_told(by_us: int, caplog: pytest.LogCaptureFixture) -> None:
    packets = steady(20) + steady(20, 20_000_000 + by_us, 20_000_000)
    with caplog.at_level(logging.WARNING):
        times = followed(packets, WallClock("cam"))
    assert [later - sooner for sooner, later in pairwise(times)] == [STEP_US] * (len(packets) - 1)
    assert caplog.messages == [f"cam: its clock jumped by {by_us / 1e6:+.1f} s; times go on by ours"]


def test_clock_that_jumps_all_the_time_is_told_of_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    packets = [(number % 2 * 5_000_000, number * STEP_US) for number in range(1_250)]
    with caplog.at_level(logging.WARNING):
        times = followed(packets, WallClock("cam"))
    assert len(caplog.messages) == 3
    assert all(later > sooner for sooner, later in pairwise(times))


def test_stall_is_no_jump() -> None:
    waiting = [(20_000_000 + n * STEP_US, 28_000_000 + n) for n in range(80)]
    clock = WallClock("cam")
    times = followed(steady(20) + waiting + steady(20, 28_000_000, 28_100_000), clock)
    assert clock.shift_us == 0
    assert all(abs(later - sooner - STEP_US) <= STEP_US * 0.06 for sooner, later in pairwise(times))


def test_camera_that_stood_still_with_its_clock_is_set_to_ours_again() -> None:
    packets = steady(40) + steady(60, 40_000_000, 70_000_000)
    times = followed(packets, WallClock("cam"))
    assert times[-1] == packets[-1][1]
    assert all(later > sooner for sooner, later in pairwise(times))


def test_times_go_on_when_our_own_clock_is_set_back() -> None:
    times = followed(steady(20) + steady(20, 20_000_000, -3_600_000_000), WallClock("cam"))
    assert all(0 < later - sooner <= STEP_US for sooner, later in pairwise(times))


def test_settings_refuse_what_cannot_work() -> None:
    with pytest.raises(ValueError, match="window"):
        ClockSettings(settle_s=40.0)
