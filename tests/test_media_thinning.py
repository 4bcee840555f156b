"""Which pictures are looked at."""

from pipeline.media.thinning import Thinning


def kept(thinning: Thinning, times_ms: range) -> list[int]:
    return [time_ms for time_ms in times_ms if thinning.keeps(time_ms * 1000)]


def test_twenty_five_a_second_become_ten() -> None:
    assert len(kept(Thinning(10.0), range(0, 10_000, 40))) == 100


def test_all_are_kept_of_a_source_that_is_slower() -> None:
    assert len(kept(Thinning(10.0), range(0, 5_000, 125))) == 40


def test_rate_can_change_on_the_way() -> None:
    thinning = Thinning(10.0, since_us=7_000_000)
    assert len(kept(thinning, range(7_000, 9_000, 50))) == 20
    thinning.rate_hz = 2.0
    assert len(kept(thinning, range(9_000, 14_000, 50))) == 10


def test_after_a_hole_a_single_picture_is_made_up_for() -> None:
    thinning = Thinning(10.0)
    kept(thinning, range(0, 1_000, 50))
    assert len(kept(thinning, range(60_000, 61_000, 50))) == 11
