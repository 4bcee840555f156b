"""Analysing all sources of a command, here or in worker processes."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from api.interruption import Interruption
from api.model_file import load_classifier
from api.scan.crew import Begin, Crew
from api.scan.message import Known, Message, Prepared
from api.scan.recipe import Recipe
from api.scan.scanner import Scanner


def scan_all(
    paths: Sequence[Path], recipe: Recipe, workers: int, begin: Begin, interruption: Interruption
) -> Generator[tuple[Path, Message], None, None]:
    """Tell what becomes of each source, as it happens; which events there are does not depend on `workers`.

    Args:
        paths: The sources, each once.
        recipe: How to analyse them.
        workers: How many processes; with 1 it is this one.
        begin: Asked before a source is analysed.
        interruption: Asked while processes are waited for; who reads the messages asks between them.
    Raises:
        VedetteError: No source can be analysed, as without a model.
        KeyboardInterrupt: The interruption was heard.
    """
    if workers == 1:
        yield from _scan_here(paths, Scanner(recipe, load_classifier(recipe.model)), begin)
    else:
        with Crew(workers, recipe, interruption) as crew:
            yield from crew.scan(paths, begin)


def _scan_here(paths: Sequence[Path], scanner: Scanner, begin: Begin) -> Iterator[tuple[Path, Message]]:
    for path in paths:
        for message in scanner.scan(path):
            if isinstance(message, Prepared) and not begin(path, message.analysis):
                yield path, Known()
                break
            yield path, message
