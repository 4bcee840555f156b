"""A real RTSP server on loopback that serves files in real time, as cameras do, and ails when it is told to.

GStreamer's, from the Debian packages that `.ci/run` names; it runs in a process of its own.
"""

import json
import os
import pickle
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import av
from av.bitstream import BitStreamFilterContext

from tests.delivery_samples import until
from tests.reel import Reel, ReelPacket, ReelTrack

SYSTEM_PYTHON: Final = "/usr/bin/python3"
"""Debian's Python, which has the bindings of Debian's GStreamer."""

ANNEX_B: Final = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A TCP port of loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Login:
    """Who may watch."""

    user: str = "guard"
    password: str = "hush-camera"


@dataclass(frozen=True, slots=True)
class Feed:
    """What is served at a path."""

    path: str
    file: Path
    is_looped: bool = True
    """Begun anew when it is over; otherwise it is served once, and then the path is gone."""
    starts_s: float = 0.0
    """Where in the file it begins; the frames up to the next key frame cannot be decoded."""
    loss: float = 0.0
    """Share of the RTP packets that get lost, 0…1."""


@dataclass(slots=True)
class RtspServer:
    """A server that can be killed, started again, and made to ail."""

    folder: Path
    """For what the process reads."""
    feeds: Sequence[Feed]
    login: Login | None = None
    certificate: Path | None = None
    """A PEM file with certificate and key: speaks TLS."""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    def url(self, path: str = "", *, login: Login | None = None) -> str:
        """Where a feed is, with user and password if there are some; of the first feed if none is named."""
        who = login or self.login
        scheme = "rtsps" if self.certificate else "rtsp"
        guest = f"{who.user}:{who.password}@" if who else ""
        return f"{scheme}://{guest}127.0.0.1:{self.port}/{path or self.feeds[0].path}"

    def start(self) -> None:
        """Begin to serve; at the same port as before."""
        command = [SYSTEM_PYTHON, "-m", "tests.rtsp_program", str(self.port)]
        pipe = subprocess.PIPE
        with (self.folder / "rtsp.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log, text=True)
        if self.certificate:
            self._tell("encrypt", certificate=str(self.certificate))
        if self.login:
            self._tell("admit", user=self.login.user, password=self.login.password)
        for feed in self.feeds:
            self._tell(
                "serve", path=feed.path, reel=self._stored(feed.file), is_looped=feed.is_looped,
                starts_us=round(feed.starts_s * 1e6), loss=feed.loss,
            )  # fmt: skip
        until(lambda: _answers(self.port))

    def kill(self) -> None:
        """Have the process gone without a word to anybody."""
        if self.process is None:
            return
        self.process.kill()
        self.process.communicate()
        self.process = None

    def freeze(self) -> None:
        """Stop the process: connections stay open and nothing comes, not even an answer."""
        os.kill(self._running().pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self._running().pid, signal.SIGCONT)

    def stall(self, path: str, *, is_stalled: bool = True) -> None:
        """Send no more pictures of a feed though the server answers; or go on."""
        self._tell("stall", path=path, is_stalled=is_stalled)

    def jump(self, path: str, seconds: float) -> None:
        """Set the camera's clock forth or back."""
        self._tell("jump", path=path, by_us=round(seconds * 1e6))

    def show(self, path: str, file: Path) -> None:
        """Go on with another file: of another size within the stream, of another codec by hanging up."""
        self._tell("show", path=path, reel=self._stored(file))

    def admit(self, login: Login) -> None:
        """Take another password from now on; who watches may go on."""
        self._tell("admit", user=login.user, password=login.password)

    def hang_up(self) -> None:
        """Close all connections."""
        self._tell("hang_up")

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._running().pid

    @property
    def clients(self) -> int:
        """How many connections there are."""
        return int(self._tell("look")["clients"])

    def sent(self, path: str) -> int:
        """How many packets of a feed were sent, however many watched."""
        return int(self._tell("look")["sent"][path])

    def _tell(self, order: str, **details: Any) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"do": order, **details}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, f"the RTSP server went away when it was told to {order}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[str]:
        assert self.process is not None, "the RTSP server does not run"
        return self.process

    def _stored(self, file: Path) -> str:
        stored = self.folder / f"{file.name}.reel"
        if not stored.exists():
            stored.write_bytes(pickle.dumps(reel(file)))
        return str(stored)


@contextmanager
def rtsp_server(
    folder: Path,
    *feeds: Feed,
    login: Login | None = None,
    certificate: Path | None = None,
) -> Iterator[RtspServer]:
    """Have a server run."""
    server = RtspServer(folder, feeds, login, certificate)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def missing() -> str | None:
    """Why there can be no server on this machine; None if there can."""
    program = "import gi; gi.require_version('GstRtspServer', '1.0')"
    try:
        done = subprocess.run([SYSTEM_PYTHON, "-c", program], capture_output=True, check=False)
    except FileNotFoundError:
        return f"{SYSTEM_PYTHON} is absent: it runs GStreamer's RTSP server"
    return "GStreamer's RTSP server is absent (gir1.2-gst-rtsp-server-1.0)" if done.returncode else None


def reel(file: Path) -> Reel:
    """Take a file's packets, as a camera would send them: pictures, and sound of a codec that cameras use."""
    with av.open(str(file)) as container:
        video, audio = container.streams.best("video"), container.streams.best("audio")
        assert isinstance(video, av.VideoStream)
        tracks = [ReelTrack(video.codec_context.name)]
        streams: list[Any] = [video]
        if isinstance(audio, av.AudioStream) and audio.codec_context.name in {"pcm_alaw", "pcm_mulaw", "aac"}:
            context = audio.codec_context
            header = context.extradata or b""
            tracks.append(ReelTrack(context.name, context.sample_rate, context.layout.nb_channels, header))
            streams.append(audio)
        packets, length_us = _packets(container, streams)
    return Reel(tuple(tracks), tuple(packets), length_us)


def _packets(container: Any, streams: list[Any]) -> tuple[list[ReelPacket], int]:
    """All packets in the order in which they are due, and how long they last."""
    name = ANNEX_B.get(streams[0].codec_context.name)
    in_band = BitStreamFilterContext(name, streams[0]) if name else None
    packets: list[ReelPacket] = []
    first_us: int | None = None
    length_us = 0
    for packet in container.demux(streams):
        if packet.dts is None or packet.pts is None:
            continue  # the empty one at the end
        due_us = round(packet.dts * packet.time_base * 1_000_000)
        pts_us = round(packet.pts * packet.time_base * 1_000_000)
        first_us = due_us if first_us is None else first_us
        lasts_us = round((packet.duration or 0) * packet.time_base * 1_000_000)
        length_us = max(length_us, due_us - first_us + (lasts_us or 40_000))
        number = streams.index(packet.stream)
        whole = in_band.filter(packet) if in_band and number == 0 else [packet]
        content = b"".join(bytes(part) for part in whole)
        packets.append(ReelPacket(number, max(0, due_us - first_us), max(0, pts_us - first_us), content))
    return sorted(packets, key=lambda packet: packet.due_us), length_us


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
