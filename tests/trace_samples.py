"""Events with traces, as the tests of rules over a history need them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.history.analysis import AnalysedSource, Analysis
from pipeline.history.history import History
from pipeline.values import Box, Event, TracePoint
from rules.archive.judging import Judgement, judge
from rules.language.reading import read_rules
from rules.plan import Plan
from tests.history_samples import SECOND_US, event
from tests.rules_samples import LABELS

GATE = """\
zones:
  driveway: {camera: gate, polygon: [[0.4, 0.3], [0.6, 0.3], [0.6, 1], [0.4, 1]]}
lines:
  kerb: {camera: gate, from: [0.5, 0], to: [0.5, 1]}
"""
"""Places in the picture of 640 x 480 that walkers cross from left to right."""


def walker(
    of: Analysis, number: int, *, start_s: float, length_s: float = 10.0, label: str = "person"
) -> Event:
    """Walks from the left edge to the right at even speed; in the middle fifth for a fifth of the time."""
    plain = event(of, number, label, start_s=start_s, length_s=length_s)
    start_us, steps = plain.start_us, round(length_s * 4)
    trace = tuple(
        TracePoint(
            start_us + step * SECOND_US // 4,
            Box(round(640 * step / steps, 1) - 15.0, 220.0, 30.0, 80.0),
            label,
            0.75,
        )
        for step in range(steps + 1)
    )
    return replace(plain, trace=trace, noticed_us=plain.end_us + SECOND_US)


def plan_of(folder: Path, rules: str, *, places: str = GATE) -> Plan:
    """Read rules, after `places`."""
    (folder / "rules.yaml").write_text(f"{places}rules:\n{rules}", "utf-8")
    return read_rules(folder / "rules.yaml", LABELS)


def judged(db: Path, plan: Plan) -> list[Judgement]:
    """Judge all sources of a history."""
    with History.open(db) as history:
        return list(judge(history, history.sources(), plan))


def told(judgements: list[Judgement]) -> Iterator[tuple[str, str, float]]:
    """Source, rule and second of each alert that is not withheld."""
    for judgement in judgements:
        for ruling in judgement.rulings:
            if ruling.withheld is None:
                yield judgement.source.analysis.path, ruling.alert.rule, ruling.alert.time_us / SECOND_US


def only_source(db: Path) -> AnalysedSource:
    """The one source of a history."""
    with History.open(db) as history:
        (source,) = history.sources()
        return source
