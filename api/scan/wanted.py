"""The sources that a person named."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.scan.intake import Result
from api.scan.legible import legible
from pipeline.media.discovery import find_sources


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be analysed, each source once, and what is not there to be."""

    paths: tuple[Path, ...]
    failures: tuple[Result, ...]

    @classmethod
    def of(cls, arguments: Sequence[str]) -> "Wanted":
        """Find the sources behind what was typed."""
        paths: dict[Path, Path] = {}
        failures: list[Result] = []
        for argument in arguments:  # one at a time, so that a failure can be told by what was typed
            discovery = find_sources([argument])
            failures += [
                Result(legible(argument), error=legible(str(problem))) for problem in discovery.problems
            ]
            for path in discovery.found:
                paths.setdefault(Path(os.path.realpath(path)), path)
        return cls(tuple(paths.values()), tuple(failures))
