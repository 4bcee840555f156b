"""Decoding that goes on behind damage."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import av

MAX_BARREN_READS = 1000
"""Reads that fail in a row before the rest is given up. MPEG-TS skips 64 KiB of noise in each: 64 MB."""

MAX_HELD_FRAMES = 64
"""A decoder holds back fewer frames than this, to put them in order (16 in H.264) and one for each thread."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something between two frames could not be read, or was decoded by guessing."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A frame that the decoder found nothing wrong with. It may rest on one that was."""

    frame: av.VideoFrame
    precedes_damage: bool
    """It was decoded before the latest damage and only shown after it: it is sound."""


class Decoder:
    """Decodes a stream to its end, with a mark wherever something is damaged."""

    def __init__(self, container: av.container.InputContainer, stream: av.VideoStream) -> None:
        self._container = container
        self._stream = stream

    def __iter__(self) -> Iterator[Decoded | Damage]:
        decoder = PacketDecoder(self._stream.codec_context)
        for packet in self._packets():
            if isinstance(packet, Damage):
                yield decoder.damage(packet.reason, None)
            else:
                yield from decoder.decode(packet)

    def _packets(self) -> "Iterator[av.Packet[av.VideoStream] | Damage]":
        """Read on after each error. The last packet is empty: it makes the decoder give its last frames."""
        barren = 0
        while barren < MAX_BARREN_READS:
            try:
                for packet in self._container.demux(self._stream):
                    barren = 0
                    yield packet
            except av.FFmpegError as error:
                barren += 1
                yield Damage(reason_of(error))
            else:
                return


class PacketDecoder:
    """Decodes packet by packet, wherever they come from."""

    def __init__(self, context: av.VideoCodecContext) -> None:
        self._context = context
        self._sent: deque[int | None] = deque(maxlen=MAX_HELD_FRAMES)
        self._sound: frozenset[int | None] = frozenset()
        self._corrupt: deque[int | None] = deque(maxlen=MAX_HELD_FRAMES)
        self._rests_on_damage = False
        self._key_pts: int | None = None

    def decode(self, packet: "av.Packet[av.VideoStream]") -> Iterator[Decoded | Damage]:
        """Decode the next packet; gives the frames that are shown next, and what was damaged."""
        if packet.is_corrupt:
            self._corrupt.append(packet.pts)
            yield self.damage("a packet is cut off or out of sequence", packet.pts)
        try:
            frames = self._context.decode(packet)
        except av.FFmpegError as error:
            yield self.damage(reason_of(error), packet.pts)
            return
        if packet.is_keyframe:
            self._rests_on_damage = False
            self._key_pts = packet.pts
        if not self._rests_on_damage:
            self._sent.append(packet.pts)
        yield from self._judged(frames)

    def drain(self) -> Iterator[Decoded | Damage]:
        """Give the frames that were held back: nothing comes any more."""
        try:
            frames = self._context.decode(None)
        except av.FFmpegError as error:
            yield self.damage(reason_of(error), None)
            return
        yield from self._judged(frames)

    def _judged(self, frames: Iterable[av.VideoFrame]) -> Iterator[Decoded | Damage]:
        for frame in frames:
            if frame.is_corrupt or frame.pts in self._corrupt:
                yield self.damage("a picture could be decoded in part only", frame.pts)
            else:
                yield Decoded(frame, frame.pts in self._sound)

    def damage(self, reason: str, pts: int | None) -> Damage:
        """Mark damage that came to light at `pts`: what was sent before that is sound.

        Frames sent after the latest key frame but shown before it (in open groups of pictures) lack what they
        rest on when the group before was damaged. That is no new damage: the key frame stays sound.
        """
        if pts is None or self._key_pts is None or pts >= self._key_pts:
            self._rests_on_damage = True
            sent = list(self._sent)
            self._sound = frozenset(sent[: sent.index(pts)] if pts in sent else sent)
        return Damage(reason)


def reason_of(error: av.FFmpegError) -> str:
    """What went wrong, in a person's words."""
    if isinstance(error, av.error.BlockingIOError):
        return "noise where a packet should be"  # the MPEG-TS demuxer's way of saying "try again further on"
    return (error.strerror or type(error).__name__).lower()
