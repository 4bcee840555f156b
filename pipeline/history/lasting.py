"""Which events last, and what becomes of all that lasts when its service is gone."""

import sqlite3
from collections.abc import Iterable
from typing import Final

from pipeline.history.cameras import CameraStates
from pipeline.history.outages import Outages
from pipeline.values import Event

LEAVE_SOURCES: Final = """
update sources set state = 'done', finished_utc_us = max(started_utc_us, coalesce(
    (select max(end_us) from events where source_id = sources.id), started_utc_us))
where is_live = 1 and state = 'running'
"""


def note_lasting(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Mark the events whose tracks are in sight, and no longer those whose are not; in a transaction."""
    live = [event for event in events if event.is_live]
    lasting = [(event.id,) for event in live if event.is_lasting]
    over = [(event.id,) for event in live if not event.is_lasting]
    connection.executemany("insert into lasting_events values (?) on conflict do nothing", lasting)
    connection.executemany("delete from lasting_events where event_id = ?", over)


def end_events(connection: sqlite3.Connection, event_ids: Iterable[str]) -> None:
    """Note that events are over of which nobody can say more; in a transaction."""
    rows = [(event_id,) for event_id in event_ids]
    connection.executemany("delete from lasting_events where event_id = ?", rows)


def end_interrupted(connection: sqlite3.Connection) -> int:
    """End what a service that was killed left as lasting: events, watches, outages; in a transaction.

    An event ends when it was last seen, an outage when its camera's state was last noted.

    Returns:
        How many events there were.
    """
    connection.execute(LEAVE_SOURCES)
    Outages(connection).end_interrupted()
    CameraStates(connection).leave_all()
    return connection.execute("delete from lasting_events").rowcount
