"""Our own clock may be set, and threads may be held up for as long."""

from pipeline.stream.own_clock import OwnClock

HOUR_US = 3_600_000_000


def clock(*readings: tuple[float, int, float]) -> OwnClock:
    """One that shows these in turn: the seconds elapsed before, the time, the seconds elapsed after."""
    times = iter([time_us for _, time_us, _ in readings])
    seconds = iter([second for before_s, _, after_s in readings for second in (before_s, after_s)])
    return OwnClock(lambda: next(times), lambda: next(seconds))


def test_clock_that_is_set_is_noticed_once() -> None:
    read = clock((5, HOUR_US, 5), (6, HOUR_US + 1_000_000, 6), (7, 2_000_000, 7), (8, 3_000_000, 8)).read
    assert [read()[1] for _ in range(4)] == [0, 0, -HOUR_US, 0]


def test_thread_that_is_held_up_between_two_clocks_has_not_seen_one_set() -> None:
    read = clock((5, HOUR_US, 5), (6, HOUR_US + 1_000_000, 9), (10, HOUR_US + 5_000_000, 10)).read
    assert [read() for _ in range(3)] == [(HOUR_US, 0), (HOUR_US + 1_000_000, 0), (HOUR_US + 5_000_000, 0)]
