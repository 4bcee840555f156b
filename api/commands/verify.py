"""`vedette verify`: whether the clips are what they were when they were made."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.events import Db
from pipeline.history.history import DEFAULT_DB, History
from pipeline.recording.inventory import verdicts

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH…", help="Clips, or folders of them; all unless given.")
]


def verify(paths: Paths = None, *, db: Db = DEFAULT_DB) -> None:
    """Digest clips (SHA-256) and compare with the history: one line each, exit status 1 unless all are ok.

    A clip is ok, changed, missing (the history has it, the disk has not) or unknown (the other way round).
    """
    with History.open(db) as history:
        folder, recordings = history.folder, list(history.recordings())
    wanted = [path.resolve() for path in paths or [folder]]
    chosen = {(folder / recording.path).resolve(): recording for recording in recordings}
    chosen = {file: chosen[file] for file in chosen if _is_below(file, wanted)}
    states = []
    for verdict in verdicts(folder, chosen.values()):
        typer.echo(f"{verdict.state}\t{verdict.recording.path}")
        states.append(verdict.state)
    unknown = [path for path in paths or [] if not any(_is_below(file, [path.resolve()]) for file in chosen)]
    for path in unknown:
        typer.echo(f"unknown\t{path}")
    raise typer.Exit(1 if unknown or set(states) - {"ok"} else 0)


def _is_below(file: Path, wanted: list[Path]) -> bool:
    return any(file == path or path in file.parents for path in wanted)
