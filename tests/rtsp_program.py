"""An RTSP server for tests, made of GStreamer's library: `/usr/bin/python3 -m tests.rtsp_program PORT`.

It is told what to do by one line of JSON on standard input and answers each with one on standard output; it
ends with its standard input, and so with the process that started it. `tests.rtsp_server` speaks to it.
"""

import json
import pickle
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found,import-untyped,unused-ignore]

from tests.reel import Reel, ReelPacket, ReelTrack

for library in ("Gst", "GstRtsp", "GstRtspServer"):
    gi.require_version(library, "1.0")
from gi.repository import (  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: E402
    Gio,
    GLib,
    Gst,
    GstRtsp,
    GstRtspServer,
)

SOURCE = "source"
ROLE = "guest"

PAYLOADS = {
    "h264": (
        "video/x-h264,stream-format=byte-stream,alignment=au",
        "h264parse ! rtph264pay",
    ),
    "hevc": (
        "video/x-h265,stream-format=byte-stream,alignment=au",
        "h265parse ! rtph265pay",
    ),
    "mjpeg": ("image/jpeg", "jpegparse ! rtpjpegpay"),
    "mpeg4": (
        "video/mpeg,mpegversion=4,systemstream=false",
        "mpeg4videoparse config-interval=-1 ! rtpmp4vpay config-interval=1",
    ),
    "pcm_alaw": ("audio/x-alaw,rate={rate},channels={channels}", "rtppcmapay"),
    "pcm_mulaw": ("audio/x-mulaw,rate={rate},channels={channels}", "rtppcmupay"),
    "aac": (
        "audio/mpeg,mpegversion=4,stream-format=raw,rate={rate},channels={channels},codec_data=(buffer){header}",
        "rtpmp4gpay",
    ),
}
"""What a codec is called by GStreamer, and what cuts it into RTP packets."""


@dataclass(slots=True)
class Feed:
    """What is served at a path, and how it ails."""

    path: str
    reel: Reel
    is_looped: bool
    starts_us: int
    """Where in the reel it begins."""
    loss: float
    """Share of the RTP packets that do not arrive, 0…1."""
    factory: Any = None
    jumped_us: int = 0
    is_stalled: bool = False
    sent: int = 0
    edition: int = 0
    """Rises when the reel is another."""
    moved: threading.Condition = field(default_factory=threading.Condition)

    def launch(self) -> str:
        """The pipeline, in GStreamer's language."""
        return " ".join(self._branch(number, track) for number, track in enumerate(self.reel.tracks))

    def _branch(self, number: int, track: ReelTrack) -> str:
        caps, payload = PAYLOADS[track.codec]
        filled = caps.format(rate=track.rate_hz, channels=track.channels, header=track.header.hex())
        source = f'appsrc name={SOURCE}{number} is-live=true format=time max-bytes=0 caps="{filled}"'
        if not self.loss:
            return f"{source} ! {payload} name=pay{number} pt={96 + number}"
        return (
            f"{source} ! {payload} pt={96 + number} ! identity name=pay{number} drop-probability={self.loss}"
        )


class Broadcast(threading.Thread):
    """Sends a feed to those who watch it, each packet when it is due, as a camera does."""

    def __init__(self, feed: Feed, media: Any, server: "Server") -> None:
        super().__init__(daemon=True)
        element = media.get_element()
        names = (f"{SOURCE}{number}" for number in range(len(feed.reel.tracks)))
        self._sources = [element.get_by_name(name) for name in names]
        self._feed = feed
        self._server = server
        self._is_over = False
        self._jumped_us = feed.jumped_us
        self._behind_us = 0
        """How much later than the clock of the reel it is, by stalls."""

    def end(self, _media: Any) -> None:
        """Have it send no more: nobody watches."""
        with self._feed.moved:
            self._is_over = True
            self._feed.moved.notify_all()

    def run(self) -> None:
        """Send, until the reel is over or nobody watches."""
        started_us = time.monotonic_ns() // 1000
        for at_us, stamp_us, packet in self._due():
            if not self._wait(started_us, at_us):
                return
            buffer = Gst.Buffer.new_wrapped(packet.content)
            buffer.pts = max(0, stamp_us + self._behind_us + self._feed.jumped_us - self._jumped_us) * 1000
            self._sources[packet.track].emit("push-buffer", buffer)
            self._feed.sent += 1
        for source in self._sources:
            source.emit("end-of-stream")
        self._server.forget(self._feed)

    def _due(self) -> Iterator[tuple[int, int, ReelPacket]]:
        """Packets with the time at which each is due and its stamp, both from the start of the broadcast."""
        feed, round_us, begun_us = self._feed, 0, self._feed.starts_us
        while True:
            edition, reel = feed.edition, feed.reel
            for packet in reel.packets:
                at_us = round_us + packet.due_us - begun_us
                if feed.edition != edition:
                    round_us, begun_us = at_us, 0
                    break
                if at_us >= 0:
                    yield at_us, round_us + packet.pts_us - begun_us, packet
            else:
                if not feed.is_looped:
                    return
                round_us, begun_us = round_us + reel.length_us - begun_us, 0

    def _wait(self, started_us: int, at_us: int) -> bool:
        """Wait until a packet is due; False if nobody watches any more."""
        feed = self._feed
        with feed.moved:
            while not self._is_over:
                now_us = time.monotonic_ns() // 1000
                if feed.is_stalled:
                    feed.moved.wait()
                    self._behind_us += time.monotonic_ns() // 1000 - now_us
                    continue
                left_us = started_us + at_us + self._behind_us - now_us
                if left_us <= 0:
                    return True
                feed.moved.wait(left_us / 1e6)
        return False


class Server:
    """Serves feeds, and does what it is told."""

    def __init__(self, port: int) -> None:
        self._feeds: dict[str, Feed] = {}
        self._server = GstRtspServer.RTSPServer()
        self._server.set_address("127.0.0.1")
        self._server.set_service(str(port))
        self._server.connect("client-connected", self._greet)
        self._server.attach(None)

    def tell(self, **order: Any) -> dict[str, Any]:
        """Do what one line says; answer how things stand."""
        getattr(self, f"_{order.pop('do')}")(**order)
        return {
            "clients": len(self._server.client_filter(None)),
            "sent": {path: feed.sent for path, feed in self._feeds.items()},
        }

    def forget(self, feed: Feed) -> None:
        """Serve a feed no more: it is over."""
        GLib.idle_add(lambda: self._server.get_mount_points().remove_factory(f"/{feed.path}"))

    def _greet(self, _server: Any, client: Any) -> None:
        client.connect("play-request", lambda _client, request: _hurry(request.media))

    def _look(self) -> None:
        """Only answer."""

    def _serve(self, path: str, reel: str, *, is_looped: bool, starts_us: int, loss: float) -> None:
        feed = self._feeds[path] = Feed(path, _reel(reel), is_looped, starts_us, loss)
        factory = feed.factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(feed.launch())
        factory.set_shared(True)
        permissions = GstRtspServer.RTSPPermissions()
        for right in ("media.factory.access", "media.factory.construct"):
            permissions.add_permission_for_role(ROLE, right, True)
        factory.set_permissions(permissions)
        factory.connect("media-configure", lambda _factory, media: self._broadcast(feed, media))
        self._server.get_mount_points().add_factory(f"/{path}", factory)

    def _broadcast(self, feed: Feed, media: Any) -> None:
        broadcast = Broadcast(feed, media, self)
        media.connect("unprepared", broadcast.end)
        broadcast.start()

    def _admit(self, user: str, password: str) -> None:
        """Ask for a password from now on."""
        auth = self._server.get_auth() or GstRtspServer.RTSPAuth()
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", ROLE)
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
        self._server.set_auth(auth)

    def _encrypt(self, certificate: str) -> None:
        """Speak TLS only, with a certificate and its key from one PEM file."""
        auth = self._server.get_auth() or GstRtspServer.RTSPAuth()
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(certificate))
        self._server.set_auth(auth)

    def _stall(self, path: str, *, is_stalled: bool) -> None:
        feed = self._feeds[path]
        with feed.moved:
            feed.is_stalled = is_stalled
            feed.moved.notify_all()

    def _jump(self, path: str, by_us: int) -> None:
        self._feeds[path].jumped_us += by_us

    def _show(self, path: str, reel: str) -> None:
        """Go on with another file; if that is of another codec, who watches must come anew, as in RTSP."""
        feed, shown = self._feeds[path], _reel(reel)
        is_alike = [track.codec for track in shown.tracks] == [track.codec for track in feed.reel.tracks]
        feed.reel, feed.edition = shown, feed.edition + 1
        if not is_alike:
            feed.factory.set_launch(feed.launch())
            self._hang_up()

    def _hang_up(self) -> None:
        """Close all connections."""
        self._server.client_filter(lambda _server, _client: GstRtspServer.RTSPFilterResult.REMOVE)


def _hurry(media: Any) -> None:
    """Have its sinks wait for nothing: packets are pushed when they are due, and stamps may jump."""
    elements = media.get_element().get_parent().iterate_recurse()
    for element in iter(elements.next, None):
        if element[0] != Gst.IteratorResult.OK:
            return
        if element[1].find_property("sync"):
            element[1].set_property("sync", False)


def _reel(path: str) -> Reel:
    reel: Reel = pickle.loads(Path(path).read_bytes())
    return reel


def main(port: str) -> None:
    """Serve until standard input ends."""
    Gst.init(None)
    server, loop = Server(int(port)), GLib.MainLoop()

    def answer(line: str) -> None:
        sys.stdout.write(json.dumps(server.tell(**json.loads(line))) + "\n")
        sys.stdout.flush()

    def listen() -> None:
        for line in sys.stdin:
            GLib.idle_add(answer, line)
        loop.quit()

    threading.Thread(target=listen, daemon=True).start()
    loop.run()


main(*sys.argv[1:])
