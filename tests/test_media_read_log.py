"""Which frames are believed around damage, and what counts as unseen."""

from pipeline.media.read_log import HEAL_US, ReadLog

INTERVAL_US = 40_000


def read(log: ReadLog, first: int, last: int, *, key: int | None = None, is_early: bool = False) -> list[int]:
    """Enter frames `first` to `last`; return the numbers of those that were believed."""
    return [
        number
        for number in range(first, last + 1)
        if log.accept(number * INTERVAL_US, INTERVAL_US, is_key=number == key, precedes_damage=is_early)
    ]


def test_undamaged_frames_are_all_believed() -> None:
    log = ReadLog()
    assert read(log, 0, 9, key=0) == list(range(10))
    log.finish(promised_us=10 * INTERVAL_US)
    assert log.report.unseen == ()
    assert log.report.error is None
    assert (log.report.frames, log.report.duration_us) == (10, 400_000)


def test_frames_behind_damage_wait_for_a_key_frame() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_damage("noise")
    assert read(log, 5, 12, key=9) == [9, 10, 11, 12]
    assert log.report.unseen == ((5 * INTERVAL_US, 9 * INTERVAL_US),)
    assert log.report.error == "damaged at 0.2 s: noise"


def test_frames_decoded_before_the_damage_are_believed() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_damage("noise")
    assert read(log, 5, 6, is_early=True) == [5, 6]
    assert read(log, 7, 8, key=8) == [8]
    assert log.report.unseen == ((7 * INTERVAL_US, 8 * INTERVAL_US),)


def test_damage_without_a_missing_frame_hides_nothing() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_damage("noise")
    assert read(log, 5, 6, key=5) == [5, 6]
    assert log.report.unseen == ()


def test_pause_without_damage_is_no_hole() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    read(log, 200, 204)
    assert log.report.unseen == ()


def test_hole_without_damage_is_unseen_but_hides_no_frame() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_hole()
    assert read(log, 30, 32) == [30, 31, 32]
    assert log.report.unseen == ((200_000, 1_200_000),)
    assert log.report.error == "frames are missing at 0.2 s"


def test_without_key_frames_damage_is_forgotten_in_the_end() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_damage("noise")
    waiting = HEAL_US // INTERVAL_US
    assert read(log, 5, 5 + waiting + 1) == [5 + waiting, 5 + waiting + 1]


def test_waiting_starts_with_the_first_frame_behind_the_hole() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_damage("noise")
    assert read(log, 1000, 1010, key=1005) == [1005, 1006, 1007, 1008, 1009, 1010]


def test_missing_end_is_unseen() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.finish(promised_us=1_000_000)
    assert log.report.unseen == ((200_000, 1_000_000),)
    assert log.report.error == "cut off: ends at 0.2 s of 1.0 s"


def test_damage_up_to_the_end_is_unseen() -> None:
    log = ReadLog()
    read(log, 0, 4, key=0)
    log.note_damage("noise")
    read(log, 5, 9)
    log.finish(promised_us=None)
    assert log.report.unseen == ((200_000, 400_000),)
