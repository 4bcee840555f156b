"""Watching one stream for some seconds."""

import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from statistics import median
from typing import Final

from api.doctor.checkup import Checkup, Finding
from api.doctor.patient import Patient
from pipeline.errors import SourceInvalid, VedetteError
from pipeline.recording.packet import TimedPacket
from pipeline.stream.connection import Connection, utc_now_us
from pipeline.stream.frames import FrameDecoder

REFERENCE_TIME: Final = struct.Struct("=q")
"""UTC microseconds on the camera's clock. Source: libavcodec/defs.h, AVProducerReferenceTime."""


@dataclass(frozen=True, slots=True)
class ExaminationSettings:
    """How long a stream is watched."""

    look_s: float = 8.0
    """Two key frames of most cameras come in this time, and a rate can be told to a hundredth."""
    patience: float = 2.5
    """Watched on until a second key frame comes, but no longer than so many times as long: then that it takes
    so long is the finding."""

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: Nothing would be watched.
        """
        if self.look_s <= 0 or self.patience < 1:
            raise ValueError(f"expected look_s above 0 and patience from 1, received {self}")

    @property
    def most_s(self) -> float:
        """How long a stream is watched at most, in seconds."""
        return self.look_s * self.patience


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet, and when it was given out: UTC microseconds."""

    packet: TimedPacket
    at_us: int


def examine(patient: Patient, settings: ExaminationSettings, now: Callable[[], int] = utc_now_us) -> Checkup:
    """Watch a stream; whatever is wrong with it is in the checkup."""
    if patient.address is None:
        return Checkup(patient, None, patient.trouble)
    begun = time.monotonic()
    try:
        with Connection(patient.address, patient.settings, now) as connection:
            opened_s = time.monotonic() - begun
            return Checkup(patient, replace(_watched(connection, settings, now), opened_s=opened_s))
    except VedetteError as error:
        return Checkup(patient, None, str(error))


def _watched(connection: Connection, settings: ExaminationSettings, now: Callable[[], int]) -> Finding:
    decoder = FrameDecoder(connection.streams, "NONKEY")
    arrivals: list[Arrival] = []
    size_wh = None
    for packet in connection.packets():
        arrivals.append(Arrival(packet, now()))
        is_enough = _is_enough(arrivals, settings)
        for frame in chain(decoder.decode(packet), decoder.drain() if is_enough else ()):
            size_wh = size_wh or (frame.picture.width, frame.picture.height)
        if is_enough:
            break
    if size_wh is None:
        raise _no_picture(connection.address.shown, arrivals)
    return _finding(connection, arrivals, size_wh, decoder.left_out)


def _no_picture(shown: str, arrivals: Sequence[Arrival]) -> SourceInvalid:
    if any(arrival.packet.is_key for arrival in arrivals):
        return SourceInvalid(f"{shown}: expected video, but no picture of it can be decoded")
    watched_s = (arrivals[-1].at_us - arrivals[0].at_us) / 1e6 if arrivals else 0
    return SourceInvalid(
        f"{shown}: no key frame within {watched_s:.0f} s, and nothing can be decoded before one"
    )


def _is_enough(arrivals: Sequence[Arrival], settings: ExaminationSettings) -> bool:
    watched_us = arrivals[-1].at_us - arrivals[0].at_us
    keys = sum(arrival.packet.is_key for arrival in arrivals)
    return watched_us >= (settings.look_s if keys > 1 else settings.most_s) * 1e6


def _finding(
    connection: Connection, arrivals: Sequence[Arrival], size_wh: tuple[int, int], left_out: int
) -> Finding:
    pictures = [arrival for arrival in arrivals if arrival.packet.is_video]
    gaps_us = [later.packet.decode_us - sooner.packet.decode_us for sooner, later in pairwise(pictures)]
    watched_s = max(1, sum(gaps_us)) / 1e6
    keys_us = [arrival.packet.time_us for arrival in pictures if arrival.packet.is_key]
    streams = connection.streams
    return Finding(
        codec=streams.codec,
        sound=streams.audio.codec_context.codec.canonical_name if streams.audio else None,
        size_wh=size_wh,
        opened_s=0.0,
        watched_s=watched_s,
        told_fps=connection.fps,
        fps=len(gaps_us) / watched_s,
        longest_gap_s=max(gaps_us, default=0) / 1e6,
        key_interval_s=max((later - sooner for sooner, later in pairwise(keys_us)), default=0) / 1e6 or None,
        bits_per_s=8 * sum(arrival.packet.size for arrival in arrivals) / watched_s,
        pace=_pace(pictures[len(pictures) // 2 :]),
        clock_ahead_s=_clock_ahead_s(pictures),
        left_out=left_out,
    )


def _pace(pictures: Sequence[Arrival]) -> float:
    """How fast stamps grow as against time. The first pictures were in store: they tell nothing."""
    first, last = pictures[0], pictures[-1]
    passed_us = last.at_us - first.at_us
    stamped = (last.packet.dts - first.packet.dts) * first.packet.time_base
    return float(stamped * 1_000_000 / passed_us) if passed_us > 0 else 1.0


def _clock_ahead_s(pictures: Sequence[Arrival]) -> float | None:
    """The time of day that an RTSP camera tells for its pictures, as against ours."""
    ahead_us = [
        REFERENCE_TIME.unpack_from(bytes(packet.get_sidedata("prft")))[0] - arrival.packet.decode_us
        for arrival in pictures
        if (packet := arrival.packet.packet).has_sidedata("prft")
    ]
    return median(ahead_us) / 1e6 if ahead_us else None
