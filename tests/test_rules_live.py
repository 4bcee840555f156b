"""Rules judge the past as they judged it live: the same firings, to the last word of their reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.model_file import load_classifier
from api.model_labels import model_labels
from pipeline.analyse import Analysis as Run
from pipeline.analyse import AnalysisSettings, Subject
from pipeline.history.analysis import Analysis, Outcome
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from pipeline.media.opening import open_source
from rules.alert import Alert
from rules.archive.judging import judge
from rules.judgement import Firing, View
from rules.language.reading import read_rules
from rules.live import LiveJudge
from rules.plan import Plan

SAMPLES = Path(__file__).parent.parent / "sample_videos"
FOOTAGE = SAMPLES.parent.parent / "shared" / "data" / "footage"

CLIPS = [
    pytest.param(SAMPLES / "street_20260314_081500.mp4", id="street"),
    pytest.param(SAMPLES / "yard.mp4", id="yard"),
    pytest.param(
        FOOTAGE / "cdnet_highway.mp4",
        id="highway",
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(not FOOTAGE.exists(), reason="../shared is absent"),
        ],
    ),
]

RULES = """\
zones:
  middle: {camera: here, polygon: [[0.25, 0.3], [0.75, 0.3], [0.75, 1], [0.25, 1]]}
lines:
  across: {camera: here, from: [0.5, 0], to: [0.5, 1]}
rules:
  - {name: anything, when: {label: [person, vehicle]}, do: [alert]}
  - {name: appears, when: {label: person, does: appears}, do: [alert]}
  - {name: lingers, when: {label: [person, vehicle], zone: middle, for: 3s}, cooldown: 5s, do: [alert]}
  - {name: crosses, when: {label: [person, vehicle], crosses: across}, do: [alert]}
  - {name: to the right, when: {label: vehicle, crosses: across, direction: left_to_right}, do: [alert]}
  - {name: leaves, when: {label: [person, vehicle], zone: middle, does: leaves}, do: [alert]}
  - {name: stops, when: {label: [person, vehicle], does: stops}, do: [alert]}
  - {name: fast, when: {label: [person, vehicle], speed: {at_least: 0.4}}, do: [alert]}
  - {name: two at once, when: {label: [person, vehicle], count: {at_least: 2}}, do: [alert]}
  - {name: nobody, when: {nothing: {label: [person, vehicle]}, for: 2s}, do: [alert]}
  - name: mornings
    when: {label: [person, vehicle]}
    schedule: {between: "08:00-08:16", timezone: UTC}
    do: [alert]
"""


@dataclass(frozen=True, slots=True)
class Watch:
    """One clip, watched live with rules, and the history that came of it."""

    live: list[Firing]
    history: History
    plan: Plan


@pytest.fixture(scope="module", params=CLIPS)
def watch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    folder = tmp_path_factory.mktemp("live")
    (folder / "rules.yaml").write_text(RULES)
    plan = read_rules(folder / "rules.yaml", model_labels())
    source = open_source(request.param)
    classifier = load_classifier()
    analysis = Analysis(
        str(source.path),
        "here",
        "print",
        "settings",
        classifier.digest,
        "0.1.0",
        1_773_475_000_000_000,
        "option",
    )
    subject = Subject("here", analysis.path, analysis.recorded_us, analysis.event_id)
    judging = LiveJudge(plan, View("here", source.width, source.height, analysis.recorded_us))
    live: list[Firing] = []
    with HistoryWriter(folder / "history.db") as writer:
        source_id = writer.begin(analysis).source_id
        for step in Run(subject, classifier, AnalysisSettings()).run(source):
            live += judging.update(step)
            for finding in step.findings:
                writer.add(source_id, finding.event)
        report = source.report
        live += judging.finish(report.duration_us)
        writer.finish(source_id, Outcome(report.duration_us, report.frames, source.width, source.height))
    with History.open(folder / "history.db") as history:
        yield Watch(live, history, plan)


def test_replay_gives_exactly_the_alerts_that_were_given_live(watch: Watch) -> None:
    (judgement,) = judge(watch.history, watch.history.sources(), watch.plan)
    past = [
        (ruling.alert.id, ruling.alert.events, ruling.alert.label, ruling.alert.score, ruling.alert.reasons,
         ruling.withheld) for ruling in judgement.rulings
    ]  # fmt: skip
    source = judgement.source
    view = View("here", source.width or 0, source.height or 0, source.analysis.recorded_us)
    alerts = [Alert.from_firing(firing, view, is_live=True, source="print") for firing in watch.live]
    live = [
        (alert.id, alert.events, alert.label, alert.score, alert.reasons, firing.withheld)
        for alert, firing in zip(alerts, watch.live, strict=True)
    ]
    assert past == live


def test_rules_of_several_kinds_fired(watch: Watch) -> None:
    assert len({firing.rule for firing in watch.live}) >= 5


def test_nothing_is_approximate(watch: Watch) -> None:
    (judgement,) = judge(watch.history, watch.history.sources(), watch.plan)
    assert judgement.approximate == 0


def test_a_trace_takes_less_than_the_path_beside_it(watch: Watch) -> None:
    sql = "select sum(length(path)), sum(length(points)) from events join traces on event_id = id"
    path, trace = watch.history.read(lambda connection: connection.execute(sql).fetchone())
    assert trace < path
