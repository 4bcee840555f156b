"""What the history knows around an event, beside the event itself."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands beside an event in other tables."""

    width: int | None
    """Of the picture that its box and path are in; None if it is not known yet."""
    height: int | None
    is_protected: bool
    """Its clips never go by themselves."""
    crops: tuple[str, ...]
    """Paths of its crops, in order of time, relative to the history's folder."""


def surroundings_of(connection: sqlite3.Connection, event_id: str) -> Surroundings:
    """Read what stands around an event; nothing if there is none of this id."""
    size = """select s.width, s.height from events e join sources s on s.id = e.source_id where e.id = ?"""
    crops = "select path from crops where event_id = ? order by time_us, path"
    protected = "select 1 from protected_events where event_id = ?"
    width, height = connection.execute(size, (event_id,)).fetchone() or (None, None)
    is_protected = connection.execute(protected, (event_id,)).fetchone() is not None
    paths = tuple(row[0] for row in connection.execute(crops, (event_id,)))
    return Surroundings(width, height, is_protected, paths)
