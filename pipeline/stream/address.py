"""Addresses of cameras, and what may be shown of them."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit

from pipeline.errors import SourceInvalid

Kind = Literal["rtsp", "http", "udp", "device", "file"]

KINDS: Final[dict[str, Kind]] = {
    "rtsp": "rtsp", "rtsps": "rtsp", "http": "http", "https": "http", "udp": "udp", "v4l2": "device",
    "file": "file",
}  # fmt: skip

EXPECTED: Final = "rtsp://, rtsps://, http://, https://, udp://, v4l2:// or file:"

PLAIN_PARAMETERS: Final = frozenset({
    "camera", "channel", "codec", "compression", "duration", "fps", "height", "overrun_nonfatal", "profile",
    "proto", "quality", "resolution", "size", "stream", "streamtype", "subtype", "transportmode", "unicast",
    "video", "videocodec", "width",
})  # fmt: skip
"""What of a query may be shown with its value; the value of any other may be a password."""

HIDDEN: Final = "…"

LOOP: Final = "?loop"

_SECRET_IN_PATH: Final = re.compile(
    r"((?:user(?:name)?|login\w*?|pass(?:w(?:or)?d)?|pwd|token|auth|key|secret)=)[^&;/]*?(?=[&;/]|_[a-z]+=|$)",
    re.IGNORECASE,
)
"""Some cameras take name and password in the path: `/user=admin_password=x_channel=1.sdp`."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a camera is, and what may be told of that."""

    shown: str
    """Without credentials."""
    kind: Kind
    url: str = field(repr=False)
    """As FFmpeg needs it; of a device or a file its path."""
    loops: bool = False
    """A file begins again at its end."""

    @classmethod
    def of(cls, text: str, shown: str | None = None) -> "Address":
        """Read an address: a URL, a device as `/dev/video0` or `v4l2:///dev/video0`, or a file.

        A file is a path or `file:PATH`; with `?loop` behind it, it begins again at its end.

        Args:
            text: The address with its secrets.
            shown: What may be told of it, if the caller knows better than `without_credentials`.

        Raises:
            SourceInvalid: It is of no kind that can be watched, or names no host or file.
        """
        shown = without_credentials(text) if shown is None else shown
        scheme, colon, rest = text.partition(":")
        if not colon or "/" in scheme or len(scheme) == 1:
            scheme, rest = "v4l2" if text.startswith("/dev/video") else "file", text
        kind = KINDS.get(scheme.lower())
        if kind is None:
            raise SourceInvalid(f"{shown}: expected an address as {EXPECTED}, received {scheme}:")
        if kind in {"device", "file"}:
            return _local(rest, kind, shown)
        _refuse_partial(text, kind, shown)
        return cls(shown, kind, text)


def without_credentials(text: str) -> str:
    """Take out of an address whatever may be a name, a password or a token."""
    scheme, slashes, rest = text.partition("://")
    if not slashes or scheme.lower() in {"file", "v4l2"}:
        return text
    place, question, query = rest.rpartition("@")[2].partition("?")
    place = _SECRET_IN_PATH.sub(rf"\1{HIDDEN}", place)
    return f"{scheme}://{place}{question}{'&'.join(map(_plain, query.split('&')))}"


def _plain(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    if not value or name.lower() in PLAIN_PARAMETERS:
        return parameter if equals else HIDDEN if name else ""
    return f"{name}={HIDDEN}"


def _local(rest: str, kind: Kind, shown: str) -> Address:
    loops = kind == "file" and rest.endswith(LOOP)
    path = rest.removesuffix(LOOP) if loops else rest
    path = path.removeprefix("//") if path.startswith("///") else path
    if not path:
        raise SourceInvalid(f"{shown}: expected a path, received none")
    return Address(shown, kind, path, loops)


def _refuse_partial(text: str, kind: Kind, shown: str) -> None:
    try:
        parts = urlsplit(text)
        is_whole = parts.port != 0 and bool(parts.port if kind == "udp" else parts.hostname)
    except ValueError:  # a port that is no number, a bracket left open
        is_whole = False
    if not is_whole:
        raise SourceInvalid(f"{shown}: expected {'a port' if kind == 'udp' else 'a host'} to connect to")
