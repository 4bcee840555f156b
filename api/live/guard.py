"""What rules and the history make of one camera's pictures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from api.live.lasting import LastingEvents
from api.live.orders import Orders
from api.live.watched_source import WatchedSource
from pipeline.analyse import Step
from pipeline.live.scene import Scene
from pipeline.values import Event
from rules.alert import Alert
from rules.archive.judging import Ruling
from rules.archive.tracing import trace_of
from rules.archive.visits import Visits
from rules.cooldown import Cooldown
from rules.judgement import Firing, Sighting, View
from rules.live import LiveJudge
from rules.plan import Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a step came to."""

    lasting: tuple[Event, ...]
    """Events that last, to be written anew."""
    over: tuple[Event, ...]
    """Those that are over, in the order of the step's findings."""
    fired: tuple[tuple[Ruling, Rule], ...]
    illustrated: tuple[str, ...]
    """Ids of the alerts whose first event is over, and so has its picture."""


class Guard:
    """Judges one scene of a camera, and keeps account of what lasts in it.

    Args:
        scene: Whose steps it is told.
        model: Hash of the classifier.
        orders: What it is judged by at first.
        cooldown: Of the camera, as the scene before left it.
    """

    def __init__(self, scene: Scene, model: str, orders: Orders, cooldown: Cooldown) -> None:
        self.scene = scene
        self.source = WatchedSource.of(scene, model)
        self._orders = orders
        self._view = View(scene.camera, scene.width, scene.height, 0)
        self._lasting = LastingEvents(scene, model)
        self._visits = Visits(orders.plan, self._view)
        self._judge = self._armed(LiveJudge(orders.plan, self._view, scene.since_us, cooldown))
        self._told_us = scene.since_us
        self._alerts: dict[str, list[str]] = {}
        """Ids of the alerts of each event that lasts, of which it is the first."""
        self.is_pictured = False
        """True once the history has a picture of the scene."""

    @property
    def cooldown(self) -> Cooldown:
        """What its rules are silent about."""
        return self._judge.cooldown

    @property
    def told_us(self) -> int:
        """Time of the last picture that was judged."""
        return self._told_us

    @property
    def lasting(self) -> tuple[str, ...]:
        """Ids of the events that are not over."""
        return self._lasting.ids

    def update(self, step: Step, orders: Orders) -> Verdict:
        """Judge a step by the orders that are in force now."""
        if orders is not self._orders:
            self._follow(orders)
        if step.observation:
            self._told_us = step.observation.time_us
        over = tuple(self._over(finding.event) for finding in step.findings)
        traces = {event.id: trace_of(event).sightings for event in over}
        lasting = tuple(self._with_zones(event) for event in self._lasting.update(step))
        fired = tuple(self._fired(step, traces))
        for ruling, _ in fired:
            first = ruling.alert.events[0] if ruling.alert.events else ""
            if first in traces or first in self._lasting.ids:
                self._alerts.setdefault(first, []).append(ruling.alert.id)
        illustrated = tuple(alert for event in over for alert in self._alerts.pop(event.id, ()))
        return Verdict(lasting, over, fired, illustrated)

    def _follow(self, orders: Orders) -> None:
        """Judge by other orders; rules that changed are told what was seen of the tracks in sight."""
        before, self._orders = self._orders, orders
        if orders.plan != before.plan:
            self._visits = Visits(orders.plan, self._view)
            known = self._lasting.known()
            self._judge = LiveJudge(orders.plan, self._view, self._told_us, self._judge.cooldown, known)
        self._armed(self._judge)

    def _armed(self, judge: LiveJudge) -> LiveJudge:
        for rule, is_armed in self._orders.armed.items():
            judge.arm(rule, is_armed=is_armed)
        return judge

    def _over(self, event: Event) -> Event:
        zones = tuple(sorted(self._visits.of(trace_of(event).sightings)))
        return replace(event, zones=zones)

    def _with_zones(self, event: Event) -> Event:
        return replace(event, zones=tuple(sorted(self._visits.of(self._lasting.sightings(event.id)))))

    def _fired(self, step: Step, traces: Mapping[str, tuple[Sighting, ...]]) -> Iterator[tuple[Ruling, Rule]]:
        rules = {rule.name: rule for rule in self._orders.plan.rules}
        for firing in self._judge.update(step):
            alert = Alert.from_firing(
                firing, self._view, self._zones(firing, traces), is_live=True, source=self.scene.fingerprint
            )
            yield Ruling(alert, firing.withheld, self.scene.source), rules[firing.rule]

    def _zones(self, firing: Firing, traces: Mapping[str, tuple[Sighting, ...]]) -> tuple[str, ...]:
        """The zones that the first track of a firing had come to by then."""
        if not firing.tracks:
            return ()
        first = firing.tracks[0]
        visits = self._visits.of(traces.get(first) or self._lasting.sightings(first))
        return tuple(sorted(zone for zone, time_us in visits.items() if time_us <= firing.time_us))
