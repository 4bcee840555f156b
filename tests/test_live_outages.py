"""When a camera was away: told once at each end, with its times."""

import logging

import pytest

from pipeline.live.outages import Outages
from tests.live_samples import Notes


class Clock:
    """Stands where a test puts it, in microseconds."""

    def __init__(self) -> None:
        self.us = 1_000_000

    def __call__(self) -> int:
        return self.us


def test_outage_lasts_from_the_last_picture_to_the_first(caplog: pytest.LogCaptureFixture) -> None:
    notes, clock = Notes(), Clock()
    outages = Outages("gate", "analysis", notes, clock)
    caplog.set_level(logging.INFO)
    outages.note_seen()
    clock.us = 9_000_000
    assert outages.note_lost("nothing came for 8 s")
    assert not outages.note_lost("connection refused")
    clock.us = 21_000_000
    assert outages.note_seen()
    (began,), (ended,) = notes.outages, notes.ended
    assert (began.start_us, began.end_us, began.reason) == (1_000_000, None, "nothing came for 8 s")
    assert (ended.start_us, ended.end_us, ended.reason) == (1_000_000, 21_000_000, "nothing came for 8 s")
    assert len(caplog.records) == 2


def test_camera_that_never_came_is_away_since_the_watch_began() -> None:
    notes, clock = Notes(), Clock()
    outages = Outages("gate", "analysis", notes, clock)
    clock.us = 4_000_000
    assert not outages.is_up
    outages.note_lost("connection refused")
    assert notes.outages[0].start_us == 1_000_000
    assert outages.is_out


def test_what_goes_on_is_told_nothing_of() -> None:
    notes, clock = Notes(), Clock()
    outages = Outages("gate", "recording", notes, clock)
    assert outages.note_seen()
    clock.us = 2_000_000
    assert not outages.note_seen()
    assert outages.is_up
    assert outages.since_us == 1_000_000
    assert not notes.outages
    assert not notes.ended


def test_outage_never_ends_before_it_begins_though_our_clock_is_set_back() -> None:
    notes, clock = Notes(), Clock()
    outages = Outages("gate", "analysis", notes, clock)
    outages.note_seen()
    outages.note_lost("stalled")
    clock.us = 0
    outages.note_seen()
    assert notes.ended[0].end_us == notes.ended[0].start_us == 1_000_000
