"""What FFmpeg's errors are called."""

import errno

import av
import pytest

from pipeline.stream.address import Address
from pipeline.stream.failure import failure


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/dev/video0", "/dev/video0: no permission to read it"),
        (
            "rtsp://127.0.0.1/low",
            "rtsp://127.0.0.1/low: the connection broke: the camera hung up",
        ),
    ],
)
def test_what_a_camera_does_not_allow_is_told_from_what_the_disk_does_not(address: str, said: str) -> None:
    error = av.error.PermissionError(errno.EPERM, "Operation not permitted", "secret")
    assert str(failure(error, Address.of(address), 1.0, 5.0)) == said
