"""What FFmpeg could not do with an address, in a person's words and without credentials."""

import errno
import socket
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import av

from pipeline.errors import SourceError, SourceInvalid, SourceNotFound, SourceUnreachable, SourceUnreadable
from pipeline.media.decoder import reason_of
from pipeline.stream.address import Address

Told = tuple[type[Exception], type[SourceError], str]

EVERYWHERE: Final[tuple[Told, ...]] = (
    (av.error.HTTPForbiddenError, SourceUnreadable, "this user may not watch it (403)"),
    (av.error.HTTPNotFoundError, SourceNotFound, "the camera answers, but has no such stream (404)"),
    (av.error.HTTPError, SourceUnreachable, "the camera answers, but refuses what was asked for"),
    (FileNotFoundError, SourceNotFound, "nothing is there"),
    (ConnectionRefusedError, SourceUnreachable, "connection refused: nobody listens there"),
)
"""What errors mean that mean one thing."""

HERE: Final[tuple[Told, ...]] = (*EVERYWHERE, (PermissionError, SourceUnreadable, "no permission to read it"))
"""Likewise of files and devices; a camera of the network gives this error when a reply was cut off."""


def failure(error: av.FFmpegError, address: Address, waited_s: float, limit_s: float) -> SourceError:
    """Say why an address cannot be opened or read.

    Args:
        error: FFmpeg's; its text is not shown, for it may hold the URL.
        address: Where the stream is.
        waited_s: How long it took to fail.
        limit_s: How long it might take.
    """
    shown = address.shown
    if isinstance(error, av.error.HTTPUnauthorizedError):
        return SourceUnreadable(f"{shown}: {_login_fault(address)} (401)")
    for kind, meaning, text in HERE if address.kind in {"device", "file"} else EVERYWHERE:
        if isinstance(error, kind):
            return meaning(f"{shown}: {text}")
    if isinstance(error, av.error.ExitError | TimeoutError) or waited_s >= limit_s:
        return timed_out(address, limit_s)
    if isinstance(error, OSError):
        return _system_failure(error, address)
    return SourceInvalid(f"{shown}: expected a stream of video, received something else ({reason_of(error)})")


def timed_out(address: Address, limit_s: float) -> SourceUnreachable:
    """Say that nothing came for too long."""
    return SourceUnreachable(f"{address.shown}: timed out: nothing of use came within {limit_s:g} s")


def _login_fault(address: Address) -> str:
    if urlsplit(address.url).username:
        return "wrong user name or password"
    return "a user name and a password are needed"


def _system_failure(error: OSError, address: Address) -> SourceError:
    """What the machine says; FFmpeg calls an unknown host and a bad certificate errors of input or output."""
    shown, said = address.shown, (error.strerror or "").lower()
    if address.kind == "device":
        return SourceInvalid(f"{shown}: expected a camera device: {said}")
    if address.kind in {"rtsp", "http"} and not _has_host(address.url):
        return SourceUnreachable(f"{shown}: no host of this name is known")
    if error.errno in {errno.EIO, errno.EPERM}:
        is_private = urlsplit(address.url).scheme in {"rtsps", "https"}
        said = f"the camera hung up{', or its certificate is not trusted' if is_private else ''}"
    return SourceUnreachable(f"{shown}: the connection broke: {said}")


def _has_host(url: str) -> bool:
    with suppress(OSError):
        return bool(socket.getaddrinfo(urlsplit(url).hostname, None))
    return False
