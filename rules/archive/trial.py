"""Tries rules on a history: what would have fired, and what other rules would have done instead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from pipeline.history.query import LATEST_US
from rules.archive.judging import Ruling, judge
from rules.plan import Plan

LIVE_LEAD_US: Final = 3_600_000_000
"""Live cameras are judged from an hour before a stretch, and the longest cooldown: that may count in it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when rules are tried, UTC microseconds; None is no bound."""

    since_us: int | None = None
    until_us: int | None = None

    @property
    def is_bounded(self) -> bool:
        """True if what is of unknown time is left out."""
        return self.since_us is not None or self.until_us is not None

    def holds(self, time_us: int | None) -> bool:
        """True if a time lies in it; a time that is unknown does in all of time alone."""
        if time_us is None:
            return not self.is_bounded
        is_late_enough = self.since_us is None or time_us >= self.since_us
        return is_late_enough and (self.until_us is None or time_us < self.until_us)

    def live_span_us(self, lead_us: int) -> tuple[int, int] | None:
        """What of live cameras must be judged, UTC; None: all."""
        if not self.is_bounded:
            return None
        since_us = 0 if self.since_us is None else self.since_us - lead_us - LIVE_LEAD_US
        return since_us, LATEST_US if self.until_us is None else self.until_us

    def touches(self, source: AnalysedSource, lead_us: int) -> bool:
        """True if some of a source lies in it, or less than `lead_us` before it."""
        start_us = source.analysis.recorded_us
        if start_us is None or source.duration_us is None:
            return not self.is_bounded or source.analysis.is_live
        is_late_enough = self.since_us is None or start_us + source.duration_us >= self.since_us - lead_us
        return is_late_enough and (self.until_us is None or start_us < self.until_us)


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules would have done."""

    rulings: tuple[Ruling, ...]
    """By time; those of unknown time come last, by source."""
    approximate: int
    """Events without trace, which are judged by their path and final label."""

    @property
    def told(self) -> Iterator[Ruling]:
        """Those that people would have been told of."""
        return (ruling for ruling in self.rulings if ruling.withheld is None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What two sets of rules would have told differently."""

    only_now: tuple[Ruling, ...]
    only_before: tuple[Ruling, ...]
    at_other_times: tuple[tuple[Ruling, Ruling], ...]
    """The same rule for the same event: now, and before."""


def tried(history: History, plan: Plan, stretch: Stretch) -> Trial:
    """Judge a stretch of a history by rules; nothing is stored, nothing sent.

    Footage that ends before the stretch is judged too if a cooldown may last from it into the stretch.

    Raises:
        HistoryError: It cannot be read.
    """
    longest_us = max((rule.cooldown_us for rule in plan.rules), default=0)
    sources = [source for source in history.sources() if stretch.touches(source, longest_us)]
    judgements = list(judge(history, sources, plan, live_span_us=stretch.live_span_us(longest_us)))
    rulings = (ruling for judgement in judgements for ruling in judgement.rulings)
    within = (ruling for ruling in rulings if stretch.holds(ruling.alert.utc_us))
    approximate = sum(judgement.approximate for judgement in judgements)
    return Trial(tuple(sorted(within, key=_order)), approximate)


def difference(now: Trial, before: Trial) -> Difference:
    """Compare what two sets of rules would have told. A rule is known by its name, a cause by its event."""
    known = {ruling.alert.id for ruling in now.told} & {ruling.alert.id for ruling in before.told}
    mine, theirs = (
        _by_cause(ruling for ruling in trial.told if ruling.alert.id not in known) for trial in (now, before)
    )
    pairs = [
        pair for cause, rulings in mine.items() for pair in zip(rulings, theirs.get(cause, ()), strict=False)
    ]
    paired = {ruling.alert.id for pair in pairs for ruling in pair}
    only_now, only_before = (
        tuple(
            ruling for ruling in trial.told if ruling.alert.id not in known and ruling.alert.id not in paired
        )
        for trial in (now, before)
    )
    return Difference(only_now, only_before, tuple(sorted(pairs, key=lambda pair: _order(pair[0]))))


Cause = tuple[str, str | None, tuple[str, ...]]
"""Rule, source and first event; no event if an absence fired."""


def _by_cause(rulings: Iterable[Ruling]) -> dict[Cause, list[Ruling]]:
    found = defaultdict[Cause, list[Ruling]](list)
    for ruling in rulings:
        found[ruling.alert.rule, ruling.source, ruling.alert.events[:1]].append(ruling)
    return found


def _order(ruling: Ruling) -> tuple[bool, int, str, int, str]:
    alert = ruling.alert
    return alert.utc_us is None, alert.utc_us or 0, ruling.source or "", alert.time_us, alert.rule
