"""What a clip's file tells by itself: for those that a dead writer left, and those without a row."""

from contextlib import suppress
from pathlib import Path

import av

from pipeline.media.header import in_us
from pipeline.recording.clip import Clip, sha256_of
from pipeline.recording.clip_file import PARTIAL, settled
from pipeline.recording.origin import origin_of
from pipeline.recording.streams import Streams


def examined(path: Path) -> Clip | None:
    """Read a clip as far as it goes; None if it is none of ours, or nothing of it can be played.

    Raises:
        OSError: It cannot be read.
    """
    with suppress(av.FFmpegError, IndexError), av.open(str(path)) as container:
        told = origin_of(container.metadata)
        length_us, has_audio = _length_us(container)
        if told and length_us:
            origin, start_us = told
            return Clip(
                path, origin, start_us, start_us + length_us, path.stat().st_size, sha256_of(path),
                Streams.of(container, str(path)).codec, has_audio,
            )  # fmt: skip
    return None


def rescued(partial: Path) -> Clip | None:
    """Make a clip of what a dead writer left, as far as it was written; None if nothing of it can be played.

    Not a byte of it is altered: only its name.

    Raises:
        OSError: It cannot be read, or the folder not written.
    """
    if examined(partial) is None:
        return None
    return examined(settled(partial, partial.with_name(partial.name.removesuffix(PARTIAL))))


def _length_us(container: av.container.InputContainer) -> tuple[int, bool]:
    """End of the last picture on the clip's own clock, 0 if there is none; and whether there is sound."""
    length_us, has_audio = 0, False
    with suppress(av.FFmpegError):  # the last fragment is cut off
        for packet in container.demux():
            if packet.size and isinstance(packet.stream, av.VideoStream):
                end_us = in_us((packet.pts or 0) + (packet.duration or 0), packet.time_base) or 0
                length_us = max(length_us, end_us)
            has_audio = has_audio or (packet.size > 0 and isinstance(packet.stream, av.AudioStream))
    return length_us, has_audio
