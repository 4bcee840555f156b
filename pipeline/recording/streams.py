"""The streams that clips are made of, detached from the file or connection that they come from."""

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

import av

from pipeline.errors import RecordingError
from pipeline.media.geometry import Geometry

log = logging.getLogger(__name__)

MP4_VIDEO: Final = frozenset({"av1", "h264", "hevc", "mpeg4", "vp9"})
"""What players and browsers expect in an MP4. FFmpeg would put more there (MJPEG, MPEG-2) that few play."""

MP4_AUDIO: Final = frozenset({"aac", "ac3", "alac", "eac3", "flac", "mp3", "opus"})
"""Likewise."""

QUICKTIME_VIDEO: Final = frozenset({"h264", "hevc", "mjpeg", "mpeg4"})

QUICKTIME_AUDIO: Final = frozenset({"pcm_alaw", "pcm_mulaw", "pcm_s16be", "pcm_s16le"})
"""G.711, which many cameras send, and plain PCM: they have no place in MP4 that players know, and FFmpeg puts
no G.711 into Matroska."""

AnyStream = TypeVar("AnyStream", av.VideoStream, av.AudioStream)


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file, written so that what was written stays playable when the writer dies."""

    format: str
    """As FFmpeg calls it."""
    suffix: str
    fragment_option: str
    """Name of the option that says how long a fragment is."""
    fragments_a_second: int
    """Its unit."""
    options: Mapping[str, str] = field(default_factory=dict)


MP4: Final = Container(
    "mp4", ".mp4", "frag_duration", 1_000_000, {"movflags": "delay_moov+default_base_moof"}
)
"""Fragmented. The index of the file is written with the first fragment, when all is known that it must say:
before that there is nothing to play anyhow."""

QUICKTIME: Final = replace(MP4, format="mov", suffix=".mov")
"""What MP4 was made from; fragmented in the same way."""

MATROSKA: Final = Container("matroska", ".mkv", "cluster_time_limit", 1_000)


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """One video stream and perhaps one of sound: what goes into one clip.

    They are templates without a connection, so that packets can be written after it is closed.
    """

    container: Container
    """What a clip of them is."""
    video: av.VideoStream
    audio: av.AudioStream | None
    extradata: bytes | None = None
    """Parameters that came within the stream, in place of those at its start."""
    size_wh: tuple[int, int] | None = None
    """Size of the pictures from then on, if it could be told."""
    turn: Geometry | None = None
    """How they are turned upright if a file's header says so, which a decoder of its own does not know; the
    size does not count."""

    @classmethod
    def of(cls, container: av.container.InputContainer, name: str, *, with_audio: bool = True) -> "Streams":
        """Take the best video stream of an open file or connection, and its sound.

        Args:
            container: The file or connection.
            name: What messages call it; the container's own may hold a password.
            with_audio: Also take the sound.

        Raises:
            RecordingError: There is no video, or none that any container takes.
        """
        video = container.streams.best("video")
        audio = container.streams.best("audio") if with_audio else None
        if not isinstance(video, av.VideoStream) or video.codec_context is None:
            raise RecordingError(f"{name}: expected video to cut clips from, found none")
        sound = audio if isinstance(audio, av.AudioStream) and audio.codec_context is not None else None
        kind = _container(_codec(video), _codec(sound) if sound else None)
        try:
            detached = _detached(video, kind)
        except ValueError as error:
            raise RecordingError(f"{name}: no container takes its video: {error}") from error
        return cls(kind, detached, _detached_sound(sound, kind, name) if sound else None)

    @property
    def codec(self) -> str:
        """The compression of the pictures, as FFmpeg calls it."""
        return _codec(self.video)

    def added_to(self, clip: av.container.OutputContainer) -> dict[bool, av.VideoStream | av.AudioStream]:
        """Lay the streams out in a new clip; gives video at True and audio at False."""
        video = clip.add_stream_from_template(self.video, opaque=True)
        if self.extradata is not None:
            video.codec_context.extradata = self.extradata
        if self.size_wh is not None:
            video.codec_context.width, video.codec_context.height = self.size_wh
        if self.audio is None:
            return {True: video}
        return {True: video, False: clip.add_stream_from_template(self.audio, opaque=True)}


def _container(video: str, audio: str | None) -> Container:
    """MP4 if it takes both, QuickTime for sound that MP4 does not take, else Matroska."""
    if video in MP4_VIDEO and (audio is None or audio in MP4_AUDIO):
        return MP4
    return QUICKTIME if video in QUICKTIME_VIDEO and audio in QUICKTIME_AUDIO else MATROSKA


def _codec(stream: AnyStream) -> str:
    return stream.codec_context.codec.canonical_name


def _detached(stream: AnyStream, kind: Container) -> AnyStream:
    """Copy a stream's parameters; a stream of PyAV dies with the container that it was opened in."""
    holder = av.open(io.BytesIO(), "w", format=kind.format)
    return holder.add_stream_from_template(stream, opaque=True)


def _detached_sound(sound: av.AudioStream, kind: Container, name: str) -> av.AudioStream | None:
    try:
        return _detached(sound, kind)
    except ValueError as error:
        log.warning("%s: clips of it have no sound: %s", name, error)
        return None
