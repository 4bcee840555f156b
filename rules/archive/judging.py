"""Judges by rules the footage that a history knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from rules.alert import Alert
from rules.archive.armings import Armings
from rules.archive.footage import judgeable, view_of, watched_of
from rules.archive.tracing import is_approximate, trace_of
from rules.archive.visits import Visits
from rules.cooldown import Cooldown
from rules.judgement import Arming, Firing, Trace, View
from rules.plan import Plan
from rules.replay import replay


@dataclass(frozen=True, slots=True)
class Ruling:
    """One firing of a rule, told or withheld."""

    alert: Alert
    withheld: str | None
    """Why nobody is told: `asleep`, `disarmed`, `cooldown`, `time unknown`; None if it is."""
    source: str | None = None
    """Path or URL of what was judged; None for a test."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What rules made of one source."""

    source: AnalysedSource
    rulings: tuple[Ruling, ...]
    """In order of time."""
    zones: Mapping[str, tuple[str, ...]]
    """The zones that each event touched; events that touched none are left out."""
    approximate: int
    """How many events had no trace, so that their paths were judged."""


def judge(
    history: History,
    sources: Iterable[AnalysedSource],
    plan: Plan,
    told: Sequence[Alert] = (),
    live_span_us: tuple[int, int] | None = None,
) -> Iterator[Judgement]:
    """Judge sources by rules.

    The files of one camera are judged in the order of their recording, so that a cooldown goes on in the next
    one; a file of unknown time by itself.

    Args:
        history: Where they are from.
        sources: Of any cameras; those that were not seen to their end are left out.
        plan: The rules.
        told: Alerts of other sources that people were told of: they begin cooldowns too.
        live_span_us: UTC: of live cameras only what began within is judged, since they may have been watched
            for months; None: all of it.

    Raises:
        HistoryError: It cannot be read.
    """
    armings = history.read(lambda connection: Armings(connection).all())
    by_camera = groupby(judgeable(sources), key=lambda source: source.analysis.camera)
    for camera, group in by_camera:
        silence = _Silence(plan, [alert for alert in told if alert.camera == camera])
        for source in group:
            span_us = live_span_us if source.analysis.is_live else None
            yield _Case(history, source, plan, silence.before(source), armings, span_us).judgement()


@dataclass(slots=True)
class _Silence:
    """The cooldown of one camera, which also alerts of sources begin that are not judged."""

    plan: Plan
    told: list[Alert]
    _cooldown: Cooldown = field(default_factory=Cooldown)

    def __post_init__(self) -> None:
        """Have the earliest last, to be taken first."""
        dated = [alert for alert in self.told if alert.utc_us is not None]
        self.told = sorted(dated, key=lambda alert: alert.utc_us or 0, reverse=True)

    def before(self, source: AnalysedSource) -> Cooldown:
        """The cooldown as the source finds it."""
        start_us = source.analysis.recorded_us
        if start_us is None:
            return Cooldown()
        rules = {rule.name: rule for rule in self.plan.rules}
        while self.told and (self.told[-1].utc_us or 0) < start_us:
            alert = self.told.pop()
            if alert.rule in rules:
                self._cooldown.begin(rules[alert.rule], alert.label, alert.utc_us or 0)
        return self._cooldown


@dataclass(slots=True, eq=False)
class _Case:
    """One source on its way to a judgement."""

    history: History
    source: AnalysedSource
    plan: Plan
    cooldown: Cooldown
    armings: Sequence[Arming]
    span_us: tuple[int, int] | None
    """On the source's clock: only events that began within are judged; None: all."""
    _visits: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """When each event came to which zones."""
    _pictures: dict[str, str | None] = field(default_factory=dict)
    _approximate: int = 0

    def judgement(self) -> Judgement:
        """Judge it."""
        view, watched = view_of(self.source), watched_of(self.source, self.armings)
        firings = tuple(replay(self.plan, view, self._traces(view), watched, self.cooldown))
        zones = {event: tuple(sorted(visits)) for event, visits in self._visits.items() if visits}
        rulings = tuple(self._ruling(firing, view) for firing in firings)
        return Judgement(self.source, rulings, zones, self._approximate)

    def _traces(self, view: View) -> Iterator[Trace]:
        visits = Visits(self.plan, view)
        for event in self.history.traced_events(self.source.id, self.span_us):
            trace = trace_of(event)
            self._visits[event.id] = visits.of(trace.sightings)
            self._pictures[event.id] = event.snapshot
            self._approximate += is_approximate(event)
            yield trace

    def _ruling(self, firing: Firing, view: View) -> Ruling:
        first = firing.tracks[0] if firing.tracks else ""
        visits = self._visits.get(first, {})
        zones = tuple(sorted(zone for zone, time_us in visits.items() if time_us <= firing.time_us))
        is_live, fingerprint = self.source.analysis.is_live, self.source.analysis.fingerprint
        alert = Alert.from_firing(firing, view, zones, is_live=is_live, source=fingerprint)
        alert = replace(alert, is_late=not is_live, snapshot=self._pictures.get(first))
        return Ruling(alert, firing.withheld, self.source.analysis.path)
