"""Clips a page at a time, the newest first."""

import base64
import json
import sqlite3
from dataclasses import dataclass
from itertools import islice

from pipeline.history.page import LARGEST
from pipeline.history.query import Condition
from pipeline.history.recording import Recording
from pipeline.history.recordings import FIND, recording_of


@dataclass(frozen=True, slots=True)
class RecordingQuery:
    """Which clips are wanted; every field given narrows the choice."""

    camera: str | None = None
    since_us: int | None = None
    """UTC: clips of which any part lies at this time or later; none of unknown time."""
    until_us: int | None = None
    """UTC: clips of which any part lies before this time; none of unknown time."""

    def conditions(self) -> list[Condition]:
        """The query in SQL, about `recordings r`."""
        given = (
            ("r.camera = ?", self.camera),
            ("r.end_utc_us >= ?", self.since_us),
            ("r.start_utc_us < ?", self.until_us),
        )
        return [Condition(sql, (value,)) for sql, value in given if value is not None]


def recording_page(
    connection: sqlite3.Connection, query: RecordingQuery, limit: int, after: str | None
) -> tuple[tuple[Recording, ...], str | None]:
    """Give `limit` clips behind the cursor `after`, with the cursor behind them; None if there are no more.

    Raises:
        ValueError: `after` is no cursor.
    """
    parts = query.conditions()
    if after is not None:
        parts.append(Condition("(r.created_utc_us, r.path) < (?, ?)", _place(after)))
    rows = _rows(connection, parts, "order by r.created_utc_us desc, r.path desc", limit + 1)
    found = tuple(map(recording_of, rows[:limit]))
    return found, _cursor(found[-1]) if len(rows) > limit else None


def recording_of_digest(connection: sqlite3.Connection, sha256: str) -> Recording | None:
    """The clip of this content; None if there is none."""
    rows = _rows(connection, [Condition("r.sha256 = ?", (sha256,))], "", 1)
    return recording_of(rows[0]) if rows else None


def _rows(connection: sqlite3.Connection, parts: list[Condition], end: str, limit: int) -> list[sqlite3.Row]:
    where = " and ".join(part.sql for part in parts) or "true"
    values = [value for part in parts for value in part.values]
    return list(islice(connection.execute(f"{FIND} where {where} {end}", values), limit))


def _cursor(recording: Recording) -> str:
    place = [recording.created_us, recording.path]
    return base64.urlsafe_b64encode(json.dumps(place).encode("utf-8")).decode("ascii")


def _place(cursor: str) -> tuple[int, str]:
    try:
        created_us, path = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"expected one that a page gave, received {cursor!r:.200}") from error
    if type(created_us) is not int or abs(created_us) > LARGEST or not isinstance(path, str):
        raise ValueError(f"expected one that a page gave, received {cursor!r:.200}")
    return created_us, path
