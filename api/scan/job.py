"""One command's worth of sources, from the first frame of the first to the last row in the history."""

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from api.interruption import Interruption
from api.scan.intake import Intake, Result
from api.scan.progress import ScanProgress
from api.scan.recipe import Recipe
from api.scan.scanning import scan_all
from pipeline.history.writer import HistoryWriter


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be analysed, how, and where the events go."""

    paths: Sequence[Path]
    """At least one source, each once."""
    db: Path
    recipe: Recipe
    workers: int | None = None
    """How many processes share the sources; None for one a core. Never more than there are sources."""

    def run(self) -> list[Result]:
        """Analyse all sources; a failure of one is noted and the rest goes on.

        Returns:
            What became of each, in the order of `paths`.
        Raises:
            VedetteError: The history cannot be written, or no source can be analysed at all.
            KeyboardInterrupt: Ctrl-C was heard; all that was told of a source is in the history whole.
        """
        with (
            Interruption() as interruption,
            HistoryWriter(self.db) as writer,
            ScanProgress(self.paths) as progress,
        ):
            intake = Intake(writer)
            told = scan_all(self.paths, self.recipe, self._workers(), intake.begin, interruption)
            with closing(told) as messages:
                for path, message in messages:
                    intake.take(path, message)
                    progress.show(path, message)
                    interruption.check()
        return [intake.result(path) for path in self.paths]

    def _workers(self) -> int:
        cores = len(os.sched_getaffinity(0))
        return min(self.workers or cores, len(self.paths))
