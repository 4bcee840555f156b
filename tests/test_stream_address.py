"""What may be watched, and what may be shown of where it is."""

import pytest

from pipeline.errors import SourceInvalid
from pipeline.stream.address import Address, without_credentials


@pytest.mark.parametrize(
    ("text", "kind", "url", "loops"),
    [
        ("rtsp://10.0.0.8/stream2", "rtsp", "rtsp://10.0.0.8/stream2", False),
        ("RTSPS://cam.lan:322/a", "rtsp", "RTSPS://cam.lan:322/a", False),
        ("https://cam/video.mjpg", "http", "https://cam/video.mjpg", False),
        ("udp://239.1.2.3:5000", "udp", "udp://239.1.2.3:5000", False),
        ("udp://:5000", "udp", "udp://:5000", False),
        ("/dev/video0", "device", "/dev/video0", False),
        ("v4l2:///dev/video2", "device", "/dev/video2", False),
        ("file:yard.mp4", "file", "yard.mp4", False),
        ("file:///footage/yard.mp4?loop", "file", "/footage/yard.mp4", True),
        ("yard.mp4?loop", "file", "yard.mp4", True),
        ("footage/2026:03.mp4", "file", "footage/2026:03.mp4", False),
    ],
)
def test_address_is_of_a_kind(text: str, kind: str, url: str, *, loops: bool) -> None:
    address = Address.of(text)
    assert (address.kind, address.url, address.loops) == (kind, url, loops)


@pytest.mark.parametrize(
    "text",
    ["ftp://cam/a", "rtsp://", "rtsp://cam:port/a", "http://[::1/a", "file:", "file:?loop", "udp://cam", ""],
)
def test_what_cannot_be_watched_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(SourceInvalid, match="expected") as caught:
        Address.of(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://admin:hush@cam/a", "rtsp://cam/a"),
        ("rtsp://admin:hu@sh@cam/a", "rtsp://cam/a"),
        ("rtsp://admin:hu/sh@cam/a", "rtsp://cam/a"),
        ("rtsp://cam/a?channel=1&subtype=0", "rtsp://cam/a?channel=1&subtype=0"),
        ("http://cam/v.cgi?loginuse=me&loginpas=hush", "http://cam/v.cgi?loginuse=…&loginpas=…"),
        ("http://cam/v.cgi?hush", "http://cam/v.cgi?…"),
        ("rtsp://cam/user=me&password=hush&channel=1&stream=0.sdp?", "rtsp://cam/user=…&password=…&channel=1&stream=0.sdp?"),
        ("rtsp://cam/user=me_password=hush_channel=1.sdp", "rtsp://cam/user=…_password=…_channel=1.sdp"),
        ("rtsp://cam/${KEY}/a", "rtsp://cam/${KEY}/a"),
        ("file:a@b.mp4", "file:a@b.mp4"),
    ],
)  # fmt: skip
def test_credentials_are_never_shown(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


def test_nobody_prints_a_password_with_an_address() -> None:
    assert "hush" not in repr(Address.of("rtsp://admin:hush@cam/a"))


def test_caller_says_what_is_shown() -> None:
    assert Address.of("rtsp://cam/hush/a", "rtsp://cam/${KEY}/a").shown == "rtsp://cam/${KEY}/a"
