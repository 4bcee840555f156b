"""The transactions that write a history, one after the other, in one thread."""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from sqlite_utils import Database

from pipeline.history.analysis import Analysis, Begun, Outcome
from pipeline.history.crop import EventCrop
from pipeline.history.database import connect, fetch_number, refuse_directory, transaction
from pipeline.history.event_row import UPSERT_EVENT, row_of
from pipeline.history.lasting import note_lasting
from pipeline.history.migrations import migrate, version
from pipeline.history.pictures import Pictures, crop_path, snapshot_path, still_path
from pipeline.history.recording import Recording
from pipeline.history.recordings import Recordings
from pipeline.history.reviews import Reviews
from pipeline.history.source_row import row_of_analysis, row_of_outcome
from pipeline.history.trace_column import packed
from pipeline.history.writer_lock import WriterLock
from pipeline.values import Event

Answer = TypeVar("Answer")

DELETE_ZONES: Final = "delete from event_zones where event_id = ?"

INSERT_ZONE: Final = """
insert into event_zones (zone, order_us, place, start_us, event_id, label)
select ?, order_us, place, start_us, id, label from events where id = ?
"""

UPSERT_CROP: Final = """
insert into crops (path, event_id, time_us) values (?, ?, ?)
on conflict (path) do update set event_id = excluded.event_id, time_us = excluded.time_us
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on its way into the history."""

    source_id: int
    event: Event
    snapshot_jpeg: bytes | None
    crops: Sequence[EventCrop] = ()


class Ledger:
    """Writes the history at `path`, which it creates or brings up to date.

    All methods may raise `sqlite3.Error` and `OSError`; whatever was committed before stays whole.
    """

    def __init__(self, path: Path) -> None:
        """Open the history.

        Raises:
            HistoryError: It cannot be written, or another process writes it.
            HistoryTooNew: A newer vedette wrote it.
        """
        refuse_directory(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._pictures = Pictures(path.parent)
        self._running: set[int] = set()
        with ExitStack() as stack:
            stack.enter_context(WriterLock(path))
            self._connection = connect(path, "mode=rwc")
            stack.callback(self._connection.close)
            self._prepare(path)
            self._held = stack.pop_all()

    def _prepare(self, path: Path) -> None:
        version(self._connection, path)  # refuses another program's file before anything is changed in it
        self._connection.execute("pragma journal_mode = wal")
        # With WAL, `normal` loses no more than the last second in a power cut and leaves the file whole.
        self._connection.execute("pragma synchronous = normal")
        migrate(self._connection, path)
        self._db = Database(self._connection)
        self._reviews = Reviews(self._connection)
        self._recordings = Recordings(self._connection)
        self._remove_files()

    def close(self) -> None:
        """Let go of the file and of the lock."""
        self._held.close()

    def begin(self, analysis: Analysis) -> Begun:
        """Note that the source is being analysed, unless this very analysis is known or under way."""
        with transaction(self._connection):
            done = self._source(analysis, is_done=True)
            unfinished = self._source(analysis, is_done=False)
            if unfinished in self._running:
                return Begun(unfinished, is_known=True)
            is_known = bool(done) and self._is_same(done, analysis)
            if is_known:
                self._forget(unfinished)
                self._follow_move(done, analysis.path)
            else:
                unfinished = self._lay_source(analysis, unfinished, shown=not done)
                self._running.add(unfinished)
        self._remove_files()
        return Begun(done if is_known else unfinished, is_known)

    def _source(self, analysis: Analysis, *, is_done: bool) -> int:
        """Id of the source's finished or unfinished row; 0 if there is none."""
        sql = "select id from sources where fingerprint = ? and camera = ? and (state = 'done') = ?"
        return fetch_number(self._connection, sql, (analysis.fingerprint, analysis.camera, is_done))

    def _is_same(self, source_id: int, analysis: Analysis) -> bool:
        sql = """select count(*) from sources where id = ?
            and settings_digest = ? and model_digest = ? and recorded_utc_us is ?"""
        values = (source_id, analysis.settings_digest, analysis.model_digest, analysis.recorded_us)
        return fetch_number(self._connection, sql, values) == 1

    def _follow_move(self, source_id: int, path: str) -> None:
        """Note the path now given for a known file, unless the one it was known by still leads to it."""
        sources = self._db.table("sources")
        if not Path(str(sources.get(source_id)["path"])).exists():
            sources.update(source_id, {"path": path})

    def _lay_source(self, analysis: Analysis, unfinished: int, *, shown: bool) -> int:
        """Write the row of an analysis that begins, over that of one that was interrupted or failed."""
        self._connection.execute(
            "insert into cameras (name) values (?) on conflict do nothing", (analysis.camera,)
        )
        self._connection.execute("delete from events where source_id = ?", (unfinished,))
        begun = {"state": "running", "shown": int(shown), "started_utc_us": _now_us()}
        ended = {"finished_utc_us": None, "error": None}
        row = row_of_analysis(analysis) | begun | ended
        if unfinished:
            self._db.table("sources").update(unfinished, row)
            return unfinished
        self._db.table("sources").insert(row)
        return fetch_number(self._connection, "select last_insert_rowid()")

    def watch(self, analysis: Analysis, outcome: Outcome) -> int:
        """Begin to watch a live camera, or go on after a trouble with the disk; gives the source's id.

        What is known of its picture is noted at once: nobody waits for the end of a camera.
        """
        source_id = self._source(analysis, is_done=False) or self.begin(analysis).source_id
        still = self._keep_still(source_id, outcome)
        with transaction(self._connection):
            self._db.table("sources").update(source_id, row_of_outcome(outcome, still))
        return source_id

    def _keep_still(self, source_id: int, outcome: Outcome) -> str | None:
        """Write the scene's picture, if there is one; gives its path, or that of the one that is there."""
        if outcome.still_jpeg is None:
            row = self._connection.execute("select still from sources where id = ?", (source_id,)).fetchone()
            return None if row is None else row[0]
        self._pictures.write(still_path(source_id), outcome.still_jpeg)
        return still_path(source_id)

    def add(self, entries: Sequence[Entry]) -> None:
        """Write events in one transaction, their pictures before it; an id that is there is replaced."""
        events = self._keep_snapshots(entries)
        crops = self._keep_crops(entries)
        source_ids = {entry.event.id: entry.source_id for entry in entries}
        zones = [(zone, event.id) for event in events for zone in set(event.zones)]
        with transaction(self._connection):
            # One by one, so that threads that answer people come in between.
            rows = (row_of(event, source_ids[event.id]) for event in self._reviews.applied(events))
            self._connection.executemany(UPSERT_EVENT, rows)
            self._connection.executemany(DELETE_ZONES, [(event.id,) for event in events])
            self._connection.executemany(INSERT_ZONE, zones)
            self._note_traces(events)
            self._note_crops(crops)
            note_lasting(self._connection, events)

    def _note_traces(self, events: Sequence[Event]) -> None:
        rows = [(event.id, event.noticed_us, packed(event.trace)) for event in events if event.noticed_us]
        self._connection.executemany("insert or replace into traces values (?, ?, ?)", rows)

    def _keep_snapshots(self, entries: Sequence[Entry]) -> list[Event]:
        """Write the snapshots; the last of several events of one id counts, with the last picture given."""
        events: dict[str, Event] = {}
        for entry in entries:
            snapshot = self._keep_snapshot(entry, events.get(entry.event.id))
            events[entry.event.id] = replace(entry.event, snapshot=snapshot)
        return list(events.values())

    def _keep_snapshot(self, entry: Entry, earlier: Event | None) -> str | None:
        if entry.snapshot_jpeg is not None:
            path = snapshot_path(entry.event.id)
            self._pictures.write(path, entry.snapshot_jpeg)
            return path
        if earlier:
            return earlier.snapshot
        stored = "select snapshot from events where id = ?"
        row = self._connection.execute(stored, (entry.event.id,)).fetchone()
        return row[0] if row else None

    def _keep_crops(self, entries: Sequence[Entry]) -> dict[str, dict[str, int]]:
        """Write the crops; the last that were given of several events of one id count.

        Returns:
            Event → path of each crop and the time of its frame.
        """
        given = {entry.event.id: entry.crops for entry in entries if entry.crops}
        for event_id, crops in given.items():
            for number, crop in enumerate(crops):
                self._pictures.write(crop_path(event_id, number), crop.jpeg)
        return {
            event_id: {crop_path(event_id, number): crop.time_us for number, crop in enumerate(crops)}
            for event_id, crops in given.items()
        }

    def _note_crops(self, crops: Mapping[str, Mapping[str, int]]) -> None:
        """Write the crops' rows, in place of those that the events had."""
        for event_id, times in crops.items():
            rows = [(path, event_id, time_us) for path, time_us in times.items()]
            self._connection.executemany(UPSERT_CROP, rows)
            left_over = "event_id = ? and path not in (select value from json_each(?))"
            self._db.table("crops").delete_where(left_over, (event_id, json.dumps(list(times))))

    def transact(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Do some work on other tables in one transaction; files that it leaves without rows go."""
        with transaction(self._connection):
            answer = work(self._connection)
        self._remove_files()
        return answer

    def review(self, event_id: str, label: str) -> bool:
        """Note what a person says an event shows; False if there is no such event."""
        with transaction(self._connection):
            return self._reviews.note(event_id, label)

    def record(self, recording: Recording) -> None:
        """Note a finished clip; its file is there already."""
        with transaction(self._connection):
            self._recordings.add(recording)

    def protect(self, event_id: str, *, is_protected: bool) -> bool:
        """Keep an event's clips for good, or no longer; False if there is no such event."""
        with transaction(self._connection):
            return self._recordings.protect(event_id, is_protected=is_protected)

    def remove_recordings(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Remove clips, rows and files; answers which went: protected ones stay."""
        with transaction(self._connection):
            removed = self._recordings.remove(paths)
        self._remove_files()
        return removed

    def forget_recordings(self, paths: Sequence[str]) -> None:
        """Remove the rows of clips whose files are gone."""
        with transaction(self._connection):
            self._recordings.forget(paths)

    def finish(self, source_id: int, outcome: Outcome) -> None:
        """Note that the source was seen to its end; an older analysis of it goes in the same transaction."""
        still = self._keep_still(source_id, outcome)
        done = {"state": "done", "shown": 1, "finished_utc_us": _now_us()}
        with transaction(self._connection):
            self._reviews.carry_over(source_id)
            self._remove_older(source_id)
            self._db.table("sources").update(source_id, row_of_outcome(outcome, still) | done)
        self._running.discard(source_id)
        self._remove_files()

    def _remove_older(self, source_id: int) -> None:
        sql = """select older.id from sources older join sources newer using (fingerprint, camera)
            where newer.id = ? and older.id <> newer.id and older.state = 'done'"""
        self._forget(fetch_number(self._connection, sql, (source_id,)))

    def _forget(self, source_id: int) -> None:
        """Remove the source and its events; 0 is no source."""
        self._connection.execute("delete from events where source_id = ?", (source_id,))
        self._connection.execute("delete from sources where id = ?", (source_id,))

    def fail(self, source_id: int, error: str) -> None:
        """Note why the source could not be seen to its end; the events found so far stay."""
        failed = {"state": "failed", "finished_utc_us": _now_us(), "error": error}
        with transaction(self._connection):
            self._db.table("sources").update(source_id, failed)
        self._running.discard(source_id)

    def _remove_files(self) -> None:
        """Remove the files whose rows are gone, also those that a killed process left."""
        paths = [row[0] for row in self._connection.execute("select path from removals")]
        for path in paths:
            self._pictures.remove(path)
        if paths:
            self._connection.execute("delete from removals")


def _now_us() -> int:
    return time.time_ns() // 1000
