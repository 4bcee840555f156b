"""A connection to a history's SQLite file, and what can be wrong with it said in one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import HistoryError

APPLICATION_ID = 0x76656474
"""`vedt` in ASCII, in the file's header: tells a history from any other SQLite file.

Source: https://www.sqlite.org/pragma.html#pragma_application_id
"""

BUSY_S = 30.0
"""How long a connection waits for another: far longer than any transaction here takes, on a slow disk too."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say about the history at `path` into one line.

    Raises:
        HistoryError: The file cannot be read or written: another kind of file, damaged, read-only, disk full.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(f"history {path}: {_reason(error)}") from error


def _reason(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{reason} ({error.filename})" if error.filename else reason
    if "not a database" in str(error):
        return "expected a vedette history (SQLite), received another kind of file"
    return str(error)


def refuse_directory(path: Path) -> None:
    """Check that a history could be at `path`.

    Raises:
        HistoryError: A directory is there.
    """
    if path.is_dir():
        raise HistoryError(f"history {path}: expected a file, received a directory")


def connect(path: Path, options: str) -> sqlite3.Connection:
    """Open the SQLite file at `path`: with `mode=rw`, with `mode=rwc` to create it if there is none, ….

    Transactions are begun by hand (`begin immediate`), never by the driver. Threads may hand it on.

    Source: https://www.sqlite.org/uri.html#recognized_query_parameters
    """
    uri = f"{path.absolute().as_uri()}?{options}"
    connection = sqlite3.connect(uri, timeout=BUSY_S, isolation_level=None, uri=True, check_same_thread=False)
    connection.execute("pragma foreign_keys = on")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock; commit at the end, or take everything back if an error passes."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:  # a full disk has SQLite roll back by itself
            connection.execute("rollback")
        raise


def fetch_number(connection: sqlite3.Connection, sql: str, parameters: tuple[object, ...] = ()) -> int:
    """The one integer that a query gives; 0 for null and for no row."""
    row = connection.execute(sql, parameters).fetchone()
    return int(row[0] or 0) if row else 0
