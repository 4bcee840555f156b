"""What a person sees while sources are analysed: bars on a terminal, and anywhere a line for each failure."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from api.scan.legible import legible
from api.scan.message import Advanced, Failed, Finished, Last, Message, Prepared
from api.scan.spans import spans
from pipeline.errors import SourceError
from pipeline.media.images import is_sequence, numbered_pictures

NAME_WIDTH = 28
"""Columns for a file's name: leaves the bar some even on a terminal of 80."""

START = Advanced(0, 0)


class PaceColumn(ProgressColumn):
    """Frames per second, and how many times faster than real time that is."""

    def render(self, task: Task) -> Text:
        """Show what the task's fields `frames` and `time_us` and its clock say."""
        elapsed_s = max(task.elapsed or 0.0, 1e-3)
        frames, seconds = task.fields["frames"], task.fields["time_us"] / 1e6
        return Text(f"{frames / elapsed_s:.0f} frames/s {seconds / elapsed_s:.1f}×")


class ScanProgress:
    """A bar for each source while it is analysed, and one for all of them by the bytes of their files."""

    def __init__(self, paths: Sequence[Path]) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn(
                "{task.description}", markup=False, table_column=Column(max_width=NAME_WIDTH, no_wrap=True)
            ),
            BarColumn(),
            TaskProgressColumn(),
            PaceColumn(Column(justify="right", no_wrap=True)),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_interactive,
        )
        self._sizes = {path: _size(path) for path in paths}
        self._seen: dict[Path, Advanced] = {}
        self._durations_us: dict[Path, int | None] = {}
        self._bars: dict[Path, TaskID] = {}
        self._done: set[Path] = set()
        self._total = self._add_bar("starting", sum(self._sizes.values()))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, path: Path, message: Message) -> None:
        """Show what was said of a source."""
        if isinstance(message, Prepared):
            self._durations_us[path] = message.duration_us
            self._bars[path] = self._add_bar(path.name, message.duration_us)
        elif isinstance(message, Advanced):
            self._seen[path] = message
            self._advance(self._bars[path], message.time_us, [message])
        elif isinstance(message, Last):
            self._end(path, message)
        self._advance_total()

    def _end(self, path: Path, message: Last) -> None:
        self._done.add(path)
        if path in self._bars:
            self._progress.remove_task(self._bars.pop(path))
        if isinstance(message, Failed):
            self._tell(message.reason)
        elif isinstance(message, Finished) and message.damage:
            unseen = spans(message.outcome.unseen)
            self._tell(
                f"{path}: {message.damage}; {f'not seen: {unseen}' if unseen else 'no picture was lost'}"
            )

    def _tell(self, line: str) -> None:
        self._progress.console.print(Text(legible(line), "red"), soft_wrap=True)

    def _add_bar(self, name: str, total: int | None) -> TaskID:
        return self._progress.add_task(name, total=total, frames=0, time_us=0)

    def _advance(self, bar: TaskID, completed: float, seen: Sequence[Advanced]) -> None:
        frames, time_us = sum(each.frames for each in seen), sum(each.time_us for each in seen)
        self._progress.update(bar, completed=completed, frames=frames, time_us=time_us)

    def _advance_total(self) -> None:
        done = sum(self._sizes[path] for path in self._done)
        begun = sum(self._sizes[path] * self._share(path) for path in self._bars)
        self._progress.update(self._total, description=f"{len(self._done)} of {len(self._sizes)} done")
        self._advance(self._total, done + begun, list(self._seen.values()))

    def _share(self, path: Path) -> float:
        """How much of a source was seen, 0…1; headers may err."""
        duration_us = self._durations_us[path]
        return min(1.0, self._seen.get(path, START).time_us / duration_us) if duration_us else 0.0


def _size(path: Path) -> int:
    """Bytes of a source: about how long it will take; 0 if that cannot be told."""
    try:
        files = numbered_pictures(path) if is_sequence(path) else (path,)
        return sum(file.stat().st_size for file in files)
    except (OSError, SourceError):
        return 0
