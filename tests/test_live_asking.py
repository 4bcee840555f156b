"""People ask and change a history while a service writes it: rules tried and explained, events corrected."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from pipeline.history.history import History
from pipeline.history.ledger import Entry
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter
from pipeline.values import Event
from tests.history_samples import NOON_US
from tests.live_rows import GATE, SEEN
from tests.trace_samples import walker

HOUR_S = 3600.0
RULES = """\
rules:
  - {name: person, when: {label: person}, do: [alert]}
"""


def walk(number: int, start_s: float, *, is_lasting: bool = False) -> Event:
    """Somebody who walks across so long after noon; of one in sight no trace is kept yet."""
    found = replace(walker(GATE, number, start_s=NOON_US / 1e6 + start_s), is_live=True)
    return replace(found, is_lasting=True, trace=(), noticed_us=None) if is_lasting else found


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Path]:
    """A history that is being written: three people, one in sight; each three hours behind the one before."""
    (tmp_path / "rules.yaml").write_text(RULES)
    with HistoryWriter(tmp_path / "history.db") as writer:
        source_id = writer.watch(GATE, SEEN)
        people = [walk(1, 0), walk(2, 3 * HOUR_S), walk(3, 6 * HOUR_S, is_lasting=True)]
        writer.store([Entry(source_id, one, None) for one in people])
        yield tmp_path / "history.db"


def vedette(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", str(db)])


def test_rules_are_tried_on_what_a_camera_has_seen_so_far(db: Path) -> None:
    done = vedette(db, "rules", "test", str(db.parent / "rules.yaml"))
    assert done.stdout.splitlines()[-1] == "person: 2 told", "who is in sight is judged when he has left"


def test_rules_are_tried_on_a_stretch_of_a_long_watch(db: Path) -> None:
    rules = str(db.parent / "rules.yaml")
    late = vedette(db, "rules", "test", rules, "--since", "2026-11-23T14:00Z")
    assert late.stdout.splitlines()[-1] == "person: 1 told"
    early = vedette(db, "rules", "test", rules, "--until", "2026-11-23T14:00Z")
    assert early.stdout.splitlines()[-1] == "person: 1 told"


def test_a_live_event_is_explained_by_its_time(db: Path) -> None:
    done = vedette(db, "rules", "explain", GATE.event_id(1), "--rules", str(db.parent / "rules.yaml"))
    assert done.stdout.splitlines()[0] == "person: fired at 2026-11-23T12:00:00.000+00:00"


def test_an_event_that_lasts_is_not_explained(db: Path) -> None:
    done = vedette(db, "rules", "explain", GATE.event_id(3), "--rules", str(db.parent / "rules.yaml"))
    assert done.exit_code == 2
    said = " ".join(done.output.replace("│", " ").split())
    assert "expected one that is over, received one that lasts" in said


def test_events_are_corrected_while_a_service_writes(db: Path) -> None:
    assert vedette(db, "correct", GATE.event_id(1), "dog").exit_code == 0
    with History.open(db) as history:
        labels = {event.id: (event.label, event.score) for event in history.events(EventQuery())}
        assert history.hourly_counts(EventQuery()) == history.recount()
    assert labels[GATE.event_id(1)] == ("dog", 1.0)


def test_events_are_protected_while_a_service_writes(db: Path) -> None:
    assert vedette(db, "storage", "protect", GATE.event_id(1)).exit_code == 0
    with History.open(db) as history:
        count = history.read(
            lambda connection: connection.execute("select count(*) from protected_events").fetchone()
        )
    assert count[0] == 1
