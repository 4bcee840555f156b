"""Noticing that a stream changes its parameters on the way: another size of picture, another profile."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

import av
from av.bitstream import BitStreamFilterContext

from pipeline.recording.streams import Streams

IN_BAND: Final = frozenset({"av1", "h264", "hevc", "mpeg4"})
"""Their key frames may carry parameters. Those of MPEG-1 and -2 do too, but alter them at will."""

START_OF_FRAME: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG behind which the size stands. Source: ITU-T T.81, table B.1."""


class ParameterWatch:
    """Looks at the key frames of one video stream.

    Args:
        streams: As they were when the source was opened.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._codec = streams.codec
        self._last: bytes | None = None
        extradata = streams.video.codec_context.extradata or b""
        # With parameters in the form of MP4 (it begins with 1), packets have lengths in place of start codes.
        has_start_codes = self._codec in {"av1", "mpeg4"} or not extradata.startswith(b"\1")
        is_apt = self._codec in IN_BAND and has_start_codes
        self._extract = BitStreamFilterContext("extract_extradata", streams.video) if is_apt else None

    @property
    def streams(self) -> Streams:
        """What packets belong to at present."""
        return self._streams

    def update(self, packet: "av.Packet[av.VideoStream]") -> Streams:
        """Look at a packet of the video stream; gives the streams that it and the next ones belong to."""
        if packet.is_keyframe and packet.size:
            found = self._parameters(packet)
            if found and self._last and found != self._last:
                self._streams = self._changed(found, packet)
            self._last = found or self._last
        return self._streams

    def _parameters(self, packet: "av.Packet[av.VideoStream]") -> bytes | None:
        if packet.has_sidedata("new_extradata"):
            return bytes(packet.get_sidedata("new_extradata"))
        if self._codec == "mjpeg":
            return _jpeg_size(bytes(packet))
        if self._extract is None:
            return None
        copies = self._extract.filter(av.Packet(bytes(packet)))  # a filter takes away what it is given
        found = (
            bytes(copy.get_sidedata("new_extradata")) for copy in copies if copy.has_sidedata("new_extradata")
        )
        return next(found, None)

    def _changed(self, found: bytes, packet: "av.Packet[av.VideoStream]") -> Streams:
        extradata = None if self._codec == "mjpeg" else found
        size_wh = next(_sizes(self._streams, extradata, packet), None)
        return replace(self._streams, extradata=extradata, size_wh=size_wh)


def _sizes(
    streams: Streams, extradata: bytes | None, packet: "av.Packet[av.VideoStream]"
) -> Iterator[tuple[int, int]]:
    """Size of the pictures from a key frame on, by decoding it: this happens once a change, hardly ever."""
    decoder = av.VideoCodecContext.create(streams.video.codec_context.codec.name, "r")
    assert isinstance(decoder, av.VideoCodecContext)
    if extradata is not None:
        decoder.extradata = extradata
    with suppress(av.FFmpegError):
        for frame in (*decoder.decode(av.Packet(bytes(packet))), *decoder.decode(None)):
            yield frame.width, frame.height


def _jpeg_size(jpeg: bytes) -> bytes | None:
    """The bytes of a JPEG's height and width; None if they are not found.

    Source: ITU-T T.81, B.1.1.4: a segment is 0xFF, its marker, and its length in two bytes, which count.
    """
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        if jpeg[at + 1] in START_OF_FRAME:
            return jpeg[at + 5 : at + 9]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return None
