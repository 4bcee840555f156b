"""Recording beside the analysis, over breaks of the connection."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.live.outages import Outages
from pipeline.live.tape import Tape
from pipeline.recording.clip import Clip
from pipeline.recording.origin import Origin
from pipeline.recording.recorder import RecorderSettings
from tests.live_samples import Notes
from tests.packets import other_streams, packet

ORIGIN = Origin("gate", "rtsp://gate", "watch", 0)
ROOMY = RecorderSettings(reserve_bytes=1)


def tape(folder: Path, notes: Notes, settings: RecorderSettings = ROOMY) -> Tape:
    return Tape(folder, lambda: ORIGIN, settings, notes, Outages("gate", "recording", notes, lambda: 0))


def play(tape: Tape, seconds: range) -> None:
    streams = other_streams()
    for second in seconds:
        tape.feed(packet(float(second), is_key=second % 2 == 0, streams=streams))


def seconds(clip: Clip) -> tuple[float, float]:
    return clip.start_us / 1e6, clip.end_us / 1e6


def test_clip_begins_in_the_ring_and_is_told_when_done(tmp_path: Path) -> None:
    notes = Notes()
    recorded = tape(tmp_path, notes)
    play(recorded, range(5))
    recorded.request(1_000_000, 7_000_000)
    play(recorded, range(6, 12))
    assert [seconds(clip) for clip in notes.clips] == [(0.0, 5.0), (6.0, 9.0)]
    assert all(clip.path.is_relative_to(tmp_path / "recordings") for clip in notes.clips)
    assert recorded.packets == 11


def test_break_ends_the_clip_and_what_is_wanted_goes_on_behind_it(tmp_path: Path) -> None:
    notes = Notes()
    recorded = tape(tmp_path, notes)
    play(recorded, range(4))
    recorded.request(0, 12_000_000)
    play(recorded, range(4, 6))
    assert recorded.is_recording
    recorded.interrupt("connection reset", is_missed=True)
    assert not recorded.is_recording
    play(recorded, range(8, 16))
    assert [seconds(clip) for clip in notes.clips] == [(0.0, 4.0), (4.0, 6.0), (8.0, 14.0)]
    (outage,) = notes.outages
    assert (outage.what, outage.reason) == ("recording", "connection reset")
    assert len(notes.ended) == 1


def test_break_without_a_clip_is_no_outage_of_the_recording(tmp_path: Path) -> None:
    notes = Notes()
    recorded = tape(tmp_path, notes)
    play(recorded, range(4))
    recorded.interrupt("connection reset", is_missed=False)
    assert not notes.outages


def test_clips_of_another_watch_bear_its_name(tmp_path: Path) -> None:
    notes = Notes()
    origins = [ORIGIN]
    outages = Outages("gate", "recording", notes, lambda: 0)
    recorded = Tape(tmp_path, lambda: origins[-1], ROOMY, notes, outages)
    recorded.request(0, 1_000_000)
    play(recorded, range(4))
    origins.append(replace(ORIGIN, fingerprint="other"))
    recorded.request(4_000_000, 5_000_000)
    play(recorded, range(4, 8))
    assert [clip.origin.fingerprint for clip in notes.clips] == ["watch", "other"]


def test_full_disk_is_an_outage_until_there_is_room(tmp_path: Path) -> None:
    notes = Notes()
    recorded = tape(tmp_path, notes, RecorderSettings(reserve_bytes=2**60))
    recorded.request(0, 10_000_000)
    play(recorded, range(4))
    assert "free bytes" in str(recorded.trouble)
    assert [outage.what for outage in notes.outages] == ["recording"]


def test_reader_that_hangs_in_the_disk_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entered, may_go_on = threading.Event(), threading.Event()

    class Slow(Notes):
        def recorded(self, camera: str, clip: Clip) -> None:
            entered.set()
            assert may_go_on.wait(60)
            Notes.recorded(self, camera, clip)

    notes = Slow()
    recorded = tape(tmp_path, notes)
    recorded.request(0, 1_000_000)
    hanging = threading.Thread(target=play, args=(recorded, range(4)))
    hanging.start()
    assert entered.wait(60)
    play(recorded, range(10, 14))
    assert "the disk does not answer" in str(recorded.trouble)
    assert caplog.text.count("the disk does not answer") == 1
    may_go_on.set()
    hanging.join(60)
    play(recorded, range(20, 22))
    assert recorded.trouble is None
    assert [outage.end_us is not None for outage in notes.ended] == [True]


def test_end_of_the_camera_ends_the_clip(tmp_path: Path) -> None:
    notes = Notes()
    recorded = tape(tmp_path, notes)
    recorded.request(0, 60_000_000)
    play(recorded, range(4))
    recorded.finish()
    assert [seconds(clip) for clip in notes.clips] == [(0.0, 4.0)]
