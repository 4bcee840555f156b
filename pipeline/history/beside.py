"""Small changes to a history that another process may be writing at the same time."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pipeline.history.database import connect, transaction, translated
from pipeline.history.history import History

Answer = TypeVar("Answer")


def write_beside(path: Path, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """Do some work in one transaction, without being the history's writer.

    It is for rows that a person changes while a service writes the rest: the arming of rules, corrections,
    protection. Never for sources and files, of which the writer keeps account. It waits for the writer's
    transactions, which are short.

    Raises:
        HistoryError: There is no history, or it cannot be written.
        HistoryTooNew: A newer vedette wrote it.
    """
    with History.open(path):
        pass  # it is one of ours, and up to date
    with translated(path), closing(connect(path, "mode=rw")) as connection, transaction(connection):
        return work(connection)
