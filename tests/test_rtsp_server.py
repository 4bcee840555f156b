"""The RTSP server of the tests itself: what is measured against it is worth as much as it is."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.faulty_proxy import faulty_proxy
from tests.footage import Footage, pieces
from tests.rtsp_server import Feed, Login, RtspServer, missing, rtsp_server
from tests.vlc_server import missing as vlc_missing
from tests.vlc_server import vlc_server

pytestmark = [
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
    pytest.mark.slow,
]

OPTIONS = {"rtsp_transport": "tcp"}
PATIENCE = (60, 60)
"""Seconds for connecting and for each packet, on a busy machine too."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Footage(seconds=2).write(tmp_path_factory.mktemp("clips") / "square.mp4")


def packets(server: RtspServer, path: str = "", **options: str) -> Iterator["av.Packet[av.VideoStream]"]:
    """Connect and give the packets as they come."""
    with av.open(server.url(path), options=OPTIONS | options, timeout=PATIENCE) as container:
        for packet in container.demux(container.streams.video[0]):
            if packet.size:
                yield packet


def sizes_until(server: RtspServer, count: int) -> list[tuple[int, int]]:
    """Sizes of that many decoded pictures."""
    with av.open(server.url(), options=OPTIONS, timeout=PATIENCE) as container:
        frames = container.decode(video=0)
        return [(frame.width, frame.height) for frame, _ in zip(frames, range(count), strict=False)]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_every_packet_of_the_file_arrives_once(tmp_path: Path, clip: Path, transport: str) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip, is_looped=False)) as server:
        arrived = list(packets(server, rtsp_transport=transport))
    assert len(arrived) == len(pieces(clip))
    stamps = sorted(packet.pts for packet in arrived if packet.pts is not None)
    assert {later - earlier for earlier, later in pairwise(stamps)} == {9000}


def test_looped_feed_goes_on_with_growing_stamps(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        arrived = [packet for packet, _ in zip(packets(server), range(45), strict=False)]
    stamps = sorted(packet.pts for packet in arrived[:40] if packet.pts is not None)
    assert {later - earlier for earlier, later in pairwise(stamps[:-3])} == {9000}


def test_password_is_asked_for_and_can_change(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip), login=Login()) as server:
        next(packets(server))
        server.admit(Login(password="another"))
        with pytest.raises(av.error.HTTPUnauthorizedError):
            next(packets(server))
        server.login = Login(password="another")
        next(packets(server))


def test_killed_server_starts_again_at_its_port(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        next(packets(server))
        server.kill()
        with pytest.raises(av.error.ConnectionRefusedError):
            next(packets(server))
        server.start()
        next(packets(server))


def test_clock_jumps_by_an_hour(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        stamps = []
        for packet in packets(server):
            stamps.append(packet.pts or 0)
            if len(stamps) == 5:
                server.jump("cam", 3600)
            if max(stamps) > 3600 * 90_000:
                break
    assert 3599 < (max(stamps) - min(stamps)) / 90_000 < 3605


def test_size_changes_within_the_stream(tmp_path: Path, clip: Path) -> None:
    wide = Footage(seconds=2, width=320).write(tmp_path / "wide.mp4")
    sizes = set()
    with (
        rtsp_server(tmp_path, Feed("cam", clip)) as server,
        av.open(server.url(), options=OPTIONS, timeout=PATIENCE) as container,
    ):
        for number, frame in enumerate(container.decode(video=0)):
            sizes.add(frame.width)
            if number == 3:
                server.show("cam", wide)
            if len(sizes) == 2:
                break
    assert sizes == {160, 320}


def test_another_codec_ends_the_connection(tmp_path: Path, clip: Path) -> None:
    other = Footage(seconds=2, codec="libx265", width=320).write(tmp_path / "other.mp4")
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        for number, _packet in enumerate(packets(server)):
            if number == 3:
                server.show("cam", other)
        assert sizes_until(server, 3) == [(320, 120)] * 3


def test_stalled_feed_sends_nothing_though_the_server_answers(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip)) as server:
        arriving = packets(server)
        next(arriving)
        server.stall("cam")
        stalled_at = server.sent("cam")
        assert server.clients == 1
        assert server.sent("cam") <= stalled_at + 1
        server.stall("cam", is_stalled=False)
        assert len([packet for packet, _ in zip(arriving, range(30), strict=False)]) == 30


def test_lost_packets_leave_pictures_out(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip, is_looped=False, loss=0.3)) as server:
        arrived = list(packets(server))
    assert 0 < len(arrived) < len(pieces(clip))


def test_proxy_garbles_what_the_server_says(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip)) as server, faulty_proxy(server.port) as proxy:
        server.port = proxy.port
        arriving = packets(server)
        next(arriving)
        proxy.is_garbling = True
        with suppress(av.FFmpegError):  # or it just ends
            list(arriving)
        assert proxy.garbled
        proxy.is_garbling = False
        next(packets(server))


@pytest.mark.skipif(vlc_missing() is not None, reason=str(vlc_missing()))
def test_vlc_serves_by_udp(clip: Path) -> None:
    options = OPTIONS | {"rtsp_transport": "udp"}
    with vlc_server(clip) as url, av.open(url, options=options, timeout=PATIENCE) as container:
        assert next(container.decode(video=0)).width == 160
