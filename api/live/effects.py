"""What rules ask of this program while cameras are watched: alerts kept, pictures taken, clips recorded."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from api.live.pen import Pen
from api.live.scribe import Scribe
from api.live.watched_source import WatchedSource
from pipeline.history.pictures import Pictures, snapshot_path
from rules.alert import Alert
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling

log = logging.getLogger(__name__)

RequestClip = Callable[[str, int, int], bool]
"""Has a camera's clip recorded from one time to another, UTC µs; False if nothing records the camera."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an alert is about, beside itself."""

    source: WatchedSource
    picture_jpeg: bytes | None
    """Of the moment, if a rule wants it."""


class LiveEffects:
    """Does it in the thread that tells alerts, one after the other: `rules.actions.effects.Effects`.

    Args:
        folder: The history's.
        scribe: Writes it.
        request_clip: The fleet's.
    """

    def __init__(self, folder: Path, scribe: Scribe, request_clip: RequestClip) -> None:
        self._pictures = Pictures(folder)
        self._scribe = scribe
        self._request_clip = request_clip
        self._occasion: Occasion | None = None

    def attend(self, occasion: Occasion) -> None:
        """Begin with the next alert."""
        self._occasion = occasion

    def keep(self, alert: Alert) -> None:
        """Have the alert stored."""
        if self._occasion:
            self._scribe.hand_in(storing(Ruling(alert, None), self._occasion.source))

    def snapshot(self, alert: Alert, _settings: Mapping[str, object], /) -> str | None:
        """Keep the picture of the alert's moment; without one the alert will show its event's."""
        jpeg = self._occasion.picture_jpeg if self._occasion else None
        if jpeg is None:
            return None
        path = snapshot_path(alert.id)
        try:
            self._pictures.write(path, jpeg)
        except OSError as error:
            log.warning("rule %s: no picture of the moment: %s", alert.rule, error)
            return None
        return path

    def record(self, alert: Alert, settings: Mapping[str, object], /) -> None:
        """Have a clip recorded around the alert."""
        before_us, after_us = int(str(settings["before_us"])), int(str(settings["after_us"]))
        if not self._request_clip(alert.camera, alert.time_us - before_us, alert.time_us + after_us):
            log.warning("rule %s: no clip, since nothing records camera %s", alert.rule, alert.camera)


def storing(ruling: Ruling, source: WatchedSource) -> Callable[[Pen], None]:
    """Store an alert of a source; without a picture of its own it shows its event's, if there is one yet."""

    def deed(pen: Pen) -> None:
        source_id = pen.source_id(source)

        def work(connection: Connection) -> None:
            Alerts(connection).keep(ruling, source_id)
            Alerts(connection).illustrate(ruling.alert.id)

        pen.transact(work)

    return deed


def illustrating(alert_ids: tuple[str, ...]) -> Callable[[Pen], None]:
    """Have alerts without a picture show that of their event, which has just got one."""

    def work(connection: Connection) -> None:
        for alert_id in alert_ids:
            Alerts(connection).illustrate(alert_id)

    return lambda pen: pen.transact(work)
