"""Cameras over RTSP, by two real servers."""

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest
import trustme

from pipeline.errors import SourceError, SourceInvalid, SourceUnreachable
from pipeline.media.source import Frame
from pipeline.media.video import VideoFile
from pipeline.recording.packet import TimedPacket
from pipeline.stream.address import Address
from pipeline.stream.connection import Connection, utc_now_us
from pipeline.stream.frames import FrameDecoder
from pipeline.stream.settings import StreamSettings, Transport
from pipeline.stream.wall_clock import ClockSettings
from tests.faulty_proxy import faulty_proxy
from tests.footage import Footage, pieces
from tests.rtsp_server import Feed, Login, RtspServer, missing, rtsp_server
from tests.vlc_server import missing as vlc_missing
from tests.vlc_server import vlc_server

pytestmark = [pytest.mark.skipif(missing() is not None, reason=str(missing())), pytest.mark.slow]

SETTLED_SOON = ClockSettings(settle_s=0.3)
PATIENT = StreamSettings(open_s=60, read_s=60, clock=SETTLED_SOON)
HASTY = StreamSettings(open_s=60, read_s=3, clock=SETTLED_SOON)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Footage(seconds=3).write(tmp_path_factory.mktemp("clips") / "square.mp4")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> Iterator[RtspServer]:
    folder = tmp_path_factory.mktemp("server")
    loud = Footage(seconds=3, sound="pcm_alaw").write(folder / "loud.mov")
    feeds = (
        Feed("cam", clip),
        Feed("once", clip, is_looped=False),
        Feed("loud", loud),
        Feed("late", clip, starts_s=0.5),
    )
    with rtsp_server(folder, *feeds, login=Login()) as running:
        yield running


def packets(url: str, count: int, settings: StreamSettings = PATIENT) -> list[TimedPacket]:
    with Connection(Address.of(url), settings) as connection:
        return list(islice(connection.packets(), count))


def trouble(url: str, settings: StreamSettings = PATIENT) -> str:
    """Why a stream ended or could not be opened."""
    with pytest.raises(SourceError) as caught, Connection(Address.of(url), settings) as connection:
        for _ in connection.packets():
            pass
    assert Login().password not in str(caught.value)
    return f"{type(caught.value).__name__}: {caught.value}"


def frames_to_the_end(url: str, settings: StreamSettings = PATIENT) -> list[Frame]:
    with Connection(Address.of(url), settings) as connection:
        decoder = FrameDecoder(connection.streams)
        frames: list[Frame] = []
        with suppress(SourceError):
            for packet in connection.packets():
                frames += decoder.decode(packet)
    return [*frames, *decoder.drain()]


def expect_as_in_the_file(frames: list[Frame], clip: Path, *, timed_from: int = 0) -> None:
    """Check that the pictures are a stretch of the file's, in the same distances from a number on."""
    images = [frame.picture.luma((80, 60)) for frame in frames]
    expected = [(frame.time_us, frame.picture.luma((80, 60))) for frame in VideoFile(clip).frames()]
    while not np.array_equal(expected[0][1], images[0]):
        del expected[0]
    assert all(np.array_equal(image, other) for image, (_, other) in zip(images, expected, strict=False))
    apart_us = [frame.time_us - time_us for frame, (time_us, _) in zip(frames, expected, strict=False)]
    assert apart_us[timed_from:] == pytest.approx(
        [apart_us[timed_from]] * len(apart_us[timed_from:]), abs=50_000
    )


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_pictures_and_distances_are_those_of_the_file(
    tmp_path: Path, clip: Path, transport: Transport
) -> None:
    settings = StreamSettings(transport, open_s=60, read_s=5, clock=SETTLED_SOON)
    begun_us = utc_now_us()
    with rtsp_server(tmp_path, Feed("cam", clip, is_looped=False)) as once:
        frames = frames_to_the_end(once.url(), settings)
    assert len(frames) >= 29
    expect_as_in_the_file(frames[:-2], clip)  # by UDP the word that it is over may overtake what was before
    assert begun_us - 1_000_000 < frames[0].time_us < frames[-1].time_us < utc_now_us() + 1_000_000


@pytest.mark.skipif(vlc_missing() is not None, reason=str(vlc_missing()))
def test_another_server_gives_the_same(clip: Path) -> None:
    settings = StreamSettings("udp", open_s=60, read_s=5, clock=SETTLED_SOON)
    with vlc_server(clip) as url:
        frames = frames_to_the_end(url, settings)
    assert len(frames) > 10
    expect_as_in_the_file(frames[:-2], clip, timed_from=5)  # its first stamps are wrong


def test_stream_goes_on_for_as_long_as_it_is_wanted(server: RtspServer) -> None:
    times = sorted(packet.time_us for packet in packets(server.url("cam"), 50))
    assert [later - sooner for sooner, later in pairwise(times)][:45] == pytest.approx(
        [100_000] * 45, abs=6_000
    )


def test_every_packet_has_both_stamps_and_is_as_sent(server: RtspServer, clip: Path) -> None:
    got = packets(server.url("cam"), 40)
    assert all(later.dts > sooner.dts for sooner, later in pairwise(got))
    assert all(packet.pts >= packet.dts for packet in got)
    contents = {len(piece.content) for piece in pieces(clip)}
    assert (
        sum(packet.size in contents for packet in got) > 30
    )  # with start codes for lengths, of the same size


def test_sound_comes_with_the_pictures(server: RtspServer) -> None:
    got = packets(server.url("loud"), 60)
    assert got[0].streams.audio is not None
    apart_us = median(packet.time_us for packet in got if packet.is_video) - median(
        packet.time_us for packet in got if not packet.is_video
    )
    assert abs(apart_us) < 1_000_000


def test_pictures_begin_with_the_first_key_frame(server: RtspServer) -> None:
    with Connection(Address.of(server.url("late")), PATIENT) as connection:
        decoder = FrameDecoder(connection.streams)
        frames = [frame for packet in islice(connection.packets(), 20) for frame in decoder.decode(packet)]
    assert frames[0].picture.width == 160
    assert decoder.left_out == 0


def test_wrong_password_and_no_stream_are_told_apart(server: RtspServer) -> None:
    assert "SourceUnreadable" in trouble(server.url("cam", login=Login("guard", "hush-camera-2")))
    assert "wrong user name or password (401)" in trouble(server.url("cam", login=Login("thief", "x")))
    assert "a user name and a password are needed" in trouble(f"rtsp://127.0.0.1:{server.port}/cam")
    assert "SourceNotFound" in trouble(server.url("garage"))


def test_server_that_dies_is_noticed(tmp_path: Path, clip: Path) -> None:
    with (
        rtsp_server(tmp_path, Feed("cam", clip)) as doomed,
        Connection(Address.of(doomed.url()), PATIENT) as connection,
    ):
        arriving = connection.packets()
        next(arriving)
        doomed.kill()
        with pytest.raises(SourceUnreachable):
            list(arriving)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_stall_without_a_word_is_noticed(tmp_path: Path, clip: Path, transport: Transport) -> None:
    settings = replace(HASTY, transport=transport)
    with (
        rtsp_server(tmp_path, Feed("cam", clip)) as asleep,
        Connection(Address.of(asleep.url()), settings) as connection,
    ):
        arriving = connection.packets()
        next(arriving)
        asleep.freeze()
        with pytest.raises(SourceUnreachable, match="timed out"):
            list(arriving)
        asleep.thaw()


def test_garbage_on_the_socket_ends_the_stream_in_a_line(tmp_path: Path, clip: Path) -> None:
    with rtsp_server(tmp_path, Feed("cam", clip)) as sound, faulty_proxy(sound.port) as proxy:
        address = Address.of(f"rtsp://127.0.0.1:{proxy.port}/cam")
        with Connection(address, HASTY) as connection:
            arriving = connection.packets()
            next(arriving)
            proxy.is_garbling = True
            with pytest.raises((SourceUnreachable, SourceInvalid)):
                list(arriving)


def test_clock_of_the_camera_that_jumps_does_not_move_the_times(
    server: RtspServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Connection(Address.of(server.url("cam")), PATIENT) as connection:
        arriving = connection.packets()
        times = [packet.decode_us for packet in islice(arriving, 15)]
        server.jump("cam", 3600)
        with caplog.at_level(logging.WARNING):
            times += [packet.decode_us for packet in islice(arriving, 30)]
    assert abs(times[-1] - utc_now_us()) < 30_000_000
    assert all(later >= sooner for sooner, later in pairwise(times))
    assert "its clock jumped by +36" in caplog.messages[0] or "its clock jumped by +35" in caplog.messages[0]


def test_loss_on_the_way_costs_pictures_and_no_more(tmp_path: Path, clip: Path) -> None:
    settings = StreamSettings("udp", open_s=60, read_s=20, clock=SETTLED_SOON)
    with rtsp_server(tmp_path, Feed("cam", clip, loss=0.05)) as poor:
        got = packets(poor.url(), 80, settings)
        decoder = FrameDecoder(got[0].streams)
        frames = [frame for packet in got for frame in decoder.decode(packet)]
    assert len(frames) > 10
    assert all(later.time_us > sooner.time_us for sooner, later in pairwise(frames))


def test_encryption_needs_a_certificate_that_is_trusted(tmp_path: Path, clip: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    stranger.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "camera.pem")
    )
    with rtsp_server(
        tmp_path, Feed("cam", clip), login=Login(), certificate=tmp_path / "camera.pem"
    ) as private:
        url = private.url()
        assert url.startswith("rtsps://")
        assert len(packets(url, 5, StreamSettings(ca_file=tmp_path / "ca.pem", clock=SETTLED_SOON))) == 5
        for settings in (StreamSettings(ca_file=tmp_path / "other.pem"), StreamSettings()):
            assert "certificate is not trusted" in trouble(url, settings)
        renamed = url.replace("127.0.0.1", "localhost")
        assert "certificate is not trusted" in trouble(renamed, StreamSettings(ca_file=tmp_path / "ca.pem"))


def test_stop_ends_the_packets(server: RtspServer) -> None:
    with Connection(Address.of(server.url("cam")), PATIENT) as connection:
        for number, _ in enumerate(connection.packets()):
            if number == 5:
                threading.Thread(target=connection.stop).start()
            assert number < 1_000
