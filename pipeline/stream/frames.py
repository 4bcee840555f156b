"""From the packets of a connection to its pictures."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

import av

from pipeline.media.decoder import MAX_HELD_FRAMES, Damage, Decoded, PacketDecoder
from pipeline.media.geometry import Geometry
from pipeline.media.picture import Picture
from pipeline.media.source import CODEC_LIMITS, Frame
from pipeline.recording.packet import TimedPacket
from pipeline.recording.streams import Streams

HEAL_US: Final = 4_000_000
"""After damage pictures are left out until the next key frame, but no longer: a smear is mostly overwritten
then, and a camera without pictures for 10 s would be taken for stalled. Files have more time (`ReadLog`)."""

Dispensable = Literal["DEFAULT", "NONREF", "NONKEY"]
"""Pictures that need not be decoded: none; those on which no other rests; all but key frames."""


class FrameDecoder:
    """Decodes the packets of one connection, from the first key frame on.

    The size of its pictures may change on the way. A picture that may rest on damaged ones is left out.

    Args:
        streams: Of the connection; packets of later parameters are understood too.
        dispensable: Which pictures are not wanted.
    """

    def __init__(self, streams: Streams, dispensable: Dispensable = "DEFAULT") -> None:
        self._aspect = streams.video.sample_aspect_ratio
        self._turn = streams.turn
        self._context = _context(streams, dispensable)
        self._decoder = PacketDecoder(self._context)
        self._times_us: dict[int, int] = {}
        self._geometry: tuple[tuple[int, int], Geometry] | None = None
        self._packet_us, self._last_us = 0, -1
        self._count = 0
        self._has_begun = False
        self._damaged_us: int | None = None
        self.left_out = 0
        """Pictures that were left out for damage so far."""

    def decode(self, packet: TimedPacket) -> Iterator[Frame]:
        """Decode the next packet; gives the pictures that are shown next. Sound gives none."""
        self._has_begun = self._has_begun or packet.is_key
        if not packet.is_video or not self._has_begun:
            return
        self._times_us[packet.pts] = self._packet_us = packet.time_us
        yield from self._believed(self._decoder.decode(packet.packet))
        while len(self._times_us) > MAX_HELD_FRAMES:
            del self._times_us[next(iter(self._times_us))]

    def drain(self) -> Iterator[Frame]:
        """Give the pictures that the decoder still holds: nothing comes any more."""
        yield from self._believed(self._decoder.drain())

    def _believed(self, items: Iterator[Decoded | Damage]) -> Iterator[Frame]:
        for item in items:
            if isinstance(item, Damage):
                self._damaged_us = self._packet_us if self._damaged_us is None else self._damaged_us
            elif self._is_sound(item):
                yield self._frame(item.frame)
            else:
                self.left_out += 1

    def _is_sound(self, item: Decoded) -> bool:
        if self._damaged_us is None or item.precedes_damage:
            return True
        if not (item.frame.key_frame or self._packet_us - self._damaged_us >= HEAL_US):
            return False
        self._damaged_us = None
        return True

    def _frame(self, frame: av.VideoFrame) -> Frame:
        """A picture at its packet's time, always later than the one before."""
        late_us = self._packet_us
        time_us = late_us if frame.pts is None else self._times_us.pop(frame.pts, late_us)
        self._last_us = max(time_us, self._last_us + 1)
        self._count += 1
        return Frame(self._count - 1, self._last_us, Picture(frame, self._shape(frame)))

    def _shape(self, frame: av.VideoFrame) -> Geometry:
        size = frame.width, frame.height
        if self._geometry is None or self._geometry[0] != size:
            self._geometry = size, self._upright(frame)
        return self._geometry[1]

    def _upright(self, frame: av.VideoFrame) -> Geometry:
        shape = Geometry.of(frame, self._context.sample_aspect_ratio or self._aspect)
        turn, is_turned = self._turn, shape.is_transposed or shape.flips_x or shape.flips_y
        if turn is None or is_turned:
            return shape
        width, height = turn.stored_wh((shape.width, shape.height))
        return replace(turn, width=width, height=height)


def _context(streams: Streams, dispensable: Dispensable) -> av.VideoCodecContext:
    """A decoder of its own: that of the connection ends with it, and packets may be decoded twice."""
    template = streams.video.codec_context
    context = av.VideoCodecContext.create(template.codec.name, "r")
    assert isinstance(context, av.VideoCodecContext)
    context.extradata = template.extradata if streams.extradata is None else streams.extradata
    size_wh = streams.size_wh or (template.width, template.height)
    if all(size_wh):
        context.width, context.height = size_wh
    if template.pix_fmt:
        context.pix_fmt = template.pix_fmt
    context.options = CODEC_LIMITS
    context.thread_count = 1
    context.skip_frame = dispensable
    return context
