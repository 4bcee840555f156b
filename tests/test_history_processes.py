"""Several processes and one history: killed writers, readers beside a writer, a disk that fills up."""

import multiprocessing
import random
import resource
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from pipeline.errors import HistoryError
from pipeline.history.analysis import Analysis
from pipeline.history.counts import HourlyCount
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.writer import HistoryWriter, WriterSettings
from pipeline.values import Event
from tests.history_samples import OUTCOME, analysis, event, pictures, store

ALL = EventQuery(include_hidden=True)
KILLS = 12
OLD = analysis("yard", settings="old")
WANTED = (analysis("yard"), analysis("gate", recorded_us=None))
"""What the killed program analyses; the first replaces an older analysis."""

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__])


def write_all(db: Path) -> None:
    """Do what `vedette analyze` does with the history, in many small transactions."""
    with HistoryWriter(db, WriterSettings(batch_items=3, batch_s=0.002)) as writer:
        for of in WANTED:
            begun = writer.begin(of)
            if not begun.is_known:
                write_events(writer, begun.source_id, of)


def write_events(writer: HistoryWriter, source_id: int, of: Analysis) -> None:
    for number, label in enumerate(["car", "person", "background"] * 5):
        found = event(of, number, label, start_s=number * 600, zones=("drive",) * (number % 2))
        writer.add(source_id, found, found.id.encode("ascii"))
    writer.finish(source_id, replace(OUTCOME, still_jpeg=b"still"))


def in_process(target: Callable[[Path], object], db: Path) -> BaseProcess:
    process = processes.Process(target=target, args=(db,))
    process.start()
    return process


def store_old(db: Path) -> None:
    store(db, OLD, [event(OLD, number) for number in range(5)], b"old")


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that a history holds but times and numbers of rows."""

    events: tuple[Event, ...]
    counts: tuple[HourlyCount, ...]
    analyses: frozenset[tuple[Analysis, str]]
    snapshots: frozenset[str]


def holdings(db: Path) -> Holdings:
    with History.open(db) as history:
        sources = list(history.sources())
        assert all((db.parent / str(source.still)).exists() for source in sources if source.still)
        return Holdings(
            tuple(history.events(ALL)),
            history.hourly_counts(ALL),
            frozenset((source.analysis, source.state) for source in sources),
            frozenset(path for path in pictures(db) if path.startswith("snapshots/")),
        )


def check_sound(db: Path) -> None:
    """What must hold whenever a writer was killed."""
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    with History.open(db) as history:
        assert history.hourly_counts(ALL) == history.recount()
        for found in history.events(ALL):
            assert found.snapshot is not None
            expected = b"old" if found.id in OLD_IDS else found.id.encode("ascii")
            assert (db.parent / found.snapshot).read_bytes() == expected
        yards = list(history.events(EventQuery(camera="yard", include_hidden=True)))
    assert {found.id in OLD_IDS for found in yards} in ({True}, {False}), "old and new analysis mixed"


OLD_IDS = {OLD.event_id(number) for number in range(5)}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Holdings, float]:
    """What a run that nobody kills leaves behind, and how long it takes in seconds."""
    db = tmp_path_factory.mktemp("uninterrupted") / "history.db"
    store_old(db)
    in_process(time.sleep, 0).join()  # type: ignore[arg-type]  # starts the server that forks
    begun_at = time.perf_counter()
    process = in_process(write_all, db)
    process.join()
    assert process.exitcode == 0
    return holdings(db), time.perf_counter() - begun_at


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_writer_leaves_a_sound_history_that_a_rerun_completes(
    tmp_path: Path, uninterrupted: tuple[Holdings, float], seed: int
) -> None:
    expected, usual_s = uninterrupted
    db = tmp_path / "history.db"
    store_old(db)
    process = in_process(write_all, db)
    time.sleep(random.Random(seed).uniform(0, usual_s))
    process.kill()
    process.join()
    check_sound(db)
    write_all(db)
    check_sound(db)
    assert holdings(db) == expected


def test_writer_killed_while_it_creates_the_history_leaves_a_file_that_opens(
    tmp_path: Path, uninterrupted: tuple[Holdings, float]
) -> None:
    for number in range(6):
        db = tmp_path / str(number) / "history.db"
        process = in_process(write_all, db)
        deadline = time.monotonic() + 10
        while not db.exists() and time.monotonic() < deadline:
            pass
        time.sleep(0.001 * number)
        process.kill()
        process.join()
        write_all(db)
        assert holdings(db).events == uninterrupted[0].events


def read_until_done(db: Path) -> list[int]:
    """Ask again and again how many events there are, until the source is done; for a minute at most."""
    counts = [0]
    deadline = time.monotonic() + 60
    with History.open(db) as history:
        while True:
            is_done = all(source.state == "done" for source in history.sources())
            found = list(history.events(ALL))
            assert all(event.zones == ("drive",) for event in found)
            counts.append(len(found))
            if is_done or time.monotonic() > deadline:
                return counts


def test_two_processes_read_while_one_writes(tmp_path: Path) -> None:
    db, of = tmp_path / "history.db", analysis()
    with HistoryWriter(db, WriterSettings(batch_items=5)) as writer:
        source_id = writer.begin(of).source_id
        with ProcessPoolExecutor(2, processes) as pool:
            readers = [pool.submit(read_until_done, db) for _ in range(2)]
            for number in range(300):
                writer.add(source_id, event(of, number, zones=("drive",)))
            writer.finish(source_id, OUTCOME)
            for reader in readers:
                counts = reader.result(timeout=60)
                assert counts == sorted(counts)
                assert counts[-1] == 300


def open_for_writing(db: Path) -> str:
    try:
        with HistoryWriter(db):
            return "opened"
    except HistoryError as error:
        return str(error)


def test_second_writer_is_refused_while_the_first_lives(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with ProcessPoolExecutor(1, processes) as pool:
        with HistoryWriter(db):
            answer = pool.submit(open_for_writing, db).result(timeout=60)
        assert "another vedette (process " in answer
        assert pool.submit(open_for_writing, db).result(timeout=60) == "opened"


def write_until_full(db: Path) -> tuple[str, int]:
    """Write events where no file may grow beyond 600 kB; gives the error and how many were handed over."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    given = 0
    try:
        with HistoryWriter(db, WriterSettings(queue_items=1, batch_items=20, batch_s=60)) as writer:
            source_id = writer.begin(analysis()).source_id
            for number in range(20_000):
                writer.add(source_id, event(analysis(), number))
                given += 1
    except HistoryError as error:
        return str(error), given
    return "", given


def test_full_disk_is_told_and_leaves_what_was_committed(tmp_path: Path) -> None:
    db = tmp_path / "history.db"
    with ProcessPoolExecutor(1, processes) as pool:
        error, given = pool.submit(write_until_full, db).result(timeout=60)
    assert error.startswith(f"history {db}: ")
    assert "\n" not in error
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    with History.open(db) as history:
        assert 0 < history.count(ALL) <= given
        assert history.count(ALL) % 20 == 0, "a batch was torn"
        assert history.hourly_counts(ALL) == history.recount()
    store(db, analysis(), [event(analysis(), 1)])
