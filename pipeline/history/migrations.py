"""The numbered steps that bring a history's file to the schema of this vedette.

Each step runs with its record in one transaction, and an existing file is copied before each. A change of the
schema is a new function at the end of `MIGRATIONS`; one that has been released is never altered.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from pipeline.errors import HistoryError, HistoryTooNew
from pipeline.history.database import APPLICATION_ID, connect, fetch_number, transaction

Migration = Callable[[sqlite3.Connection], None]


def lay_schema(connection: sqlite3.Connection) -> None:
    """Create every table, index and trigger of `schema.sql`, and mark the file as a history."""
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    _execute(connection, "schema.sql")


def add_reviews(connection: sqlite3.Connection) -> None:
    """Create the tables and triggers of `reviews.sql`: what people say of events, and crops to learn from."""
    _execute(connection, "reviews.sql")


def add_recordings(connection: sqlite3.Connection) -> None:
    """Create the tables and triggers of `recordings.sql`: clips on disk and the events that they show."""
    _execute(connection, "recordings.sql")


def add_alerts(connection: sqlite3.Connection) -> None:
    """Create the tables of `alerts.sql` and `deliveries.sql`: what rules judge, what fired, what is sent."""
    _execute(connection, "alerts.sql")
    _execute(connection, "deliveries.sql")


def add_live(connection: sqlite3.Connection) -> None:
    """Create the tables of `live.sql`: how cameras fare, when they were away, which events last."""
    _execute(connection, "live.sql")


def add_questions(connection: sqlite3.Connection) -> None:
    """Lay the indices of `questions.sql`, and its tables: which events made rules fire, and what changed."""
    _execute(connection, "questions.sql")


MIGRATIONS: tuple[Migration, ...] = (
    lay_schema, add_reviews, add_recordings, add_alerts, add_live, add_questions,
)  # fmt: skip


def _execute(connection: sqlite3.Connection, script: str) -> None:
    for statement in statements(Path(__file__).with_name(script).read_text("utf-8")):
        connection.execute(statement)


def statements(script: str) -> Iterator[str]:
    """Take an SQL script apart, since `executescript` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def version(connection: sqlite3.Connection, path: Path) -> int:
    """The number of the last migration applied; 0 for an empty file.

    Raises:
        HistoryError: The file is a SQLite database of something else.
    """
    if fetch_number(connection, "pragma application_id") == APPLICATION_ID:
        return fetch_number(connection, "select max(number) from migrations")
    if fetch_number(connection, "select count(*) from sqlite_schema"):
        raise HistoryError(f"history {path}: expected a vedette history, received another SQLite database")
    return 0


def check_age(found: int, path: Path, known: int = len(MIGRATIONS)) -> None:
    """Refuse a history that this vedette does not understand.

    Raises:
        HistoryTooNew: A newer vedette wrote it.
    """
    if found > known:
        raise HistoryTooNew(
            f"history {path}: expected schema {known} or older, received {found}: a newer vedette wrote it"
        )


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply to the file at `path` every migration that it lacks, each in a transaction of its own.

    Raises:
        HistoryError: The file is a SQLite database of something else.
        HistoryTooNew: A newer vedette wrote it.
    """
    found = version(connection, path)
    check_age(found, path, len(migrations))
    for step in range(found + 1, len(migrations) + 1):
        _apply(connection, path, step, migrations[step - 1], is_new=found == 0)


def _apply(
    connection: sqlite3.Connection, path: Path, step: int, migration: Migration, *, is_new: bool
) -> None:
    with transaction(connection):
        if version(connection, path) >= step:
            return  # another process was quicker
        if not is_new:
            _back_up(path, path.with_name(f"{path.name}.before-{step:03}"))
        migration(connection)
        record = (step, migration.__name__, time.time_ns() // 1000)
        connection.execute("insert into migrations (number, name, applied_utc_us) values (?, ?, ?)", record)


def _back_up(path: Path, copy: Path) -> None:
    """Copy the history as it was before the transaction that holds its write lock."""
    partial = copy.with_name(f"{copy.name}.partial")
    partial.unlink(missing_ok=True)
    with closing(connect(path, "mode=rw")) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    partial.replace(copy)
