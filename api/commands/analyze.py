"""`vedette analyze`: find what happened in footage, and remember it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.history.history import DEFAULT_DB

if TYPE_CHECKING:
    from api.configuration import Configuration
    from api.judging.outcome import Outcome
    from api.scan.intake import Result

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 and the signal's number, as shells have it."""


def start(text: str) -> datetime:
    """Read the time at which a recording began.

    Raises:
        typer.BadParameter: It is no time.
    """
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise typer.BadParameter(
            f"expected an ISO 8601 time as 2026-11-23T08:00+01:00, received {text!r}"
        ) from error


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Videos, folders, globs, or numbered pictures as img_%04d.png."),
]
Db = Annotated[
    Path | None, typer.Option(help=f"The history to write; pictures go beside it. [default: {DEFAULT_DB}]")
]
Out = Annotated[Path | None, typer.Option(help="Folder for history.db and its pictures, instead of --db.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="Judge by the rules of this configuration, with its folder and model."),
]
RulesFile = Annotated[
    Path | None,
    typer.Option("--rules", help="Judge by this file of rules: keep alerts, record clips, take pictures."),
]
Deliver = Annotated[
    bool,
    typer.Option(help="Also send what rules ask to send, marked as late; without, nothing leaves here."),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes that analyse sources side by side. [default: one a core]"),
]
StartTime = Annotated[
    datetime | None,
    typer.Option(
        parser=start,
        metavar="TIME",
        help="When the recording began, in ISO 8601; local time without an offset. For a single source.",
    ),
]
Camera = Annotated[
    str | None, typer.Option(help="Name of the camera; without it each source's file name tells.")
]
ShowAll = Annotated[bool, typer.Option("--all", help="Also list background and what is too uncertain.")]
AsJson = Annotated[bool, typer.Option("--json", help='Print {"events": [...], "sources": [...]}.')]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be analysed, how, and where the events go, as typed."""

    arguments: Sequence[str]
    db: Path
    workers: int | None
    start_time: datetime | None
    camera: str | None
    configuration: "Configuration | None"
    """None: no rules are asked for."""
    delivers: bool


def analyze(  # noqa: PLR0913  # one parameter an option, as typer reads them
    paths: Paths,
    *,
    config: ConfigFile = None,
    rules: RulesFile = None,
    deliver: Deliver = False,
    db: Db = None,
    out: Out = None,
    workers: Workers = None,
    start_time: StartTime = None,
    camera: Camera = None,
    show_all: ShowAll = False,
    as_json: AsJson = False,
) -> None:
    """Find what moves in footage, say what it is, and keep it in the history.

    A source that the history knows is not analysed again, but judged again by rules: another file of rules
    takes the alerts of the one before away where it does not give them too. Exit status 1 says that a source,
    or a damaged part of one, could not be seen, or a clip not be recorded; all others were.
    """
    if db is not None and out is not None:
        raise typer.BadParameter("expected --db or --out, received both")
    configuration = _configuration(config, rules)
    if deliver and configuration is None:
        raise typer.BadParameter("--deliver: expected --config or --rules with it, received neither")
    folder = out or (configuration.storage.folder if config and configuration else DEFAULT_DB.parent)
    request = Request(
        paths, db or folder / DEFAULT_DB.name, workers, start_time, camera, configuration, deliver
    )
    try:
        is_whole = _is_done_whole(request, show_all=show_all, as_json=as_json)
    except KeyboardInterrupt:
        typer.echo("stopped; run the same command again to go on", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if not is_whole:
        raise typer.Exit(1)


def _configuration(config: Path | None, rules: Path | None) -> "Configuration | None":
    """Read what is to be judged by, before anything is analysed."""
    if config is not None and rules is not None:
        raise typer.BadParameter("expected --config or --rules, received both")
    file = config or rules
    if file is None:
        return None
    from api.configuration import read_configuration  # noqa: PLC0415  # pydantic and YAML take half a second

    configuration = read_configuration(file)
    return configuration if config else replace(configuration, model=None)


def _is_done_whole(request: Request, *, show_all: bool, as_json: bool) -> bool:
    """Analyse what was asked for and tell what came of it; False if some of it could not be done."""
    # OpenCV, SciPy and LiteRT take half a second to import, which only this command should pay.
    from api.scan.job import Job  # noqa: PLC0415
    from api.scan.recipe import Recipe  # noqa: PLC0415
    from api.scan.showing import Showing  # noqa: PLC0415
    from api.scan.wanted import Wanted  # noqa: PLC0415

    began_s = time.monotonic()
    wanted = Wanted.of(request.arguments)
    if request.start_time and len(wanted.paths) > 1:
        raise typer.BadParameter(f"--start-time: expected one source, received {len(wanted.paths)}")
    for failure in wanted.failures:
        typer.echo(failure.error, err=True)
    showing = Showing(show_all, as_json)
    if not wanted.paths:
        showing.show_failures(wanted.failures)
        return False
    model = request.configuration.model if request.configuration else None
    recipe = Recipe(camera=request.camera, start_time=request.start_time, model=model)
    results = Job(wanted.paths, request.db, recipe, request.workers).run()
    outcome = _judged(request, results)
    elapsed_s = time.monotonic() - began_s
    remarks = outcome.lines() if outcome else ()
    accounts = showing.show([*results, *wanted.failures], request.db, elapsed_s, remarks)
    troubles = outcome.troubles if outcome else ()
    for trouble in troubles:
        typer.echo(trouble, err=True)
    return not troubles and not any(account.error or account.unseen_us for account in accounts)


def _judged(request: Request, results: "Sequence[Result]") -> "Outcome | None":
    """Judge the sources by the rules that were asked for."""
    if request.configuration is None:
        return None
    from api.judging.footage import FootageRules  # noqa: PLC0415  # likewise

    source_ids = {result.source_id for result in results if result.source_id is not None}
    return FootageRules(request.db, request.configuration.plan, request.delivers).judge(source_ids)
