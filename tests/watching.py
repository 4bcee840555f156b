"""A camera for tests of the whole service: a film in which a square crosses a still scene."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipeline.history.cameras import CameraStates, NotedState
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.recording import Recording
from pipeline.values import Event
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling
from tests.videos import MovingSquare, write_video

Answer = TypeVar("Answer")

ANYTHING = "{label: [unknown, background, person, vehicle, two-wheeler, animal]}"
"""No network knows a red square."""


def write_crossing(path: Path) -> Path:
    """Ten seconds: after one the square comes in at the left, after seven it has left at the right."""
    square = MovingSquare(frames=100, start_xy=(-100.0, 100.0), step_xy=(6.0, 0.0), noise=2)
    return write_video(path, square.images(), fps=10, options={"g": "10"})


def configuration(rules: str, cameras: str = "yard: {url: 'clip.mp4?loop'}") -> str:
    return f"cameras:\n  {cameras}\nstorage: {{folder: out}}\nrules:\n  {rules}\n"


def rule(name: str, do: str = "[alert]", when: str = ANYTHING) -> str:
    return f"- {{name: {name}, when: {when}, do: {do}}}"


def asked(db: Path, question: Callable[[History], Answer], before: Answer) -> Answer:
    """Ask a history; `before` is the answer of one that is not there yet."""
    if not db.exists():
        return before
    with History.open(db) as history:
        return question(history)


def events(db: Path) -> list[Event]:
    return asked(db, lambda history: list(history.events(EventQuery(include_hidden=True))), [])


def lasting(db: Path) -> list[Event]:
    return [event for event in events(db) if event.is_lasting]


def recordings(db: Path) -> list[Recording]:
    return asked(db, lambda history: list(history.recordings()), [])


def alerts(db: Path) -> list[Ruling]:
    query = AlertQuery(with_withheld=True)
    return asked(
        db, lambda history: history.read(lambda c: list(Alerts(c).of(query, newest_first=False))), []
    )


def noted(db: Path) -> dict[str, NotedState]:
    nobody: list[NotedState] = []
    found = asked(db, lambda history: history.read(lambda connection: CameraStates(connection).all()), nobody)
    return {one.state.name: one for one in found}
