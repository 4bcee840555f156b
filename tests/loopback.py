"""Servers on loopback that answer as cameras do, and as what is no camera does."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import av

CHUNK_BYTES = 188 * 7
"""What MPEG-TS puts into one datagram."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who has connected."""

    socket: socket.socket
    is_over: threading.Event
    """The server is to end."""

    def asked(self) -> bytes:
        """What they ask for."""
        return self.socket.recv(65_536)

    def send(self, parts: Sequence[bytes], every_s: float = 0.0) -> None:
        """Send one part after the other."""
        for part in parts:
            self.socket.sendall(part)
            if self.is_over.wait(every_s):
                return


@dataclass(slots=True)
class _Door:
    answer: Callable[[Guest], None]
    is_over: threading.Event = field(default_factory=threading.Event)
    guests: list[threading.Thread] = field(default_factory=list)

    def open(self, listening: socket.socket) -> None:
        while not self.is_over.is_set():
            with suppress(TimeoutError):
                guest, _ = listening.accept()
                thread = threading.Thread(target=self.receive, args=(guest,))
                self.guests.append(thread)
                thread.start()

    def receive(self, guest: socket.socket) -> None:
        guest.settimeout(60)
        with guest, suppress(OSError):
            self.answer(Guest(guest, self.is_over))


@contextmanager
def answering(answer: Callable[[Guest], None]) -> Iterator[int]:
    """Have a server answer each guest in a thread of their own, and then hang up; gives its port."""
    door = _Door(answer)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        thread = threading.Thread(target=door.open, args=(listening,))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            door.is_over.set()
            for each in (thread, *door.guests):
                each.join()


def silence(guest: Guest) -> None:
    """Take the call and say nothing."""
    guest.is_over.wait()


def page(guest: Guest) -> None:
    """Be a web page."""
    guest.asked()
    guest.send([b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome</html>"])


def status(line: str, protocol: str = "HTTP/1.1") -> Callable[[Guest], None]:
    """Refuse with a status, as often as asked."""

    def refuse(guest: Guest) -> None:
        number = 0
        while guest.asked():
            number += 1
            about = f"CSeq: {number}\r\nContent-Length: 0\r\n"
            guest.send([f'{protocol} {line}\r\n{about}WWW-Authenticate: Basic realm="cam"\r\n\r\n'.encode()])

    return refuse


def encrypted(answer: Callable[[Guest], None], certificate: Path) -> Callable[[Guest], None]:
    """Answer by TLS; the PEM file has certificate and key."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def serve(guest: Guest) -> None:
        with context.wrap_socket(guest.socket, server_side=True) as private:
            answer(Guest(private, guest.is_over))

    return serve


def transport_stream(file: Path, every_s: float, *, then_stalls: bool = False) -> Callable[[Guest], None]:
    """Serve an MPEG-TS file over HTTP, and then hang up, or say nothing more."""
    content = file.read_bytes()
    parts = [content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES)]

    def serve(guest: Guest) -> None:
        guest.asked()
        guest.send([b"HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n"])
        guest.send(parts, every_s)
        if then_stalls:
            guest.is_over.wait()

    return serve


def motion_jpeg(file: Path, every_s: float) -> Callable[[Guest], None]:
    """Serve the pictures of an MJPEG file over HTTP as webcams do, and then hang up."""
    with av.open(str(file)) as container:
        pictures = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    head = b"--next\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"

    def serve(guest: Guest) -> None:
        guest.asked()
        guest.send([b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=next\r\n\r\n"])
        guest.send([head % len(picture) + picture + b"\r\n" for picture in pictures], every_s)

    return serve
