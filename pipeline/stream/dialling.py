"""Opening what an address names with FFmpeg."""

import ssl
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import av

from pipeline.errors import SourceError
from pipeline.media.source import CODEC_LIMITS
from pipeline.recording.reading import MISSING_STAMPS
from pipeline.stream.address import Address
from pipeline.stream.failure import failure
from pipeline.stream.settings import StreamSettings

QUICK: Final = {"fpsprobesize": "0"}
"""Else FFmpeg reads for two seconds to guess the rate, which the packets tell as well."""

UDP_BUFFER_BYTES: Final = 4_000_000
"""A second of a 4K stream; the system may grant less."""

RTSP: Final = {
    "allowed_media_types": "video+audio",  # ONVIF's metadata would be waited for
    "buffer_size": str(UDP_BUFFER_BYTES),
}

HTTP: Final = {
    # What a camera may answer with. A playlist could name files of this machine.
    "format_whitelist": "mpjpeg,mjpeg,mpegts,mpeg,flv,matroska,webm,mov,h264,hevc,asf",
    "protocol_whitelist": "http,https,tcp,tls",
}

UDP: Final = {"buffer_size": str(UDP_BUFFER_BYTES), "overrun_nonfatal": "1"}

CA_FILES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)
"""Where systems have the certificates that they trust; FFmpeg looks in one place alone."""


def dial(address: Address, settings: StreamSettings) -> av.container.InputContainer:
    """Open an address.

    Raises:
        SourceError: It cannot be opened; one line without credentials.
    """
    *first, last = _attempts(address, settings)
    for options in first:
        try:
            return _opened(address, settings, options)
        except SourceError:
            continue
    return _opened(address, settings, last)


def _opened(
    address: Address, settings: StreamSettings, options: Mapping[str, str]
) -> av.container.InputContainer:
    formats = {"udp": "mpegts", "device": "v4l2"}
    begun = time.monotonic()
    try:
        return av.open(
            address.url, format=formats.get(address.kind), timeout=(settings.open_s, settings.read_s),
            options=CODEC_LIMITS, container_options={**QUICK, **options},
        )  # fmt: skip
    except av.FFmpegError as error:
        # Its text and its frames hold the URL: neither may come into a log.
        raise failure(error, address, time.monotonic() - begun, settings.open_s) from None


def _attempts(address: Address, settings: StreamSettings) -> Iterator[Mapping[str, str]]:
    """Options to try, one after the other."""
    trust = {"ca_file": str(settings.ca_file or _system_ca_file()), "tls_verify": "1"}
    match address.kind:
        case "rtsp":
            yield {**RTSP, **trust, "rtsp_transport": settings.transport}
        case "http":
            yield {**HTTP, **trust}
        case "udp":
            yield UDP
        case "device":
            yield {"input_format": "mjpeg"}  # raw pictures fill the bus and the disk
            yield {}
        case "file":
            yield MISSING_STAMPS


def _system_ca_file() -> str:
    places = (ssl.get_default_verify_paths().cafile, *CA_FILES)
    return next((place for place in places if place and Path(place).is_file()), CA_FILES[0])
