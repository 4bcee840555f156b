"""Worker processes, each analysing whole sources, and one reader of what they say."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from api.interruption import Interruption
from api.scan.message import Failed, Known, Last, Message, Prepared
from api.scan.recipe import Recipe
from api.scan.worker import work
from pipeline.deafness import deaf
from pipeline.errors import VedetteError
from pipeline.history.analysis import Analysis

Begin = Callable[[Path, Analysis], bool]
"""Notes that an analysis begins; False if it is known and need not be run."""


@dataclass(slots=True, eq=False)
class Member:
    """A worker process, the end of the pipe to it, and what it is busy with."""

    process: SpawnProcess
    connection: Connection
    path: Path

    def assign(self, path: Path) -> None:
        """Have it analyse the source; one that has just died is found out when it is listened to."""
        self.path = path
        try:
            self.connection.send(path)
        except OSError:
            return

    @property
    def fate(self) -> str:
        """How its process ended."""
        self.process.join()
        code = self.process.exitcode or 0
        if code >= 0:
            return f"ended early (exit code {code})"
        hint = ", as when memory runs out" if code == -signal.SIGKILL else ""
        return f"was ended by {signal.Signals(-code).name}{hint}"


class Crew:
    """Up to `size` processes. One that dies fails the source it was at, and another takes its place.

    Processes are spawned, not forked: OpenCV, FFmpeg and LiteRT hold locks and threads that no fork survives.
    On exit all are ended, wherever they are: what they know is sent already or will be found again.
    """

    def __init__(self, size: int, recipe: Recipe, interruption: Interruption) -> None:
        self._size = size
        self._recipe = recipe
        self._interruption = interruption
        self._context = multiprocessing.get_context("spawn")
        self._members: list[Member] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for member in list(self._members):
            self._dismiss(member)

    def scan(self, paths: Sequence[Path], begin: Begin) -> Iterator[tuple[Path, Message]]:
        """Tell what becomes of each source, as it happens; `begin` is asked before one is analysed.

        Raises:
            VedetteError: No source can be analysed, as without a model.
            KeyboardInterrupt: The interruption was heard.
        """
        waiting = deque(paths)
        while waiting or self._members:
            while waiting and len(self._members) < self._size:
                self._hire(waiting.popleft())
            ready = wait([self._interruption.fileno(), *(member.connection for member in self._members)])
            self._interruption.check()
            for member in [member for member in self._members if member.connection in ready]:
                message = self._heard(member, begin)
                yield member.path, message
                if isinstance(message, Last):
                    self._occupy(member, waiting)

    def _hire(self, path: Path) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._recipe), daemon=True)
        with deaf(signal.SIGINT):
            process.start()
            member = Member(process, ours, path)
            self._members.append(member)
        theirs.close()  # so that the pipe ends with the worker
        member.assign(path)

    def _heard(self, member: Member, begin: Begin) -> Message:
        try:
            said: Message | VedetteError = member.connection.recv()
            if isinstance(said, Prepared):
                is_new = begin(member.path, said.analysis)
                member.connection.send(is_new)
                return said if is_new else Known()
        except (EOFError, OSError):
            return Failed(f"{member.path}: the worker process {member.fate}")
        if isinstance(said, VedetteError):
            raise said
        return said

    def _occupy(self, member: Member, waiting: deque[Path]) -> None:
        """Give the worker its next source, or let it go."""
        if waiting and member.process.is_alive():
            member.assign(waiting.popleft())
        else:
            self._dismiss(member)

    def _dismiss(self, member: Member) -> None:
        self._members.remove(member)
        member.process.kill()
        member.process.join()
        member.connection.close()
