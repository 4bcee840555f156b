"""Cameras over HTTP and UDP, files played as cameras, and what is no camera."""

import socket
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
import trustme

from pipeline.errors import SourceError, SourceInvalid, SourceNotFound, SourceUnreachable, SourceUnreadable
from pipeline.media.video import VideoFile
from pipeline.recording.packet import TimedPacket
from pipeline.stream.address import Address
from pipeline.stream.connection import Connection, utc_now_us
from pipeline.stream.frames import FrameDecoder
from pipeline.stream.settings import StreamSettings
from pipeline.stream.wall_clock import ClockSettings
from tests.footage import Footage, pieces
from tests.loopback import (
    CHUNK_BYTES,
    Guest,
    answering,
    encrypted,
    motion_jpeg,
    page,
    silence,
    status,
    transport_stream,
)
from tests.videos import MovingSquare, write_video

PATIENT = StreamSettings(open_s=60, read_s=60, clock=ClockSettings(settle_s=0.2))
HASTY = StreamSettings(open_s=0.5, read_s=0.5, clock=ClockSettings(settle_s=0.2))
YEAR_2020_US = 1_577_836_800_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("footage")


@pytest.fixture(scope="module")
def clip(folder: Path) -> Path:
    return Footage(seconds=1).write(folder / "square.mp4")


def first_packets(url: str, count: int, settings: StreamSettings = PATIENT) -> list[TimedPacket]:
    with Connection(Address.of(url), settings) as connection:
        return list(islice(connection.packets(), count))


def trouble(url: str, settings: StreamSettings = PATIENT) -> SourceError:
    """Why a stream ended or could not be opened."""
    with pytest.raises(SourceError) as caught, Connection(Address.of(url), settings) as connection:
        for _ in connection.packets():
            pass
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def steps_us(packets: list[TimedPacket]) -> list[int]:
    times = sorted(packet.time_us for packet in packets if packet.is_video)
    return [later - sooner for sooner, later in pairwise(times)]


def test_mpeg_ts_comes_over_http(folder: Path) -> None:
    file = Footage(sound="aac", seconds=2).write(folder / "square.ts")
    begun_us = utc_now_us()
    with answering(transport_stream(file, 0.01)) as port:
        packets = first_packets(f"http://guard:hush@127.0.0.1:{port}/stream", 30)
    assert all(begun_us - 3_000_000 < packet.time_us < utc_now_us() + 3_000_000 for packet in packets)
    assert packets[0].is_key
    assert {packet.is_video for packet in packets} == {True, False}
    contents = [piece.content for piece in pieces(file)]
    assert [bytes(packet.packet) for packet in packets if packet.is_video] == contents[
        : sum(p.is_video for p in packets)
    ]


def test_https_needs_a_certificate_that_is_trusted(folder: Path, tmp_path: Path) -> None:
    file = Footage(seconds=2).write(folder / "private.ts")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "camera.pem")
    )
    trusting = replace(PATIENT, ca_file=tmp_path / "ca.pem")
    with answering(encrypted(transport_stream(file, 0.01), tmp_path / "camera.pem")) as port:
        assert len(first_packets(f"https://127.0.0.1:{port}/stream", 12, trusting)) == 12
        assert "certificate is not trusted" in str(trouble(f"https://127.0.0.1:{port}/stream"))
        assert "certificate is not trusted" in str(trouble(f"https://localhost:{port}/stream", trusting))


def test_mpeg_ts_comes_over_udp(folder: Path) -> None:
    content = Footage(seconds=2).write(folder / "datagrams.ts").read_bytes()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with sending(content, port):
        packets = first_packets(f"udp://127.0.0.1:{port}", 12)
    assert any(packet.is_key for packet in packets)


@contextmanager
def sending(content: bytes, port: int) -> Iterator[None]:
    """Send datagrams over and over."""
    is_over = threading.Event()

    def send() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not is_over.is_set():
                for at in range(0, len(content), CHUNK_BYTES):
                    sender.sendto(content[at : at + CHUNK_BYTES], ("127.0.0.1", port))
                    if is_over.wait(0.005):
                        break

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_motion_jpeg_has_the_times_of_its_arrival(folder: Path) -> None:
    file = Footage(codec="mjpeg", seconds=1).write(folder / "webcam.avi")
    begun_us = utc_now_us()
    with answering(motion_jpeg(file, 0.05)) as port:
        packets = first_packets(f"http://127.0.0.1:{port}/video", 10)
    assert [bytes(packet.packet) for packet in packets] == [piece.content for piece in pieces(file)]
    assert all(packet.is_key for packet in packets)
    assert all(step_us >= 0 for step_us in steps_us(packets))
    assert begun_us <= packets[0].time_us <= packets[-1].time_us <= utc_now_us()


def test_file_is_played_in_real_time(clip: Path) -> None:
    begun = time.monotonic()
    with Connection(Address.of(f"file:{clip}"), PATIENT) as connection:
        packets = list(connection.packets())
        assert (connection.fps, connection.size_wh) == (10.0, (160, 120))
    assert time.monotonic() - begun >= 0.9
    assert [bytes(packet.packet) for packet in packets] == [piece.content for piece in pieces(clip)]
    assert steps_us(packets) == pytest.approx([100_000] * 9, abs=5_100)


@pytest.mark.parametrize("rotation", [90, 180])
def test_file_that_lies_on_its_side_is_turned(folder: Path, rotation: int) -> None:
    images = [MovingSquare().image(0)] * 3
    file = write_video(folder / f"turned-{rotation}.mp4", images, rotation=rotation)
    with Connection(Address.of(str(file)), PATIENT) as connection:
        decoder = FrameDecoder(connection.streams)
        frames = [frame for packet in connection.packets() for frame in decoder.decode(packet)]
    picture, expected = (
        next(iter(found)).picture for found in ([*frames, *decoder.drain()], VideoFile(file).frames())
    )
    assert (picture.width, picture.height) == (expected.width, expected.height)
    assert np.array_equal(picture.luma((80, 60)), expected.luma((80, 60)))


def test_bare_stream_is_played_at_its_rate(folder: Path) -> None:
    file = Footage(seconds=1, b_frames=0).write(folder / "bare.h264")
    with Connection(Address.of(str(file)), PATIENT) as connection:
        packets = list(connection.packets())
    assert len(packets) == 10
    assert len(set(steps_us(packets))) == 1


def test_file_begins_again_if_asked(clip: Path) -> None:
    packets = first_packets(f"{clip}?loop", 25)
    assert steps_us(packets)[:20] == pytest.approx([100_000] * 20, abs=5_100)
    assert [later.dts - sooner.dts for sooner, later in pairwise(packets)] == [
        packets[1].dts - packets[0].dts
    ] * 24


def test_clock_is_an_argument(clip: Path) -> None:
    def then_us() -> int:
        return YEAR_2020_US + time.monotonic_ns() // 1000

    with Connection(Address.of(str(clip)), PATIENT, then_us) as connection:
        first = next(connection.packets())
    assert 0 <= then_us() - first.time_us < 60_000_000


@pytest.mark.parametrize("by_us", [-3_600_000_000, 3_600_000_000])
def test_own_clock_that_is_set_ends_the_connection(clip: Path, by_us: int) -> None:
    set_us = [0]
    with Connection(
        Address.of(f"{clip}?loop"), PATIENT, lambda: time.time_ns() // 1000 + set_us[-1]
    ) as connection:
        packets = connection.packets()
        assert abs(next(packets).time_us - utc_now_us()) < 60_000_000
        set_us.append(by_us)
        with pytest.raises(
            SourceUnreachable, match=f"clock was set by {by_us / 1e6:+,.1f} s".replace("+", r"\+")
        ):
            list(packets)


def test_stopping_ends_the_packets_from_any_thread(clip: Path) -> None:
    with Connection(Address.of(f"{clip}?loop"), PATIENT) as connection:
        for number, _ in enumerate(connection.packets()):
            if number == 3:
                threading.Thread(target=connection.stop).start()
            assert number < 1_000


def test_sound_is_left_out_if_not_wanted(folder: Path) -> None:
    file = Footage(sound="aac", seconds=1).write(folder / "loud.mp4")
    settings = StreamSettings(with_audio=False, clock=PATIENT.clock)
    assert all(packet.is_video for packet in first_packets(str(file), 10, settings))


def test_stall_is_noticed(folder: Path) -> None:
    file = Footage(seconds=1).write(folder / "stalls.ts")
    with answering(transport_stream(file, 0.0, then_stalls=True)) as port:
        error = trouble(f"http://127.0.0.1:{port}/stream", HASTY)
    assert isinstance(error, SourceUnreachable)
    assert "timed out" in str(error)


@pytest.mark.parametrize(
    ("scheme", "answer", "kind", "text"),
    [
        ("rtsp", silence, SourceUnreachable, "timed out: nothing of use came within 0.5 s"),
        ("http", silence, SourceUnreachable, "timed out"),
        ("rtsp", page, SourceInvalid, "expected a stream of video, received something else"),
        ("http", status("401 Unauthorized"), SourceUnreadable, r"wrong user name or password \(401\)"),
        ("rtsp", status("401 Unauthorized", "RTSP/1.0"), SourceUnreadable, r"wrong user .*\(401\)"),
        ("http", status("403 Forbidden"), SourceUnreadable, r"\(403\)"),
        ("http", status("404 Not Found"), SourceNotFound, r"no such stream \(404\)"),
        ("rtsp", status("404 Not Found", "RTSP/1.0"), SourceNotFound, r"no such stream \(404\)"),
        ("http", status("500 Oops"), SourceUnreachable, "refuses"),
        ("rtsps", page, SourceUnreachable, "certificate is not trusted"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_a_line(
    scheme: str, answer: Callable[[Guest], None], kind: type[SourceError], text: str
) -> None:
    with answering(answer) as port:
        settings = HASTY if answer is silence else PATIENT
        error = trouble(f"{scheme}://guard:hush@127.0.0.1:{port}/a?key=hush", settings)
    assert isinstance(error, kind)
    assert str(error).startswith(f"{scheme}://127.0.0.1:{port}/a?key=…: ")
    with pytest.raises(kind, match=text):
        raise error


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert "connection refused" in str(trouble(f"rtsp://127.0.0.1:{port}/a"))
    assert "no host of this name" in str(trouble("rtsp://camera.invalid/a"))


def test_password_is_asked_for_where_there_is_none() -> None:
    with answering(status("401 Unauthorized")) as port:
        assert "a user name and a password are needed" in str(trouble(f"http://127.0.0.1:{port}/a"))


def test_file_that_is_no_video_is_refused(folder: Path) -> None:
    (folder / "notes.txt").write_text("Nothing to see.")
    with wave.open(str(folder / "sound.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    assert isinstance(trouble(str(folder / "absent.mp4")), SourceNotFound)
    assert isinstance(trouble(str(folder / "notes.txt")), SourceInvalid)
    assert "expected video, received audio only" in str(trouble(str(folder / "sound.wav")))


def test_what_is_no_camera_device_is_refused() -> None:
    assert isinstance(trouble("/dev/video4711"), SourceNotFound)
    assert isinstance(trouble("v4l2:///dev/null"), SourceInvalid)


@pytest.mark.parametrize(("open_s", "read_s"), [(0, 1), (1, 0)])
def test_settings_refuse_what_cannot_work(open_s: float, read_s: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        StreamSettings(open_s=open_s, read_s=read_s)
