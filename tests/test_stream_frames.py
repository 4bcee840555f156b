"""Pictures from the packets of a connection."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.media.source import Frame
from pipeline.media.video import VideoFile
from pipeline.recording.packet import TimedPacket
from pipeline.recording.reading import PacketFile
from pipeline.stream.frames import FrameDecoder
from tests.footage import Footage

SIZE = (80, 60)


def decoded(packets: list[TimedPacket]) -> list[Frame]:
    decoder = FrameDecoder(packets[0].streams)
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    return [*frames, *decoder.drain()]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("libx264", "a.mp4"),
        ("libx264", "a.ts"),
        ("libx265", "a.mkv"),
        ("mjpeg", "a.avi"),
        ("rawvideo", "a.nut"),
    ],
)
def test_pictures_are_those_of_the_file(tmp_path: Path, codec: str, name: str) -> None:
    file = Footage(codec=codec, seconds=2).write(tmp_path / name)
    frames = decoded(list(PacketFile(file).packets()))
    expected = list(VideoFile(file).frames())
    assert [frame.time_us for frame in frames] == [frame.time_us for frame in expected]
    assert [frame.index for frame in frames] == [frame.index for frame in expected]
    for frame, other in zip(frames, expected, strict=True):
        assert np.array_equal(frame.picture.luma(SIZE), other.picture.luma(SIZE))


def test_packets_may_be_decoded_twice_and_after_their_connection(tmp_path: Path) -> None:
    packets = list(PacketFile(Footage(seconds=2).write(tmp_path / "a.mp4")).packets())
    first, second = decoded(packets), decoded(packets)
    assert len(first) == len(second) == 20
    assert np.array_equal(first[-1].picture.luma(SIZE), second[-1].picture.luma(SIZE))


def test_decoding_begins_at_a_key_frame(tmp_path: Path) -> None:
    packets = list(PacketFile(Footage(seconds=3, b_frames=0).write(tmp_path / "a.mp4")).packets())
    frames = decoded(packets[4:])
    assert frames[0].time_us == 1_000_000
    assert len(frames) == 20


def test_only_key_frames_are_decoded_if_so_asked(tmp_path: Path) -> None:
    packets = list(PacketFile(Footage(seconds=3).write(tmp_path / "a.mp4")).packets())
    decoder = FrameDecoder(packets[0].streams, "NONKEY")
    frames = [*(frame for packet in packets for frame in decoder.decode(packet)), *decoder.drain()]
    assert [frame.time_us for frame in frames] == [0, 1_000_000, 2_000_000]


def test_sound_gives_no_pictures(tmp_path: Path) -> None:
    packets = list(PacketFile(Footage(seconds=2, sound="aac").write(tmp_path / "a.mp4")).packets())
    assert len(decoded(packets)) == 20


def test_pictures_that_rest_on_damage_are_left_out_until_a_key_frame(tmp_path: Path) -> None:
    packets = list(PacketFile(Footage(seconds=3, b_frames=0).write(tmp_path / "a.mp4")).packets())
    packets[4].packet.is_corrupt = True
    decoder = FrameDecoder(packets[0].streams)
    frames = [*(frame for packet in packets for frame in decoder.decode(packet)), *decoder.drain()]
    times = [frame.time_us for frame in frames]
    assert times[:4] == [0, 100_000, 200_000, 300_000]
    assert times[4:] == [1_000_000 + 100_000 * number for number in range(20)]
    assert decoder.left_out == 5


def test_size_may_change_on_the_way(tmp_path: Path) -> None:
    small = Footage(seconds=1, b_frames=0).write(tmp_path / "small.ts")
    large = Footage(seconds=1, b_frames=0, width=320).write(tmp_path / "large.ts")
    (tmp_path / "both.ts").write_bytes(small.read_bytes() + large.read_bytes())
    frames = decoded(list(PacketFile(tmp_path / "both.ts").packets()))
    widths = [frame.picture.width for frame in frames]
    assert widths == sorted(widths)  # the seam is damage: a picture or two are left out there
    assert min(widths.count(160), widths.count(320)) > 5
    assert all(later.time_us > sooner.time_us for sooner, later in pairwise(frames))


def test_noise_is_not_decoded_and_does_no_harm(tmp_path: Path) -> None:
    packets = list(PacketFile(Footage(seconds=2, b_frames=0).write(tmp_path / "a.mp4")).packets())
    decoder = FrameDecoder(packets[0].streams)
    for packet in packets[:10]:
        list(decoder.decode(packet))
    noise = av.Packet(np.random.default_rng(1).bytes(500))
    noise.pts = noise.dts = packets[10].pts - 1
    noise.time_base = packets[10].time_base
    assert not list(decoder.decode(replace(packets[9], packet=noise, pts=noise.pts)))
    assert len([frame for packet in packets[10:] for frame in decoder.decode(packet)]) >= 9
