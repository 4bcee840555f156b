"""VLC as an RTSP server on loopback: another idea of the protocol than GStreamer has.

It sends by UDP alone; a client that asks for TCP is refused.
"""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.delivery_samples import until
from tests.rtsp_server import free_port

VLC: Final = Path("/usr/bin/vlc")
NOBODY: Final = 65534
"""Debian's user and group of this name: VLC refuses to run as root."""

DESCRIBE: Final = b"DESCRIBE rtsp://127.0.0.1/cam RTSP/1.0\r\nCSeq: 1\r\n\r\n"


@contextmanager
def vlc_server(file: Path) -> Iterator[str]:
    """Have VLC serve a file once; gives its URL."""
    port = free_port()
    output = f"#rtp{{sdp=rtsp://:{port}/cam}}"
    options = ("--no-audio", "--rtsp-host=127.0.0.1", "--sout", output)
    someone = NOBODY if os.geteuid() == 0 else None
    with file.open("rb") as stored:  # which nobody else may open, in a folder of pytest's
        process = subprocess.Popen(
            [str(VLC), "--intf", "dummy", "--quiet", *options, "fd://0"],
            stdin=stored, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"HOME": "/"},
            user=someone, group=someone, extra_groups=None if someone is None else [],
        )  # fmt: skip
    try:
        until(lambda: _serves(port))
        yield f"rtsp://127.0.0.1:{port}/cam"
    finally:
        process.kill()
        process.wait()


def missing() -> str | None:
    """Why VLC cannot serve on this machine; None if it can."""
    return None if VLC.exists() else "VLC is absent (vlc-bin, vlc-plugin-base)"


def _serves(port: int) -> bool:
    """True once it describes the stream: it listens sooner."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(DESCRIBE)
            return b"m=video" in connection.recv(4096)
    except OSError:
        return False
