"""Judges the sources of a run by rules, and has done what the rules ask."""

import os
import time
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from api.interruption import Interruption
from api.judging.effects import FootageEffects
from api.judging.outcome import Outcome
from pipeline.errors import RecordingError
from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from rules.actions.targets import OUTWARD
from rules.alert import Alert
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.footage import judgeable
from rules.archive.judging import Judgement, Ruling, judge
from rules.archive.keeping import keep
from rules.delivery.dispatcher import Dispatcher, DispatchSettings
from rules.engine import concerns
from rules.plan import Plan, Rule

PATIENCE_S = 20.0
"""How long a command waits for what it sends; the next one that sends goes on with the rest."""


@dataclass(frozen=True, slots=True)
class FootageRules:
    """By which rules a history's footage is judged, and what is done about it."""

    db: Path
    plan: Plan
    delivers: bool = False
    """Send outside what rules ask to send; else only what stays on this machine is done."""

    def judge(self, source_ids: Collection[int]) -> Outcome:
        """Judge sources; store alerts and zones, take pictures, cut clips.

        Raises:
            HistoryError: The history cannot be written.
            KeyboardInterrupt: Ctrl-C was heard; the sources that were judged before it are judged whole.
        """
        with ExitStack() as stack:
            interruption = stack.enter_context(Interruption())
            writer = stack.enter_context(HistoryWriter(self.db))
            history = stack.enter_context(History.open(self.db))
            sources = judgeable(source for source in history.sources() if source.id in source_ids)
            if not sources:
                return Outcome()
            effects = FootageEffects(history, writer, sources[0])
            settings = DispatchSettings(sends_footage=self.delivers)
            dispatcher = Dispatcher(self.db, effects, os.environ, settings)
            if self.delivers:
                stack.enter_context(dispatcher)
            doing = _Doing(self.plan, writer, effects, dispatcher)
            told = self._told_elsewhere(history, sources)
            judgements = judge(history, sources, self.plan, told)
            outcome = Outcome()
            for judgement in judgements:
                outcome += doing.done(judgement)
                interruption.check()
            return outcome + doing.sent() if self.delivers else outcome

    def _told_elsewhere(self, history: History, sources: Sequence[AnalysedSource]) -> list[Alert]:
        """The alerts of other sources that may have begun a cooldown that lasts into these."""
        starts_us = [each.analysis.recorded_us for each in sources if each.analysis.recorded_us is not None]
        longest_us = max((rule.cooldown_us for rule in self.plan.rules), default=0)
        if not starts_us or not longest_us:
            return []
        query = AlertQuery(since_us=min(starts_us) - longest_us, until_us=max(starts_us) + 1)
        paths = {source.analysis.path for source in sources}
        stored = history.read(lambda connection: list(Alerts(connection).of(query)))
        return [ruling.alert for ruling in stored if ruling.source not in paths]


class _Doing:
    """Does what rules ask, one source after the other."""

    def __init__(
        self, plan: Plan, writer: HistoryWriter, effects: FootageEffects, dispatcher: Dispatcher
    ) -> None:
        self._plan = plan
        self._rules = {rule.name: rule for rule in plan.rules}
        self._writer = writer
        self._effects = effects
        self._dispatcher = dispatcher
        self._sent: list[str] = []
        """Ids of the alerts that go outside."""

    def done(self, judgement: Judgement) -> Outcome:
        """Do it for one source."""
        self._effects.attend(judgement.source)
        for ruling in judgement.rulings:
            if ruling.withheld is None:
                self._dispatch(ruling.alert, self._rules[ruling.alert.rule])
        clips, troubles = self._clips()
        rulings = [kept for ruling in judgement.rulings if (kept := self._kept(ruling))]
        change = self._writer.transact(lambda connection: keep(connection, judgement, rulings))
        return Outcome(change, clips, judgement.approximate, self._idle(judgement), troubles=troubles)

    def _idle(self, judgement: Judgement) -> frozenset[str]:
        """The camera, if no rule is for it."""
        camera = judgement.source.analysis.camera
        has_rule = any(concerns(rule, self._plan, camera) for rule in self._plan.rules)
        return frozenset() if has_rule else frozenset({camera})

    def sent(self) -> Outcome:
        """Wait until everything was tried to be sent once, or it takes too long; tell what came of it."""
        until_s = time.monotonic() + PATIENCE_S
        deliveries = [
            delivery
            for alert_id in self._sent
            for delivery in self._dispatcher.first_tries(alert_id, max(0.0, until_s - time.monotonic()))
        ]
        settled = sum(delivery.state in {"delivered", "late"} for delivery in deliveries)
        return Outcome(sent=settled, waiting=len(deliveries) - settled)

    def _dispatch(self, alert: Alert, rule: Rule) -> None:
        kinds = {action.kind for action in rule.do}
        if "snapshot" in kinds:
            alert = replace(alert, snapshot=None)  # of the moment, rather than its event's best
        if kinds & OUTWARD:
            self._sent.append(alert.id)
        self._dispatcher.dispatch(alert, rule.do)

    def _kept(self, ruling: Ruling) -> Ruling | None:
        """What is stored of a ruling: the alert with its picture; None if the rule does not ask for it."""
        if ruling.withheld is None:
            alert = self._effects.kept.get(ruling.alert.id)
            return replace(ruling, alert=alert) if alert else None
        asks = any(action.kind == "alert" for action in self._rules[ruling.alert.rule].do)
        return ruling if asks else None

    def _clips(self) -> tuple[int, tuple[str, ...]]:
        try:
            return self._effects.cut(), ()
        except RecordingError as error:
            return 0, (str(error),)
