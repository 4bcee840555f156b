"""A history served over HTTP from a real socket, and something in it to ask for."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx

from api.configuration import Server
from api.http.app import make_app
from api.http.doorkeeper import Doorkeeper
from api.http.failures import FailureSettings
from api.http.limits import LimitSettings
from api.http.patience import PatienceSettings
from api.http.rulebook import Rulebook
from api.http.served import Served, prepared
from api.http.server import HttpServer
from api.tokens import FILE_NAME, Role, TokenFile
from pipeline.history.crop import EventCrop
from pipeline.history.writer import HistoryWriter
from rules.alert import Alert
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling
from rules.judgement import Reason
from tests.history_samples import NOON_US, OUTCOME, SECOND_US, analysis, event
from tests.recording_samples import recording

WAIT_S: Final = 60.0
"""How long a busy machine may take to answer."""

JPEG: Final = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
CLIP: Final = bytes(range(256)) * 4
CLIP_SHA256: Final = hashlib.sha256(CLIP).hexdigest()

RULES: Final = """\
# what we wait for
zones:
  door: {camera: yard, polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}  # all of it
rules:
  - name: someone at the door
    when: {label: [person, car], zone: door}
    do: [alert]
"""


@contextmanager
def serving(
    db: Path,
    rules: Path | None = None,
    *,
    server: Server | None = None,
    failures: FailureSettings | None = None,
    limits: LimitSettings | None = None,
    patience: PatienceSettings | None = None,
) -> Iterator[HttpServer]:
    """Serve a history at a free port of this machine; without tokens as long as none is made."""
    tokens = TokenFile(db.parent / FILE_NAME)
    served = Served(prepared(db), rulebook=Rulebook(rules), now=lambda: NOON_US)
    app = make_app(served, Doorkeeper(tokens, is_local=True, settings=failures), limits)
    found = HttpServer(app, server or Server(port=0), patience=patience)
    found.start()
    try:
        yield found
    finally:
        found.stop()


@contextmanager
def client(db: Path, rules: Path | None = None, token: str | None = None) -> Iterator[httpx.Client]:
    """Someone who asks it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with (
        serving(db, rules) as server,
        httpx.Client(base_url=server.url, headers=headers, timeout=WAIT_S) as found,
    ):
        yield found


def make_token(db: Path, role: Role = "admin", name: str = "") -> str:
    """Make a token for a history."""
    return TokenFile(db.parent / FILE_NAME).make(name or role, role, NOON_US)


def fill(db: Path) -> None:
    """Write a yard with four events: a car with everything there is, two persons, and something unknown."""
    of = analysis("yard")
    events = [
        event(of, 1, "car", zones=("door",)),
        event(of, 2, "person", score=0.9),
        event(of, 3, "person", score=0.6),
        event(of, 4, "unknown"),
    ]
    with HistoryWriter(db) as writer:
        source_id = writer.begin(of).source_id
        writer.add(source_id, events[0], JPEG, [EventCrop(SECOND_US, JPEG)])
        for each in events[1:]:
            writer.add(source_id, each)
        writer.finish(source_id, replace(OUTCOME, still_jpeg=JPEG))
        clip = replace(recording(of, "a", start_s=0, end_s=7, size=len(CLIP)), sha256=CLIP_SHA256)
        (db.parent / clip.path).parent.mkdir(parents=True)
        (db.parent / clip.path).write_bytes(CLIP)
        writer.record(clip)
        ruling = Ruling(alert_of(events[0].id), None)
        writer.transact(lambda connection: Alerts(connection).keep(ruling, source_id))


def alert_of(event_id: str, number: int = 0) -> Alert:
    """An alert that an event caused."""
    reason = Reason("car in door", held=True, found="car 0.75 in door")
    time_us = (1 + number) * SECOND_US
    return Alert(
        f"{number:032x}", "someone at the door", "yard", time_us, NOON_US + time_us, "car", 0.75, (event_id,),
        ("door",), (reason,),
    )  # fmt: skip
