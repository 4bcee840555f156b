"""`vedette storage`: what the clips take, what goes and why, and whether disk and history agree."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.commands.events import Db
from api.interruption import Interruption
from api.quantity import byte_count, length_s, readable_bytes
from api.recording_json import recording_fields, recording_json
from pipeline.errors import HistoryError
from pipeline.history.beside import write_beside
from pipeline.history.history import DEFAULT_DB, History
from pipeline.history.recordings import Recordings
from pipeline.recording.inventory import Finding, findings
from pipeline.recording.retention import Limit, Removal, RetentionPlan, RetentionSettings, retention_plan

app = typer.Typer(help="Look after the recorded clips.", no_args_is_help=True)

Amount = TypeVar("Amount", int, float)


def _parser(read: Callable[[str], Amount]) -> Callable[[str], Amount]:
    def parsed(text: str) -> Amount:
        try:
            return read(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return parsed


MaxBytes = Annotated[
    int | None,
    typer.Option(parser=_parser(byte_count), metavar="SIZE", help="Keep at most so much: 10GB, 500MB."),
]
Keep = Annotated[
    float | None,
    typer.Option(parser=_parser(length_s), metavar="AGE", help="Keep clips for so long: 14d, 36h."),
]
Camera = Annotated[str | None, typer.Option(help="The limits are this camera's; no other clip goes.")]
Label = Annotated[
    str | None, typer.Option(help="The limits are those of clips that show this label or group.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def plan(  # noqa: PLR0913  # one parameter an option, as typer reads them
    *,
    db: Db = DEFAULT_DB,
    max_bytes: MaxBytes = None,
    keep: Keep = None,
    camera: Camera = None,
    label: Label = None,
    as_json: AsJson = False,
) -> None:
    """Say which clips would go and why; nothing is removed.

    The age of a clip counts from when it was made. Clips of protected events never go.
    """
    planned = _plan(db, _settings(max_bytes, keep, camera, label))
    _show(planned, planned.removals, "would go", as_json=as_json)


@app.command()
def apply(  # noqa: PLR0913  # likewise
    *,
    db: Db = DEFAULT_DB,
    max_bytes: MaxBytes = None,
    keep: Keep = None,
    camera: Camera = None,
    label: Label = None,
    as_json: AsJson = False,
) -> None:
    """Remove what `vedette storage plan` says with the same options, and print what went."""
    from pipeline.history.writer import HistoryWriter  # noqa: PLC0415  # imports sqlite-utils, 0.3 s

    settings = _settings(max_bytes, keep, camera, label)
    with Interruption(), HistoryWriter(db) as writer:
        planned = _plan(db, settings)
        gone = set(writer.remove_recordings([removal.recording.path for removal in planned.removals]))
    removed = tuple(removal for removal in planned.removals if removal.recording.path in gone)
    _show(planned, removed, "went", as_json=as_json)


@app.command()
def check(
    *,
    db: Db = DEFAULT_DB,
    mend: Annotated[bool, typer.Option("--repair", help="Mend what is safe to mend.")] = False,
) -> None:
    """Compare the clips on disk with the history, both ways; each thing amiss is one line, and exit status 1.

    --repair drops the rows of files that are gone, makes clips of what interrupted writers left as far as it
    can be played, removes what cannot, and notes clips that say themselves what they are. It leaves the rest.
    """
    with History.open(db) as history:
        found = list(findings(history.folder, history.recordings()))
    left = _mended(db, found) if mend else found
    if not mend:
        for finding in found:
            typer.echo(f"{finding.kind}\t{finding.path}\t{finding.detail}")
    raise typer.Exit(1 if left else 0)


@app.command()
def protect(
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID", help="Id of the event.")],
    *,
    db: Db = DEFAULT_DB,
    off: Annotated[bool, typer.Option("--off", help="No longer: its clips may go again.")] = False,
) -> None:
    """Keep the clips of an event for good, also those that come later."""
    if not write_beside(
        db, lambda connection: Recordings(connection).protect(event_id, is_protected=not off)
    ):
        raise HistoryError(f"history {db}: expected the id of an event, received {event_id!r}")


def _settings(
    max_bytes: int | None, keep: float | None, camera: str | None, label: str | None
) -> RetentionSettings:
    if max_bytes is None and keep is None:
        raise typer.BadParameter("expected --keep or --max-bytes, received neither")
    if camera is not None and label is not None:
        raise typer.BadParameter("expected --camera or --label, received both")
    limit = Limit(keep, max_bytes)
    if camera is not None:
        return RetentionSettings(cameras={camera: limit})
    return RetentionSettings(limit) if label is None else RetentionSettings(labels={label: limit})


def _plan(db: Path, settings: RetentionSettings) -> RetentionPlan:
    with History.open(db) as history:
        return retention_plan(history.recordings(), settings, time.time_ns() // 1000)


def _mended(db: Path, found: Sequence[Finding]) -> list[Finding]:
    """Mend what can be, say what was done, and give what is left."""
    from pipeline.history.writer import HistoryWriter  # noqa: PLC0415  # imports sqlite-utils, 0.3 s
    from pipeline.recording.repair import repair  # noqa: PLC0415  # likewise

    left = []
    with Interruption() as interruption, HistoryWriter(db) as writer:
        for finding in found:
            done = repair(finding, db.parent, writer, time.time_ns() // 1000)
            typer.echo(f"{finding.kind}\t{finding.path}\t{done.detail}")
            if not done.is_mended:
                left.append(finding)
            interruption.check()
    return left


def _show(planned: RetentionPlan, removals: Sequence[Removal], verb: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_json(planned, removals), indent=2, ensure_ascii=False))
        return
    for shortfall in planned.shortfalls:
        typer.echo(shortfall, err=True)
    console = Console()
    if console.is_terminal and removals:
        console.print(_table(removals))
    else:
        for removal in removals:
            typer.echo("\t".join((*recording_fields(removal.recording), removal.reason)))
    gone = sum(removal.recording.bytes for removal in removals)
    kept = sum(clip.bytes for clip in planned.kept)
    what_stays = f"{len(planned.kept)} stay: {readable_bytes(kept)}"
    typer.echo(f"{len(removals)} clips {verb}: {readable_bytes(gone)}; {what_stays}", err=True)


def _table(removals: Sequence[Removal]) -> Table:
    table = Table("made", "camera", "labels", "size", "clip", "why", box=None, pad_edge=False)
    for removal in removals:
        table.add_row(*map(Text, (*recording_fields(removal.recording), removal.reason)))
    return table


def _json(planned: RetentionPlan, removals: Sequence[Removal]) -> dict[str, object]:
    return {
        "removals": [recording_json(removal.recording) | {"reason": removal.reason} for removal in removals],
        "kept": {"clips": len(planned.kept), "bytes": sum(clip.bytes for clip in planned.kept)},
        "shortfalls": list(planned.shortfalls),
    }
