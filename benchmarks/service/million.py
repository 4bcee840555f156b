"""A history of so many events, kept for the next run.

Some days are written as the service writes them; SQL repeats them for the days before, until there are
enough.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from benchmarks.service.town import SECOND_US, Camera, Town
from pipeline.history.ledger import Entry, Ledger
from pipeline.history.recording import Recording
from pipeline.values import Event
from rules.alert import Alert
from rules.archive.alerts import Alerts
from rules.archive.judging import Ruling

SEED: Final = 6
DAYS: Final = 4
"""That are written; each copy lies as many days before the one behind it."""
WRITTEN: Final = 20_000
BATCH: Final = 5_000
RULES: Final = {"someone comes": 0.02, "truck at night": 0.000_3}
"""What share of all events made each rule fire."""
RECORDED: Final = 0.03
REVIEWED: Final = 0.001

COPY: Final = """
insert into events (id, source_id, camera, label, label_group, hidden, score, start_us, end_us, start_utc_us,
    end_utc_us, place, x, y, width, height, model, snapshot, recording, scores, path)
select id || :suffix, source_id, camera, label, label_group, hidden, score, start_us - :back, end_us - :back,
    start_utc_us - :back, end_utc_us - :back, place, x, y, width, height, model, snapshot, recording, scores,
    path
from events where start_us >= :since order by start_us
"""

COPY_ZONES: Final = """
insert into event_zones (zone, order_us, place, start_us, event_id, label)
select zone, order_us - :back, place, start_us - :back, event_id || :suffix, label
from event_zones where order_us >= :since
"""

COPY_REVIEWS: Final = """
insert into reviews
select event_id || :suffix, label, model_label, model_score, reviewed_utc_us, fingerprint, camera,
    start_us - :back, end_us - :back, began
from reviews where start_us >= :since
"""

COPY_ALERTS: Final = """
insert into alerts (id, rule, camera, source_id, time_us, utc_us, label, score, event_ids, zones, reasons,
    is_live, is_late, is_test)
select id || :suffix, rule, camera, source_id, time_us - :back, utc_us - :back, label, score,
    json_array((event_ids ->> 0) || :suffix), zones, reasons, is_live, is_late, is_test
from alerts where time_us >= :since
"""


def history_of(count: int, folder: Path) -> Path:
    """Path of a history with so many events, in whole copies; it is made if it is not there."""
    db = folder / f"{count}" / "history.db"
    done = db.with_name("done")
    if not done.exists():
        for file in db.parent.glob("*"):
            file.unlink()
        _write(db, count)
        done.touch()
    return db


def _write(db: Path, count: int) -> None:
    town = Town(SEED)
    written = min(count, WRITTEN)
    with closing(Ledger(db)) as ledger:
        ids = {camera.name: ledger.watch(camera.analysis, camera.outcome) for camera in town.cameras}
        found = list(town.past(written, DAYS))
        for start in range(0, written, BATCH):
            some = found[start : start + BATCH]
            ledger.add([Entry(ids[camera.name], event, None) for camera, event in some])
        _furnish(ledger, found, ids)
        for number in range(1, count // written):
            _repeat(ledger, number, found[0][1].start_us)


def _furnish(ledger: Ledger, found: Sequence[tuple[Camera, Event]], ids: dict[str, int]) -> None:
    """Add what else is known of some of the events."""
    rng = random.Random(SEED)  # noqa: S311  # nothing is secret here
    for _, event in _chosen(found, RECORDED, rng):
        ledger.record(_clip(event))
    for _, event in _chosen(found, REVIEWED, rng):
        ledger.review(event.id, event.label)

    def alert(connection: Connection) -> None:
        for rule, share in RULES.items():
            for camera, event in _chosen(found, share, rng):
                Alerts(connection).keep(_ruling(rule, event), ids[camera.name])

    ledger.transact(alert)


def _repeat(ledger: Ledger, number: int, since_us: int) -> None:
    """Have the days that were written happen some days before, too."""
    values = {
        "suffix": f"{number:03x}",
        "back": number * DAYS * 86_400 * SECOND_US,
        "since": since_us,
    }

    def copy(connection: Connection) -> None:
        for sql in (COPY, COPY_ZONES, COPY_REVIEWS, COPY_ALERTS):
            connection.execute(sql, values)

    ledger.transact(copy)


def _chosen(
    found: Sequence[tuple[Camera, Event]], share: float, rng: random.Random
) -> Iterator[tuple[Camera, Event]]:
    return (pair for pair in found if rng.random() < share)


def _clip(event: Event) -> Recording:
    """A clip of just this event's time; it shows what else the camera saw then, too."""
    return Recording(
        f"recordings/{event.id}.mp4", event.camera, event.source, f"live {event.camera}", event.start_us,
        event.end_us, 0, 1_000_000, "0" * 64, "h264", has_audio=False, created_us=event.end_us,
    )  # fmt: skip


def _ruling(rule: str, event: Event) -> Ruling:
    alert = Alert(
        f"{event.id}{len(rule):02x}", rule, event.camera, event.start_us, event.start_us, event.label,
        event.score, (event.id,), event.zones, (), is_live=True,
    )  # fmt: skip
    return Ruling(alert, None, event.source)
