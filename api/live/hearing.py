"""Hears what the cameras show and how they fare, and passes it on to rules and history."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from sqlite3 import Connection
from typing import Final

from api.live.effects import Occasion, illustrating, storing
from api.live.guard import Guard, Verdict
from api.live.metrics import Counts
from api.live.orders import Orders
from api.live.scribe import Scribe
from api.live.seen import Seen
from api.live.telling import News, Telling
from api.live.told import Told
from api.scan.jpeg import encode_jpeg
from api.scan.scanner import STILL_LONG_SIDE
from pipeline.analyse import Finding, Step
from pipeline.history.cameras import CameraStates
from pipeline.history.crop import EventCrop
from pipeline.history.lasting import end_events
from pipeline.history.outages import Outages
from pipeline.live.outage import Outage
from pipeline.live.scene import Scene
from pipeline.live.state import CameraState
from pipeline.media.picture import Picture
from pipeline.recording.clip import Clip
from pipeline.values import Event
from rules.archive.judging import Ruling
from rules.cooldown import Cooldown
from rules.plan import Plan, Rule

SET_BACK_US: Final = 10_000_000
"""Our clock was set back by more: silences that were to end by it would last longer by as much."""

NOTHING: Final = Orders(Plan(()))
"""What a camera is judged by before anything is said of it."""


class Hearing:
    """Passes on what a fleet tells: `pipeline.live.audience.Audience`. None of its methods waits for a disk.

    Args:
        model: Hash of the classifier.
        scribe: Writes the history.
        telling: Has alerts told.
        counts: Of what has happened.
        now: UTC microseconds.
    """

    def __init__(
        self, model: str, scribe: Scribe, telling: Telling, counts: Counts, now: Callable[[], int]
    ) -> None:
        self._model = model
        self._scribe = scribe
        self._telling = telling
        self._counts = counts
        self._now = now
        self._guards: dict[str, Guard] = {}
        self.orders: Mapping[str, Orders] = {}
        """What each camera is judged by; another mapping takes its place when that changes."""
        self.cooldowns: dict[str, Cooldown] = {}
        """What each camera's rules are silent about when its first scene begins."""
        self.seen: dict[str, Seen] = {}
        """What each camera showed last."""

    def began(self, scene: Scene) -> None:
        """Begin to judge a scene, in place of the camera's last one."""
        before = self._guards.get(scene.camera)
        cooldown = before.cooldown if before else self.cooldowns.get(scene.camera, Cooldown())
        if before and scene.since_us < before.told_us - SET_BACK_US:
            cooldown = Cooldown()
        guard = Guard(scene, self._model, self.orders.get(scene.camera, NOTHING), cooldown)
        if before:
            self._end(before, is_same_watch=before.scene.fingerprint == scene.fingerprint)
        self._guards[scene.camera] = guard

    def stepped(self, scene: Scene, step: Step, picture: Picture | None) -> None:
        """Judge a step, and have written and told what comes of it."""
        guard = self._guards[scene.camera]
        if picture is not None and not guard.is_pictured:
            self._note_still(guard, picture)
        if picture is not None and step.observation is not None:
            self.seen[scene.camera] = Seen(picture, step.observation)
        verdict = guard.update(step, self.orders.get(scene.camera, NOTHING))
        for event in verdict.lasting:
            self._scribe.hand_in(Told(guard.source, event))
        for event, finding in zip(verdict.over, step.findings, strict=True):
            self._scribe.hand_in(_told(guard, event, finding))
            self._counts.events.labels(scene.camera, event.label).inc()
        self._announce(guard, verdict, picture)

    def recorded(self, camera: str, clip: Clip) -> None:
        """Have a clip noted."""
        now_us = self._now()
        self._scribe.hand_in(lambda pen: pen.record(clip, now_us))
        self._counts.clips.labels(camera).inc()

    def changed(self, state: CameraState) -> None:
        """Have a camera's state noted."""
        self.note([state])

    def note(self, states: list[CameraState]) -> None:
        """Have the states of cameras noted."""
        now_us = self._now()
        self._write(lambda connection: CameraStates(connection).note(states, now_us))

    def lost(self, outage: Outage) -> None:
        """Have the beginning of an outage noted."""
        self._write(lambda connection: Outages(connection).note(outage))
        self._counts.outages.labels(outage.camera, outage.what).inc()

    def regained(self, outage: Outage) -> None:
        """Have the end of an outage noted."""
        self._write(lambda connection: Outages(connection).note(outage))

    def leave(self, camera: str) -> None:
        """A camera is no longer watched; its last scene has had its last step."""
        if guard := self._guards.pop(camera, None):
            self._end(guard, is_same_watch=False)
            self.cooldowns[camera] = guard.cooldown
        self.seen.pop(camera, None)
        now_us = self._now()
        self._write(lambda connection: CameraStates(connection).leave(camera, now_us))
        self._write(lambda connection: Outages(connection).end(camera, now_us))

    def leave_all(self) -> None:
        """No camera is watched any more."""
        for camera in [*self._guards, *(self.orders.keys() - self._guards.keys())]:
            self.leave(camera)

    def _end(self, guard: Guard, *, is_same_watch: bool) -> None:
        """End what a scene has left; with the last scene of a watch its source too."""
        if guard.lasting:
            ids = guard.lasting
            self._write(lambda connection: end_events(connection, ids))
        if not is_same_watch:
            self._scribe.hand_in(lambda pen: pen.finish(guard.source))

    def _note_still(self, guard: Guard, picture: Picture) -> None:
        guard.is_pictured = True
        jpeg = encode_jpeg(picture.rgb(max_side=STILL_LONG_SIDE))
        source = replace(guard.source, outcome=replace(guard.source.outcome, still_jpeg=jpeg))
        self._scribe.hand_in(lambda pen: pen.note(source))

    def _announce(self, guard: Guard, verdict: Verdict, picture: Picture | None) -> None:
        """Have alerts told or kept as withheld, and shown by their events' pictures once there are some."""
        jpeg = None
        if picture is not None and any(_wants_picture(*fired) for fired in verdict.fired):
            jpeg = encode_jpeg(picture.rgb())
        for ruling, rule in verdict.fired:
            if ruling.withheld is None:
                self._telling.hand_in(News(ruling.alert, rule, Occasion(guard.source, jpeg)))
                self._counts.alerts.labels(guard.scene.camera, rule.name).inc()
            elif _is_kept(rule):
                self._scribe.hand_in(storing(ruling, guard.source))
        if verdict.illustrated:
            self._scribe.hand_in(illustrating(verdict.illustrated))

    def _write(self, work: Callable[[Connection], object]) -> None:
        """Have something written into the history's other tables."""
        self._scribe.hand_in(lambda pen: pen.transact(work))


def _told(guard: Guard, event: Event, finding: Finding) -> Told:
    snapshot = None if finding.snapshot is None else encode_jpeg(finding.snapshot)
    crops = tuple(EventCrop(crop.time_us, encode_jpeg(crop.image)) for crop in finding.crops)
    return Told(guard.source, event, snapshot, crops)


def _wants_picture(ruling: Ruling, rule: Rule) -> bool:
    return ruling.withheld is None and any(action.kind == "snapshot" for action in rule.do)


def _is_kept(rule: Rule) -> bool:
    return any(action.kind == "alert" for action in rule.do)
