"""Where the findings on a clip come from: a history, or an analysis of its file."""

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from pipeline.errors import HistoryError, SourceNotFound
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.scoring.evaluation import Findings


class StoredClips:
    """Findings that a history holds: events alone."""

    def __init__(self, history: History, name: str) -> None:
        """Read from `history`, called `name` in messages."""
        self._history = history
        self._name = name

    def __call__(self, file: str) -> Findings:
        """Give the events of the one finished analysis of a clip.

        Raises:
            HistoryError: The history holds no finished analysis of a file of this name, or several.
        """
        sources = [
            source
            for source in self._history.sources()
            if source.state == "done" and _ends_with(PurePath(source.analysis.path), PurePath(file))
        ]
        if len(sources) != 1:
            raise HistoryError(
                f"history {self._name}: expected one finished analysis of {file}, received {len(sources)}"
            )
        return Findings(tuple(self._history.events(EventQuery(source=sources[0].id))))


class FootageClips:
    """Findings of an analysis made now, of files in folders."""

    def __init__(self, folders: Sequence[Path], analyse: Callable[[Path], Findings]) -> None:
        """Take each file from the first of `folders` that has it, and find what is in it with `analyse`."""
        self._folders = folders
        self._analyse = analyse

    def __call__(self, file: str) -> Findings:
        """Analyse a clip.

        Raises:
            SourceNotFound: It is in none of the folders.
            SourceError: It cannot be watched.
        """
        paths = [folder / file for folder in self._folders]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            searched = " or ".join(str(folder) for folder in self._folders)
            raise SourceNotFound(f"clip {file}: expected in {searched}, received no such file")
        return self._analyse(path)


def _ends_with(path: PurePath, end: PurePath) -> bool:
    """Tell whether the last parts of `path` are all of `end`."""
    return path.parts[-len(end.parts) :] == end.parts
