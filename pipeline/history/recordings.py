"""The tables of clips: written within a transaction, read by anyone."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.history.recording import Recording

ADD: Final = """
insert into recordings
    (path, camera, source, fingerprint, start_us, end_us, recorded_utc_us, bytes, sha256, codec, has_audio,
    created_utc_us)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

FIND: Final = """
select r.*, (
    select json_group_array(distinct e.label) from recording_events l join events e on e.id = l.event_id
    where l.path = r.path) as labels
from recordings r
"""
"""Rows of which `recording_of` reads a clip."""


class Recordings:
    """Writes the clips' rows; each method is to be called within a transaction.

    Links to events, `events.recording` and the removal of files follow by triggers (recordings.sql).
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, recording: Recording) -> None:
        """Note a finished clip, in place of one of the same path: the same clip, cut again."""
        of = recording
        row = (
            of.path, of.camera, of.source, of.fingerprint, of.start_us, of.end_us, of.recorded_us,
            of.bytes, of.sha256, of.codec, int(of.has_audio), of.created_us,
        )  # fmt: skip
        self._connection.execute(
            "delete from recordings where path = ?", (of.path,)
        )  # its links are made anew
        self._connection.execute(ADD, row)

    def remove(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Remove the rows of these clips; the files go with them. Answers which went: protected ones stay."""
        sql = """delete from recordings
            where path in (select value from json_each(?)) and protected = 0 returning path"""
        return tuple(row[0] for row in self._connection.execute(sql, (json.dumps(list(paths)),)).fetchall())

    def forget(self, paths: Iterable[str]) -> None:
        """Remove the rows of clips whose files are gone, protected or not; a file that comes back stays."""
        gone = (json.dumps(list(paths)),)
        self._connection.execute(
            "delete from recordings where path in (select value from json_each(?))", gone
        )
        self._connection.execute("delete from removals where path in (select value from json_each(?))", gone)

    def protect(self, event_id: str, *, is_protected: bool) -> bool:
        """Keep the clips of an event for good, or no longer; False if there is no such event."""
        known = self._connection.execute("select 1 from events where id = ?", (event_id,)).fetchone()
        if not known:
            return False
        if is_protected:
            sql = "insert into protected_events values (?, ?) on conflict do nothing"
            self._connection.execute(sql, (event_id, time.time_ns() // 1000))
        else:
            self._connection.execute("delete from protected_events where event_id = ?", (event_id,))
        return True


def recordings_of(connection: sqlite3.Connection) -> Iterator[Recording]:
    """Read all clips, the oldest first."""
    return map(recording_of, connection.execute(f"{FIND} order by r.created_utc_us, r.path"))


def recording_of(row: sqlite3.Row) -> Recording:
    """Read a clip from a row of `FIND`."""
    return Recording(
        path=row["path"],
        camera=row["camera"],
        source=row["source"],
        fingerprint=row["fingerprint"],
        start_us=row["start_us"],
        end_us=row["end_us"],
        recorded_us=row["recorded_utc_us"],
        bytes=row["bytes"],
        sha256=row["sha256"],
        codec=row["codec"],
        has_audio=bool(row["has_audio"]),
        created_us=row["created_utc_us"],
        is_protected=bool(row["protected"]),
        labels=tuple(sorted(json.loads(row["labels"]))),
    )
