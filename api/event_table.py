"""Events as text: a table for people at a terminal, lines for a pipe, JSON and CSV for machines."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.event_json import CSV_COLUMNS, csv_row, event_json
from pipeline.values import Event

ROWS_A_TABLE: Final = 200
"""Rows under one heading: it stays in sight, and a long history is shown from its first second on."""

SECOND_US: Final = 1_000_000


def write_json(events: Iterable[Event], out: TextIO) -> None:
    """Write `{"events": [...]}`, one event a line, without holding them all."""
    out.write('{"events": [')
    for number, event in enumerate(events):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(event_json(event), ensure_ascii=False))
    out.write("\n]}\n")


def write_csv(events: Iterable[Event], out: TextIO) -> None:
    """Write comma-separated values with a heading."""
    rows = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(csv_row(event) for event in events)


def write_lines(events: Iterable[Event], folder: Path, out: TextIO) -> None:
    """Write one line an event, its fields apart by tabs: time, camera, label, score, length, snapshot."""
    for event in events:
        snapshot = "-" if event.snapshot is None else str(folder / event.snapshot)
        out.write("\t".join((*_fields(event), snapshot)) + "\n")


def write_tables(events: Iterable[Event], folder: Path, console: Console) -> int:
    """Show the events to a person, under a heading each `ROWS_A_TABLE`.

    Returns:
        How many there were.
    """
    shown = 0
    for some in _batches(events):
        console.print(_table(some, folder.absolute()))
        shown += len(some)
    return shown


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    waiting = iter(events)
    while some := list(islice(waiting, ROWS_A_TABLE)):
        yield some


def _table(events: Iterable[Event], folder: Path) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("time", no_wrap=True)
    table.add_column("camera", no_wrap=True)
    table.add_column("label", style="bold", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("length", justify="right", no_wrap=True)
    table.add_column("snapshot", overflow="ellipsis", style="dim")  # the one that a narrow window cuts
    for event in events:
        table.add_row(*map(Text, _fields(event)), _picture(event, folder))
    return table


def _picture(event: Event, folder: Path) -> Text:
    """Path of the snapshot; terminals that know links open the picture, even where the path is cut short."""
    if event.snapshot is None:
        return Text("-")
    return Text(event.snapshot, style=f"link {(folder / event.snapshot).as_uri()}")


def _fields(event: Event) -> tuple[str, str, str, str, str]:
    length_s = (event.end_us - event.start_us) / SECOND_US
    length = f"{length_s:.1f} s{', lasts' if event.is_lasting else ''}"
    return _time(event), event.camera, event.label, f"{event.score:.2f}", length


def _time(event: Event) -> str:
    """Local wall-clock time; where that is unknown, the offset in the file as a player shows it."""
    if event.recorded_us is None:
        return _offset(event.start_us)
    moment = datetime.fromtimestamp((event.recorded_us + event.start_us) / SECOND_US, UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _offset(start_us: int) -> str:
    tenths = start_us // (SECOND_US // 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 10:02}.{rest % 10}"
