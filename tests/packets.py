"""Packets made by the tests: of no meaning to a decoder, at known times."""

import io
from fractions import Fraction

import av

from pipeline.recording.packet import AnyPacket, TimedPacket
from pipeline.recording.streams import MATROSKA, Streams

UNIT = Fraction(1, 1000)
SIZE = 100
"""Bytes of each packet."""


def other_streams() -> Streams:
    """Streams that equal no others: MJPEG needs no parameters, and any packet may be a picture."""
    source = av.open(io.BytesIO(), "w", format="matroska")
    video = source.add_stream("mjpeg", rate=25)
    video.width, video.height, video.pix_fmt = 64, 48, "yuvj420p"
    sound = source.add_stream("pcm_s16le", rate=8000)
    holder = av.open(io.BytesIO(), "w", format="matroska")
    return Streams(
        MATROSKA,
        holder.add_stream_from_template(video, opaque=True),
        holder.add_stream_from_template(sound, opaque=True),
    )


STREAMS = other_streams()


def packet(
    second: float, *, is_key: bool = False, is_video: bool = True, streams: Streams = STREAMS
) -> TimedPacket:
    """A packet that is decoded and shown at a second, and lasts one."""
    made: AnyPacket = av.Packet(f"{second:>{SIZE}}".encode())
    stamp = round(second * 1000)
    made.pts, made.dts, made.duration, made.time_base = stamp, stamp, 1000, UNIT
    made.is_keyframe = is_key
    time_us = stamp * 1000
    return TimedPacket(
        made,
        streams,
        stamp,
        stamp,
        time_us,
        time_us,
        1_000_000,
        is_video=is_video,
        is_key=is_key and is_video,
    )
