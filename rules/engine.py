"""Judges what one camera sees by rules: the same for live observations and for stored events."""

import heapq
from collections.abc import Iterable

from rules.awake import is_awake
from rules.conditions.building import object_conditions, watch_for
from rules.conditions.watching import Onset
from rules.cooldown import Cooldown
from rules.judgement import Departure, Firing, Sighting, View
from rules.matching import Matching
from rules.plan import Plan, Rule
from rules.trails.trails import Places, Trails
from rules.trails.wants import Wants


def concerns(rule: Rule, plan: Plan, camera: str) -> bool:
    """True if the rule is for this camera, and all places that it names are this camera's."""
    conditions = tuple(object_conditions(rule.when))
    zones = {plan.zones[one.zone].camera for one in conditions if one.zone}
    lines = {plan.lines[one.crosses].camera for one in conditions if one.crosses}
    return rule.camera in {None, camera} and zones | lines <= {camera}


class Engine:
    """Judges one camera's sightings by the rules that concern it.

    It is told everything in order of time, and at one time the sightings before the departures, each in order
    of the track's id: so live and past are told the same, and answer the same. What is due at a time is
    judged before what is told of that time, whether or not it was told of any time between. The watch begins
    with the first time that it is told.
    """

    def __init__(self, plan: Plan, view: View, cooldown: Cooldown | None = None) -> None:
        rules = [rule for rule in plan.rules if concerns(rule, plan, view.camera)]
        conditions = [one for rule in rules for one in object_conditions(rule.when)]
        names = {name for one in conditions for name in (one.zone, one.crosses) if name}
        self._view = view
        self._trails = Trails(view, Places.of(plan, view.camera, names), Wants.of(conditions))
        self._cooldown = cooldown or Cooldown()
        self._zero_us = view.recorded_us or 0
        self._armed = {rule.name: rule.is_armed for rule in rules}
        self._rules = rules
        built = [watch_for(rule.when) for rule in rules]
        self._roots = [root for root, _ in built]
        self._owners = [number for number, (_, watches) in enumerate(built) for _ in watches]
        """The number of each watch's rule."""
        self._matching = Matching([watch for _, watches in built for watch in watches])
        self._deadlines: list[tuple[int, int]] = []
        """A heap of when which rule must be judged."""
        self._waiting: list[int | None] = [None] * len(rules)
        """The deadline of each rule that counts; others in the heap are out of date."""
        self._told: tuple[int, int, str] | None = None
        """Time, whether it was a departure, and track: what it is told next must not come before it."""

    def sight(self, sighting: Sighting) -> tuple[Firing, ...]:
        """Judge a sighting; answer what fired since the engine was last told anything.

        Raises:
            ValueError: It comes before what the engine was told already.
        """
        firings = self._move_on(sighting.time_us, 0, sighting.track)
        touched = self._matching.see(self._trails.see(sighting))
        return (*firings, *self._judge_touched(touched, sighting.time_us)) if touched else firings

    def depart(self, departure: Departure) -> tuple[Firing, ...]:
        """Judge that a track is over; one that was never sighted changes nothing.

        Raises:
            ValueError: It was noticed before what the engine was told already.
        """
        firings = self._move_on(departure.noticed_us, 1, departure.track)
        trail = self._trails.lose(departure)
        if trail is None:
            return firings
        touched = self._matching.lose(trail, departure.noticed_us)
        return (*firings, *self._judge_touched(touched, departure.noticed_us))

    def advance(self, time_us: int) -> tuple[Firing, ...]:
        """Note that time has passed; answer what was due.

        Raises:
            ValueError: It goes back.
        """
        return self._move_on(time_us, 0, "")

    def arm(self, rule: str, is_armed: bool) -> None:
        """Arm or disarm a rule from the time on that the engine was last told; ignore another camera's."""
        if rule in self._armed:
            self._armed[rule] = is_armed

    def _move_on(self, time_us: int, kind: int, track: str) -> tuple[Firing, ...]:
        """Judge what was due until this time."""
        told = (time_us, kind, track)
        if self._told is None:
            self._told = told
            return self._judge(range(len(self._rules)), time_us)
        if time_us < self._told[0] or (track and told <= self._told):
            raise ValueError(
                f"camera {self._view.camera!r}: needs times in order, and tracks in order at one time; "
                f"got track {track!r} at {time_us} µs after {self._told[2]!r} at {self._told[0]} µs"
            )
        self._told = max(told, self._told)
        if not self._deadlines or self._deadlines[0][0] > time_us:
            return ()
        return self._judge_due(time_us)

    def _judge_due(self, time_us: int) -> tuple[Firing, ...]:
        firings: list[Firing] = []
        while self._deadlines and self._deadlines[0][0] <= time_us:
            due_us, number = heapq.heappop(self._deadlines)
            if due_us == self._waiting[number]:
                self._waiting[number] = None
                firings += self._judge([number], due_us)
        return tuple(firings)

    def _judge_touched(self, watches: Iterable[int], time_us: int) -> tuple[Firing, ...]:
        return self._judge(sorted({self._owners[watch] for watch in watches}), time_us)

    def _judge(self, numbers: Iterable[int], time_us: int) -> tuple[Firing, ...]:
        """Judge rules; put down when they must be judged again."""
        firings: list[Firing] = []
        for number in numbers:
            root = self._roots[number]
            firings += [self._fire(number, onset, time_us) for onset in root.judge(time_us)]
            due_us = root.due_us
            if due_us is not None and due_us != self._waiting[number]:
                heapq.heappush(self._deadlines, (due_us, number))
            self._waiting[number] = due_us
        return tuple(firings)

    def _fire(self, number: int, onset: Onset, time_us: int) -> Firing:
        rule, witnesses = self._rules[number], onset.witnesses
        label = witnesses[0].label if witnesses else None
        withheld = self._withheld(rule, label, time_us)
        if withheld is None:
            self._cooldown.begin(rule, label, self._zero_us + time_us)
        return Firing(
            rule=rule.name,
            camera=self._view.camera,
            time_us=time_us,
            tracks=tuple(witness.track for witness in witnesses),
            label=label,
            score=witnesses[0].score if witnesses else None,
            reasons=self._roots[number].reasons(),
            withheld=withheld,
        )

    def _withheld(self, rule: Rule, label: str | None, time_us: int) -> str | None:
        if not self._armed[rule.name]:
            return "disarmed"
        if rule.schedule:
            if self._view.recorded_us is None:
                return "time unknown"
            if not is_awake(rule.schedule, self._view.recorded_us + time_us):
                return "asleep"
        return "cooldown" if self._cooldown.is_silent(rule, label, self._zero_us + time_us) else None
