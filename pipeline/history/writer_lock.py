"""The lock that lets one process at a time write a history."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.errors import HistoryError
from pipeline.history.database import translated


class WriterLock:
    """Held while a process writes the history at `path`; the kernel lets go of it when the process dies.

    It is a POSIX record lock rather than `flock`: worker processes forked from the writer do not inherit it,
    so none that outlives a killed writer keeps the history locked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock_path = path.with_name(f"{path.name}.lock")
        self._file = -1

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            HistoryError: Another process holds it, or the folder cannot be written.
        """
        with translated(self._path):
            self._file = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                self._take()
            except BaseException:
                os.close(self._file)
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def _take(self) -> None:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise HistoryError(
                f"history {self._path}: another vedette (process {owner}) writes it; wait, or name another"
            ) from error
        os.truncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode("ascii"), 0)
