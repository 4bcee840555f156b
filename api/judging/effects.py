"""What rules ask of this program when they have judged footage: pictures and clips, taken from the file."""

import logging
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from api.scan.jpeg import encode_jpeg
from pipeline.errors import RecordingError, SourceError
from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from pipeline.history.pictures import Pictures, snapshot_path
from pipeline.history.writer import HistoryWriter
from pipeline.media.opening import open_source
from pipeline.recording.cutting import clips_of_file
from pipeline.recording.naming import clip_stem
from pipeline.recording.origin import Origin
from pipeline.recording.wishes import Span
from rules.alert import Alert

log = logging.getLogger(__name__)

CLOSE_US = 200_000
"""A clip that ends by less than this too early ends with the file: with one of its last pictures."""


class FootageEffects:
    """Does it for one source after the other, in the thread that asks: `rules.actions.effects.Effects`.

    Nothing is done twice: a picture that is there stays, and what existing clips cover is not cut again.

    Args:
        history: Where the sources are from.
        writer: Of the same history.
        source: The first one.
    """

    def __init__(self, history: History, writer: HistoryWriter, source: AnalysedSource) -> None:
        self._history = history
        self._writer = writer
        self.attend(source)

    def attend(self, source: AnalysedSource) -> None:
        """Begin with the next source; what was asked for the last one is forgotten."""
        self._source = source
        self._spans: list[Span] = []
        self.kept: dict[str, Alert] = {}
        """The alerts that rules asked to keep in the history, by id."""

    def keep(self, alert: Alert) -> None:
        """Note that the alert is to be stored."""
        self.kept[alert.id] = alert

    def snapshot(self, alert: Alert, _settings: Mapping[str, object], /) -> str | None:
        """Take the picture of the alert's moment; its event's if the file is not there any more."""
        path = snapshot_path(alert.id)
        if (self._history.folder / path).exists():
            return path
        try:
            picture = open_source(self._path).picture_at(alert.time_us)
        except SourceError as error:
            log.warning("rule %s: no picture of the moment: %s", alert.rule, error)
            picture = None
        if picture is None:
            event = self._history.event(alert.events[0]) if alert.events else None
            return event.snapshot if event else None
        Pictures(self._history.folder).write(path, encode_jpeg(picture.rgb()))
        return path

    def record(self, alert: Alert, settings: Mapping[str, object], /) -> None:
        """Note that a clip is wanted; `cut` makes all of them."""
        before_us, after_us = int(str(settings["before_us"])), int(str(settings["after_us"]))
        self._spans.append(Span.around(alert.time_us, alert.time_us, before_us, after_us))

    def cut(self) -> int:
        """Make the clips that are wanted and not there yet; answer how many.

        Raises:
            RecordingError: The file is gone, is no video file, or the disk is full.
        """
        missing = self._missing()
        if not missing:
            return 0
        if not self._path.exists():
            raise RecordingError(f"{self._path}: expected the file to cut clips from, found none")
        analysis, folder = self._source.analysis, self._history.folder
        origin = Origin(analysis.camera, analysis.path, analysis.fingerprint, analysis.recorded_us)
        number = 0
        for clip in clips_of_file(self._path, missing, partial(clip_stem, folder, origin), origin):
            self._writer.record(clip.recording(folder, time.time_ns() // 1000))
            number += 1
        return number

    @property
    def _path(self) -> Path:
        return Path(self._source.analysis.path)

    def _missing(self) -> list[Span]:
        """The spans, within the file, that no clip covers."""
        if not self._spans:
            return []  # without looking at all clips of the history
        whose = (self._source.analysis.camera, self._source.analysis.fingerprint)
        clips = [
            Span(clip.start_us, clip.end_us + CLOSE_US)
            for clip in self._history.recordings()
            if (clip.camera, clip.fingerprint) == whose and (self._history.folder / clip.path).exists()
        ]
        length_us = self._source.duration_us or 0
        wanted = [Span(max(0, span.start_us), min(length_us, span.end_us)) for span in self._spans]
        return [span for span in wanted if not any(_covers(clip, span) for clip in clips)]


def _covers(clip: Span, span: Span) -> bool:
    return clip.start_us <= span.start_us and clip.end_us >= span.end_us
