"""Stamps as RTSP brings them: not all there, not from zero, and set anew on the way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import av
import pytest

from pipeline.recording.packet import AnyPacket, TimedPacket
from pipeline.recording.streams import Streams
from pipeline.stream.stamping import Stamper
from pipeline.stream.wall_clock import ClockSettings
from tests.footage import Footage

START_US = 1_790_000_000_000_000
SETTLED_AT_ONCE = ClockSettings(settle_s=0.5)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Footage(seconds=3, b_frames=2, sound="aac").write(
        tmp_path_factory.mktemp("footage") / "square.mp4"
    )


@contextmanager
def packets_of(clip: Path) -> Iterator[tuple[list[AnyPacket], Streams]]:
    with av.open(str(clip)) as container:
        streams = Streams.of(container, str(clip))
        yield [packet for packet in container.demux() if packet.size], streams


def stamped(packets: Sequence[AnyPacket], streams: Streams, stamper: Stamper) -> list[TimedPacket]:
    """Stamp packets that arrive as they are decoded."""
    arrivals = [round((packet.dts or 0) * packet.time_base * 1_000_000) for packet in packets]
    return stamped_at(packets, arrivals, streams, stamper)


def stamped_at(
    packets: Sequence[AnyPacket], arrivals_us: Sequence[int], streams: Streams, stamper: Stamper
) -> list[TimedPacket]:
    timed: list[TimedPacket] = []
    for packet, arrival_us in zip(packets, arrivals_us, strict=True):
        timed += stamper.take(packet, streams, START_US + arrival_us)
    return [*timed, *stamper.release()]


def pictures(packets: Sequence[AnyPacket]) -> list[AnyPacket]:
    return [packet for packet in packets if isinstance(packet.stream, av.VideoStream)]


def test_nothing_is_lost_or_changed_in_order(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        timed = stamped(packets, streams, Stamper("cam", SETTLED_AT_ONCE))
        assert [packet.packet for packet in timed] == packets


def test_packets_are_held_until_the_clock_is_settled(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        stamper = Stamper("cam", SETTLED_AT_ONCE)
        first = pictures(packets)[:3]
        given = [list(stamper.take(packet, streams, START_US + n)) for n, packet in enumerate(first)]
        given.append(list(stamper.take(pictures(packets)[3], streams, START_US + 600_000)))
        assert [len(packets) for packets in given] == [0, 0, 0, 4]


def test_missing_stamps_of_the_first_packets_are_told_from_the_others(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        whole = pictures(packets)
        stamps = [(packet.pts, packet.dts) for packet in whole]
        arrivals = [round((packet.dts or 0) * packet.time_base * 1_000_000) for packet in whole]
        for packet in whole[:3]:
            packet.dts = None
        whole[0].pts = None
        timed = stamped_at(whole, arrivals, streams, Stamper("cam", SETTLED_AT_ONCE))
        assert [(packet.pts, packet.dts) for packet in timed] == stamps


def test_pictures_out_of_order_keep_their_distances(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        timed = stamped(pictures(packets), streams, Stamper("cam", SETTLED_AT_ONCE))
    shown = sorted(packet.time_us for packet in timed)
    assert [later - sooner for sooner, later in pairwise(shown)] == pytest.approx([100_000] * 29, abs=5_100)
    assert all(packet.time_us >= packet.decode_us for packet in timed)
    assert all(later.decode_us >= sooner.decode_us for sooner, later in pairwise(timed))
    assert {packet.lasts_us for packet in timed} == {100_000}


def test_sound_and_pictures_stay_together_where_the_clock_is_set_anew(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        arrivals = [round((packet.dts or 0) * packet.time_base * 1_000_000) for packet in packets]
        before = [(packet.pts or 0) * packet.time_base for packet in packets]
        for packet in packets[len(packets) // 2 :]:
            packet.pts = (packet.pts or 0) + round(3_600 / packet.time_base)
            packet.dts = (packet.dts or 0) + round(3_600 / packet.time_base)
        timed = stamped_at(packets, arrivals, streams, Stamper("cam", SETTLED_AT_ONCE))
        after = [packet.pts * packet.time_base for packet in timed]
    assert all(abs(now - then) < 0.3 for now, then in zip(after, before, strict=True))


def test_packets_without_any_stamp_have_the_time_of_their_arrival(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        whole = pictures(packets)
        arrivals = [number * 90_000 for number in range(len(whole))]
        timed = stamped_at(whole, arrivals, streams, Stamper("cam", SETTLED_AT_ONCE, has_clock=False))
    assert [packet.time_us - START_US for packet in timed] == arrivals
    assert timed[-1].lasts_us == pytest.approx(90_000, rel=0.1)


def test_stream_that_tells_no_times_of_decoding_still_has_some(clip: Path) -> None:
    with packets_of(clip) as (packets, streams):
        whole = pictures(packets)
        arrivals = [round((packet.dts or 0) * packet.time_base * 1_000_000) for packet in whole]
        for packet in whole:
            packet.dts = None
        timed = stamped_at(whole, arrivals, streams, Stamper("cam", SETTLED_AT_ONCE))
    assert all(later.dts >= sooner.dts for sooner, later in pairwise(timed))
    assert all(packet.pts >= packet.dts for packet in timed)
