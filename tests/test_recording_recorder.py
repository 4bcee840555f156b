"""Clips of a source whose packets come in one by one, as a camera's do."""

import errno
import os
import resource
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av
import pytest

from pipeline.recording.clip import Clip
from pipeline.recording.origin import Origin
from pipeline.recording.packet import TimedPacket
from pipeline.recording.recorder import Recorder, RecorderSettings
from pipeline.recording.ring import RingSettings
from pipeline.recording.streams import Streams
from pipeline.recording.writer import ClipSettings
from tests.footage import pieces
from tests.packets import SIZE, STREAMS, other_streams, packet

SECOND_US = 1_000_000
SETTINGS = RecorderSettings(RingSettings(seconds=10), reserve_bytes=0)
SILENT = replace(STREAMS, audio=None)


def recorder(folder: Path, settings: RecorderSettings = SETTINGS) -> Recorder:
    return Recorder(
        Origin("gate", "rtsp://gate/1", "f", 0), lambda at: folder / f"{at // SECOND_US:03}", settings
    )


def stream(first: int, end: int, *, streams: Streams = SILENT, key_every: int = 2) -> Iterable[TimedPacket]:
    """A packet a second."""
    return (packet(number, is_key=number % key_every == 0, streams=streams) for number in range(first, end))


def fed(to: Recorder, packets: Iterable[TimedPacket]) -> list[Clip]:
    return [clip for fed_one in packets for clip in to.feed(fed_one)]


def seconds(clip: Clip) -> list[int]:
    """The seconds of the packets in a clip: each says its own."""
    with av.open(str(clip.path)) as container:
        return [int(bytes(found)) for found in container.demux(video=0) if found.size]


def spans(clips: Iterable[Clip]) -> list[tuple[int, int]]:
    return [(clip.start_us // SECOND_US, clip.end_us // SECOND_US) for clip in clips]


def test_clip_begins_before_it_was_asked_for(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    assert fed(record, stream(0, 10)) == []
    record.request(5 * SECOND_US, 12 * SECOND_US)
    assert not record.is_recording
    (clip,) = fed(record, stream(10, 20))
    assert seconds(clip) == [4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert spans([clip]) == [(4, 13)]
    assert not record.is_recording


def test_requests_that_overlap_share_one_clip(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    fed(record, stream(0, 6))
    record.request(4 * SECOND_US, 8 * SECOND_US)
    fed(record, stream(6, 8))
    assert record.is_recording
    record.request(3 * SECOND_US, 10 * SECOND_US)
    record.request(10 * SECOND_US, 12 * SECOND_US)
    record.request(5 * SECOND_US, 6 * SECOND_US)
    assert spans(fed(record, stream(8, 30))) == [(4, 13)]


def test_requests_given_together_share_one_clip(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    fed(record, stream(0, 8))
    record.request(6 * SECOND_US, 9 * SECOND_US)
    record.request(4 * SECOND_US, 7 * SECOND_US)
    assert spans(fed(record, stream(8, 30))) == [(4, 10)]


def test_requests_apart_are_clips_apart(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    record.request(2 * SECOND_US, 4 * SECOND_US)
    record.request(8 * SECOND_US, 9 * SECOND_US)
    assert spans(fed(record, stream(0, 30))) == [(2, 5), (8, 10)]


def test_request_for_what_is_over_is_served_from_the_ring(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    fed(record, stream(0, 10))
    record.request(4 * SECOND_US, 5 * SECOND_US)
    assert spans(fed(record, stream(10, 11))) == [(4, 6)]


def test_request_for_what_is_gone_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    record = recorder(tmp_path)
    fed(record, stream(0, 30))
    record.request(SECOND_US, 2 * SECOND_US)
    assert fed(record, stream(30, 40)) == []
    assert [entry.message for entry in caplog.records] == [
        "camera gate: no packets are left of a clip that was asked for"
    ]


def test_source_that_ends_ends_the_clip(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    record.request(0, 60 * SECOND_US)
    fed(record, stream(0, 5))
    assert spans(record.finish()) == [(0, 5)]
    assert record.finish() == ()


def test_clip_waits_for_the_sound_that_comes_late(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    record.request(0, 3 * SECOND_US)
    clips = fed(record, [packet(0, is_key=True), packet(0, is_video=False), packet(1)])
    clips += fed(record, [packet(second) for second in (2, 3, 3.5)])
    assert clips == []
    clips += fed(record, [packet(second, is_video=False) for second in (1, 2, 3)])
    clips += fed(record, [packet(3.9)])
    assert [clip.has_audio for clip in clips] == [True]


def test_clip_waits_no_longer_than_a_second_for_sound(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    record.request(0, 3 * SECOND_US)
    assert spans(fed(record, [packet(0, is_key=True), *map(packet, range(1, 10))])) == [(0, 5)]


def test_other_streams_begin_another_clip(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    fed(record, stream(0, 4))
    record.request(3 * SECOND_US, 11 * SECOND_US)
    other = replace(other_streams(), audio=None)
    clips = fed(
        record, [*stream(4, 6), *stream(7, 20, streams=other)]
    )  # connected anew at 7, a key frame at 8
    assert [seconds(clip) for clip in clips] == [[2, 3, 4, 5], [8, 9, 10, 11]]


def test_other_streams_in_the_ring_begin_another_clip(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    fed(record, [*stream(0, 4), *stream(4, 8, streams=replace(other_streams(), audio=None))])
    record.request(SECOND_US, 6 * SECOND_US)
    other = SILENT
    clips = fed(record, stream(8, 12, streams=other))
    assert [seconds(clip) for clip in clips] == [[0, 1, 2, 3], [4, 5, 6]]


def test_clip_that_grows_too_long_is_followed_by_another(tmp_path: Path) -> None:
    record = recorder(tmp_path, replace(SETTINGS, clip=ClipSettings(max_s=5)))
    record.request(0, 14 * SECOND_US)
    clips = fed(record, stream(0, 20))
    assert [seconds(clip) for clip in clips] == [list(range(6)), list(range(6, 12)), [12, 13, 14]]


def test_clock_that_is_set_back_ends_the_clip_and_what_is_held(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    record.request(3600 * SECOND_US, 3700 * SECOND_US)
    assert fed(record, stream(3600, 3606)) == []
    done = fed(record, stream(0, 30))
    record.request(5 * SECOND_US, 31 * SECOND_US)
    done += fed(record, stream(30, 40))
    assert [seconds(clip) for clip in done] == [list(range(3600, 3606)), list(range(18, 32))]


def test_repeated_timestamps_are_pulled_apart(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    record.request(0, 3 * SECOND_US)
    late = (packet(at, streams=SILENT) for at in (1, 1, 0.9, 2, 3))
    clips = fed(record, [packet(0, is_key=True, streams=SILENT), *late])
    assert [len(pieces(clip.path)) for clip in clips] == [6]


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes: to a writer, the disk is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_requests_come_from_any_thread(tmp_path: Path) -> None:
    record = recorder(tmp_path)
    askers = [
        threading.Thread(target=record.request, args=(at * SECOND_US, (at + 1) * SECOND_US))
        for at in range(20)
    ]
    for asker in askers:
        asker.start()
    clips = fed(record, stream(0, 5))
    for asker in askers:
        asker.join()
    clips += fed(record, stream(5, 40))
    covered = {second for clip in clips for second in seconds(clip)}
    assert set(range(11, 21)) <= covered


def test_low_disk_stops_the_recording(tmp_path: Path) -> None:
    record = recorder(tmp_path, replace(SETTINGS, reserve_bytes=10**18))
    record.request(0, 5 * SECOND_US)
    assert fed(record, stream(0, 8)) == []
    assert record.trouble is not None
    expected = f"{tmp_path}: expected 1,000,000,000,000,000,000 free bytes"
    assert record.trouble.startswith(expected)
    assert len(record.trouble.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_recording_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.touch()  # a file where the folder should be
    record = recorder(folder)
    record.request(0, 40 * SECOND_US)
    fed(record, stream(0, 10))
    assert record.trouble is not None
    folder.unlink()
    clips = fed(record, stream(10, 50))
    assert record.trouble is None
    assert spans(clips) == [(18, 41)]  # 30 s after the trouble, from the ring's first packet on


def test_trouble_is_over_when_there_is_room_though_nobody_wants_a_clip(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.touch()
    record = recorder(folder)
    record.request(0, 4 * SECOND_US)
    fed(record, stream(0, 30))
    assert record.trouble is not None
    folder.unlink()
    fed(record, stream(30, 70))
    assert record.trouble is None


def test_disk_that_is_full_leaves_what_was_written(tmp_path: Path) -> None:
    record = recorder(tmp_path, replace(SETTINGS, clip=ClipSettings(fragment_s=2)))
    record.request(0, 5 * SECOND_US)
    fed(record, stream(0, 4))
    (partial,) = tmp_path.iterdir()
    with no_more_than(partial.stat().st_size):
        assert fed(record, stream(4, 10)) == []
    assert record.trouble is not None
    assert os.strerror(errno.EFBIG) in record.trouble
    assert partial.stat().st_size > SIZE
    assert not record.is_recording
    assert record.finish() == ()
