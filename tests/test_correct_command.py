"""`vedette correct`: what a person says of an event, and what is refused."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from api.commands.correct import correct
from pipeline.errors import HistoryError
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from tests.history_samples import analysis, event, store

app = typer.Typer()
app.command()(correct)

CAR, PERSON, UNKNOWN = (analysis().event_id(number) for number in range(3))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    labels = ("car", "person", "unknown")
    store(path, analysis(), [event(analysis(), number, label) for number, label in enumerate(labels)])
    return path


def vedette_correct(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", str(db)])


def labels(db: Path) -> list[str]:
    with History.open(db) as history:
        return [found.label for found in history.events(EventQuery(include_hidden=True))]


@pytest.mark.parametrize(
    ("event_id", "said", "told", "expected"),
    [
        (CAR, "bicycle", f"{CAR}: bicycle, was car\n", ["bicycle", "person", "unknown"]),
        (CAR, "background", f"{CAR}: background, was car\n", ["background", "person", "unknown"]),
        (CAR, "--wrong", f"{CAR}: background, was car\n", ["background", "person", "unknown"]),
        (PERSON, "--reviewed", f"{PERSON}: person\n", ["car", "person", "unknown"]),
        (UNKNOWN, "dog", f"{UNKNOWN}: dog, was unknown\n", ["car", "person", "dog"]),
    ],
)
def test_events_bear_what_a_person_said(
    db: Path, event_id: str, said: str, told: str, expected: list[str]
) -> None:
    result = vedette_correct(db, event_id, said)
    assert (result.exit_code, result.output) == (0, told)
    assert labels(db) == expected
    with History.open(db) as history:
        review = history.review(event_id)
    assert review is not None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param([CAR[:19] + "x", "dog"], f"the nearest is {CAR}", id="unknown event"),
        pytest.param([CAR, "bycicle"], "the nearest is bicycle", id="unknown label"),
        pytest.param([CAR, "vehicle"], "expected one of person, car", id="a group"),
        pytest.param([CAR, "unknown"], "received 'unknown'", id="no answer"),
        pytest.param([UNKNOWN, "--reviewed"], "is unknown: expected what it shows", id="no label"),
        pytest.param([CAR], "expected one of LABEL, --wrong and --reviewed", id="nothing said"),
        pytest.param([CAR, "dog", "--wrong"], "expected one of LABEL, --wrong and --reviewed", id="both"),
    ],
)
def test_what_makes_no_sense_is_refused(db: Path, arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(app, [*arguments, "--db", str(db)], standalone_mode=False)
    assert isinstance(result.exception, typer.BadParameter)
    assert words in str(result.exception)
    assert labels(db) == ["car", "person", "unknown"]


def test_missing_history_is_not_made(tmp_path: Path) -> None:
    result = vedette_correct(tmp_path / "history.db", CAR, "dog")
    assert isinstance(result.exception, HistoryError)
    assert list(tmp_path.iterdir()) == []
