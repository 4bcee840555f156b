"""`vedette report`: plots and counts from the history."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from api.commands.events import Camera, Db, Label, Since, Until
from api.moment import iso
from pipeline.history.counts import HourlyCount
from pipeline.history.history import DEFAULT_DB, History
from pipeline.history.query import EventQuery

if TYPE_CHECKING:
    from api.plots.album import Chapter
    from api.plots.page import Totals

Out = Annotated[
    Path | None, typer.Option(help="Folder to write to; report/ beside the history if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what was written, and the counts, as JSON.")]


def report(  # noqa: PLR0913  # one parameter an option, as typer reads them
    *,
    db: Db = DEFAULT_DB,
    out: Out = None,
    camera: Camera = None,
    label: Label = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Draw what happened: timelines, counts per hour, heat maps and the best pictures.

    Written are index.html, which shows everything, each plot as SVG and PNG, and counts.csv. Counts are kept
    by the hour: --since and --until take in the whole hours that they touch.
    """
    if since is not None and until is not None and since >= until:
        raise typer.BadParameter(f"expected --since before --until, received {iso(since)} and {iso(until)}")
    folder = out or db.parent / "report"
    query = EventQuery(camera, label, since_us=since, until_us=until)
    with History.open(db) as history:
        try:
            chapters, totals = _write(history, query, folder)
        except OSError as error:
            raise typer.BadParameter(f"--out {folder}: {error.strerror}") from error
    if as_json:
        _print_json(folder, chapters, totals)
    else:
        _print_table(folder, totals)


def _write(history: History, query: EventQuery, folder: Path) -> tuple[Sequence["Chapter"], "Totals"]:
    """Write all files of the report."""
    # matplotlib takes half a second to import, which only this command should pay.
    from api.plots.album import Album  # noqa: PLC0415
    from api.plots.page import page_html  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    hours = history.hourly_counts(query)
    totals = _totals(hours)
    album = Album(history, query, folder)
    console = Console(stderr=True)
    chapters = track(
        album.chapters(), "Drawing", len(album), console=console, disable=not console.is_terminal
    )
    drawn = tuple(chapters)
    _write_csv(hours, folder / "counts.csv")
    (folder / "index.html").write_text(page_html(drawn, totals, album.remark()), encoding="utf-8")
    return drawn, totals


def _totals(hours: Sequence[HourlyCount]) -> Counter[tuple[str, str]]:
    """Counts by camera and label, by camera and the most first."""
    totals = Counter[tuple[str, str]]()
    for hour in hours:
        totals[hour.camera, hour.label] += hour.count
    return Counter(dict(sorted(totals.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))))


def _write_csv(hours: Sequence[HourlyCount], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["hour", "camera", "label", "count"])
        for hour in hours:
            start = "" if hour.hour_us is None else iso(hour.hour_us)
            writer.writerow([start, hour.camera, hour.label, hour.count])


def _print_json(folder: Path, chapters: Sequence["Chapter"], totals: "Totals") -> None:
    written = {
        "page": str(folder / "index.html"),
        "plots": [
            {"title": plot.title, "svg": str(plot.svg), "png": str(plot.png)}
            for chapter in chapters
            for plot in chapter.plots
        ],
        "counts": [
            {"camera": camera, "label": label, "count": count} for (camera, label), count in totals.items()
        ],
    }
    sys.stdout.write(json.dumps(written, ensure_ascii=False, indent=1) + "\n")


def _print_table(folder: Path, totals: "Totals") -> None:
    console = Console()
    table = Table("camera", "label", box=None)
    table.add_column("events", justify="right")
    for (camera, label), count in totals.items():
        table.add_row(Text(camera), Text(label), f"{count:,}")
    console.print(table if totals else "no such events")
    console.print(Text(f"see {folder / 'index.html'}"), soft_wrap=True)
