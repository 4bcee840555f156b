"""Writing one clip, packet by packet."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av

from pipeline.recording.clip import Clip, sha256_of
from pipeline.recording.clip_file import ClipFile
from pipeline.recording.origin import Origin
from pipeline.recording.packet import AnyPacket, TimedPacket


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """How clips are written."""

    fragment_s: float = 1.0
    """What a dead writer loses at most; a tenth of it costs 1.8 % more bytes, tenfold saves 0.15 %."""
    sync_s: float = 5.0
    """What a power cut loses at most; each time takes a disk some milliseconds."""
    max_s: float = 3600.0
    """A clip that goes on longer is ended, and the next begins: a file must be done some day."""

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: A number is not above 0.
        """
        if min(self.fragment_s, self.sync_s, self.max_s) <= 0:
            raise ValueError(f"expected more than 0 s each, received {self}")


class ClipWriter:
    """Writes one clip, which begins with the key frame `first`, at time 0.

    Args:
        stem: The file, without the ending that its container gives it.
        origin: Whose pictures they are.
        first: A key frame; it is written by `write` like the others.
        settings: How it is written.

    Raises:
        OSError: The folder cannot be written.
        av.FFmpegError: The container refuses the streams.
    """

    def __init__(
        self, stem: Path, origin: Origin, first: TimedPacket, settings: ClipSettings | None = None
    ) -> None:
        settings = settings or ClipSettings()
        kind = first.streams.container
        self._first = first
        self._origin = origin
        self.end_us = first.time_us
        """End of the last picture written, on the source's clock."""
        self._last_dts: dict[bool, int] = {}
        fragment = {kind.fragment_option: str(round(settings.fragment_s * kind.fragments_a_second))}
        options = {**kind.options, **fragment, "fflags": "flush_packets+bitexact"}
        self._file = ClipFile(stem.with_name(stem.name + kind.suffix), settings.sync_s)
        try:
            self._clip = av.open(self._file, "w", format=kind.format, container_options=options)
            self._clip.metadata.update(origin.tags(first.time_us))
            self._streams = first.streams.added_to(self._clip)
        except BaseException:
            self._file.abandon()
            self._file.partial.unlink()
            raise

    @property
    def streams(self) -> object:
        """What the packets must belong to."""
        return self._first.streams

    @property
    def start_us(self) -> int:
        """Time of its key frame, on the source's clock."""
        return self._first.time_us

    def write(self, packet: TimedPacket) -> None:
        """Write the next packet, byte for byte, unless it belongs before the clip's start.

        Pictures that come behind the key frame but are shown before it need the group before: without that,
        nobody can decode them.

        Raises:
            OSError: The disk is full, or gone.
            av.FFmpegError: The container refuses the packet.
        """
        if packet.time_us < self._first.time_us or packet.is_video not in self._streams:
            return
        base = self._base(packet.time_base)
        # Containers refuse what does not rise: cameras repeat a timestamp now and then.
        dts = max(packet.dts - base, self._last_dts.get(packet.is_video, packet.dts - base - 1) + 1)
        self._last_dts[packet.is_video] = dts
        copy = _shallow_copy(packet)
        copy.pts, copy.dts = max(dts, packet.pts - base), dts
        copy.stream = self._streams[packet.is_video]
        self._clip.mux(copy)
        if packet.is_video:
            self.end_us = max(self.end_us, packet.time_us + packet.lasts_us)

    def close(self) -> Clip:
        """Write the end of the clip, bring it to the disk and give it its name.

        Raises:
            OSError: The disk is full, or gone; what was written is left under the temporary name.
            av.FFmpegError: Nothing was written.
        """
        try:
            self._clip.close()
            path = self._file.finish()
            has_audio = False in self._last_dts
            return Clip(
                path, self._origin, self.start_us, self.end_us, path.stat().st_size, sha256_of(path),
                self._first.streams.codec, has_audio,
            )  # fmt: skip
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Leave what was written, under its temporary name; `vedette storage check --repair` mends it."""
        self._file.abandon()
        self._clip.close()

    def _base(self, unit: Fraction) -> int:
        """The clip's start in a stream's unit."""
        return round(self._first.pts * self._first.time_base / unit)


def _shallow_copy(packet: TimedPacket) -> AnyPacket:
    """A packet with the same content, which is not copied: muxing alters what it is given."""
    content = cast("bytes", packet.packet)  # it is a buffer, which the stubs of PyAV do not tell
    copy: AnyPacket = av.Packet(content)
    copy.time_base, copy.duration = packet.time_base, packet.packet.duration
    copy.is_keyframe = packet.packet.is_keyframe
    return copy
