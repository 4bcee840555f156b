"""Analysing one source after the other."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import cv2

from api.scan.jpeg import encode_jpeg
from api.scan.message import Advanced, Failed, Finished, Found, Message
from api.scan.preparation import prepared
from api.scan.recipe import Recipe
from pipeline.analyse import Analysis, Finding, Subject
from pipeline.errors import SourceError
from pipeline.history.analysis import Outcome, Unseen
from pipeline.history.crop import EventCrop
from pipeline.media.opening import open_source
from pipeline.media.source import Source
from pipeline.vision.classify import Classifier

log = logging.getLogger(__name__)

ADVANCED_EVERY_S = 0.2
"""How often a source says how far it is: as often as a bar on a terminal is worth drawing."""

STILL_LONG_SIDE = 1280
"""Pixels of the scene's picture: plots are drawn over it, none larger than a page."""

STILL_WITHIN_US = 1_000_000
"""The scene's picture is taken from the first second."""


class Scanner:
    """Analyses sources by one recipe."""

    def __init__(self, recipe: Recipe, classifier: Classifier) -> None:
        cv2.setNumThreads(1)  # sources and decoding share the cores; more threads on small pictures only wait
        self._recipe = recipe
        self._classifier = classifier

    def scan(self, path: Path) -> Iterator[Message]:
        """Tell what becomes of a source, from `Prepared` to `Finished`; or `Failed`, instead of any of it.

        An error that nobody foresaw fails its source alone: the rest of a night's footage still gets done.
        """
        try:
            yield from self._scan(path)
        except SourceError as error:
            yield Failed(str(error))
        except OSError as error:  # FFmpeg's errors too
            yield Failed(f"{path}: cannot be read: {error.strerror or error}")
        except Exception as error:
            log.exception("%s: unforeseen error", path)
            yield Failed(f"{path}: unforeseen error: {type(error).__name__}: {error}".splitlines()[0])

    def _scan(self, path: Path) -> Iterator[Message]:
        # One thread decodes: several would believe other frames of a damaged file, and gain nothing where a
        # picture is one slice, as from cameras. Looking while decoding and other sources keep the cores busy.
        source = open_source(path, decoder_threads=1)
        start = prepared(source, self._recipe, self._classifier.digest)
        yield start
        still = _still_jpeg(source)
        noted = start.analysis
        subject = Subject(noted.camera, noted.path, noted.recorded_us, noted.event_id)
        yield from self._analyse(source, subject)
        yield _finished(source, still)

    def _analyse(self, source: Source, subject: Subject) -> Iterator[Message]:
        due_s = 0.0
        for step in Analysis(subject, self._classifier, self._recipe.settings).run(source):
            for finding in step.findings:
                yield _found(finding)
            if step.observation and time.monotonic() >= due_s:
                due_s = time.monotonic() + ADVANCED_EVERY_S
                yield Advanced(source.report.frames, step.observation.time_us)


def _still_jpeg(source: Source) -> bytes | None:
    for picture in source.sample_pictures(STILL_WITHIN_US, 1):
        return encode_jpeg(picture.rgb(max_side=STILL_LONG_SIDE))
    return None


def _found(finding: Finding) -> Found:
    snapshot = None if finding.snapshot is None else encode_jpeg(finding.snapshot)
    crops = tuple(EventCrop(crop.time_us, encode_jpeg(crop.image)) for crop in finding.crops)
    return Found(finding.event, snapshot, crops)


def _finished(source: Source, still: bytes | None) -> Finished:
    report = source.report
    unseen = tuple(Unseen(*stretch) for stretch in report.unseen)
    outcome = Outcome(report.duration_us, report.frames, source.width, source.height, unseen, still)
    return Finished(outcome, report.error)
