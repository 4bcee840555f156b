"""Cutting clips out of files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.errors import RecordingError
from pipeline.media.camera_name import camera_name
from pipeline.recording.clip import Clip
from pipeline.recording.origin import Origin
from pipeline.recording.reading import PacketFile
from pipeline.recording.recorder import Recorder, RecorderSettings
from pipeline.recording.ring import PacketRing, RingSettings
from pipeline.recording.wishes import Span

WHOLE_GROUPS: Final = RingSettings(seconds=0, max_bytes=1_000_000_000)
"""A file's clips are known before it is read: the ring need only hold the group of pictures at hand."""


@dataclass(frozen=True, slots=True)
class CutSettings:
    """How clips are cut out of files."""

    recorder: RecorderSettings = field(
        default_factory=lambda: RecorderSettings(ring=WHOLE_GROUPS, retry_s=1e9)
    )
    with_audio: bool = True
    """False leaves the sound out: where it must not be kept, or to have an MP4 where it forces Matroska."""


def clip_of_file(source: Path, span: Span, target: Path, origin: Origin | None = None) -> tuple[Clip, ...]:
    """Copy a stretch of a file into a clip.

    Args:
        source: The file.
        span: The stretch (see `Span.around`). The clip begins at the last key frame at or before its start,
            or at the file's first, and ends at or behind its end, or at the file's.
        target: The clip, without its ending; a number is put behind it if another clip has that name.
        origin: What is written into the clip about where it comes from.

    Returns:
        One clip; more if the stream changes its size or compression on the way.
    Raises:
        RecordingError: It is no video file, has nothing at that time, or the clip cannot be written.
    """
    whose = origin or Origin(camera_name(source), str(source), "")
    clips = tuple(clips_of_file(source, [span], lambda _: target, whose))
    if not clips:
        raise RecordingError(f"{source}: expected pictures from {span.start_us / 1e6:.3f} s on, found none")
    return clips


def clips_of_file(
    source: Path,
    spans: Iterable[Span],
    stem: Callable[[int], Path],
    origin: Origin,
    settings: CutSettings | None = None,
) -> Iterator[Clip]:
    """Copy stretches of a file into clips, in order of time; those whose clips would overlap share one.

    Args:
        source: The file.
        spans: The stretches, lead and tail included, on the source's clock.
        stem: Names the clip that begins at a time, without its ending.
        origin: What is written into the clips about where they come from.
        settings: How they are cut.

    Raises:
        RecordingError: It is no video file, or a clip cannot be written.
    """
    settings = settings or CutSettings()
    file = PacketFile(source, with_audio=settings.with_audio)
    for span in _merged(file, spans):
        yield from _clips_of_span(file, span, Recorder(origin, stem, settings.recorder))


def _clips_of_span(file: PacketFile, span: Span, recorder: Recorder) -> Iterator[Clip]:
    recorder.request(span.start_us, span.end_us)
    has_begun = False
    for packet in file.packets(span.start_us):
        yield from recorder.feed(packet)
        has_begun = has_begun or recorder.is_recording
        if recorder.trouble or (has_begun and not recorder.is_recording):
            break
    yield from recorder.finish()
    if recorder.trouble:
        raise RecordingError(f"recording stopped: {recorder.trouble}")


def _merged(file: PacketFile, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, as one where the clip of the later would begin in that of the earlier."""
    waiting: Span | None = None
    for span in sorted(spans, key=lambda span: span.start_us):
        if waiting and (span.start_us <= waiting.end_us or _begins_us(file, span) <= waiting.end_us):
            waiting = Span(waiting.start_us, max(waiting.end_us, span.end_us))
            continue
        if waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting


def _begins_us(file: PacketFile, span: Span) -> int:
    """Where the clip of a span would begin: its key frame."""
    ring = PacketRing(WHOLE_GROUPS)
    for packet in file.packets(span.start_us):
        ring.add(packet)
        if packet.is_video and packet.decode_us >= span.start_us:
            break
    return next((packet.time_us for packet in ring.since(span.start_us)), span.start_us)
