"""How quickly the service answers at a million events, while it writes 500 more each second.

Run as `python -m benchmarks.service --folder FOLDER`; the history is made there the first time, and grows.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import httpx
from rich.console import Console

from benchmarks.bar import bar_table
from benchmarks.service.listening import Heard, listen
from benchmarks.service.million import history_of
from benchmarks.service.report import Answered, Usage, bars, print_listeners, print_pages
from benchmarks.service.wishes import Query, wish
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.history.readers import Readers

EVENTS: Final = 1_000_000
PER_S: Final = 500
PAGES: Final = 1_000
LISTENERS: Final = 200
LISTENED_S: Final = 20.0
HEARD_PER_S: Final = 20
"""So busy is what 200 listeners follow: as many events as 100 busy cameras see."""
DEEPER: Final = 0.5
"""How often the page behind is asked for, if there is one."""
SEED: Final = 6


class Process:
    """The service in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._in, self._out = _pipe(process.stdin), _pipe(process.stdout)
        self.url = self._out.readline().strip()

    def usage(self) -> dict[str, Any]:
        """What it wrote and used so far."""
        self._in.write("\n")
        self._in.flush()
        found: dict[str, Any] = json.loads(self._out.readline())
        return found


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@contextmanager
def served(db: Path, per_s: float) -> Iterator[Process]:
    """Serve a history, with so many new events a second."""
    command = [sys.executable, "-m", "benchmarks.service.serving", str(db), str(per_s)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Process(process)
        _pipe(process.stdin).close()


def ask(url: str, pages: int) -> list[Answered]:
    """Ask for pages, one after the other; every other one is that behind the one before."""
    rng = random.Random(SEED)  # noqa: S311  # nothing is secret here
    found: list[Answered] = []
    with httpx.Client(base_url=url, timeout=60) as client:
        while len(found) < pages:
            last = found[-1] if found and rng.random() < DEEPER else None
            query = wish(rng) if last is None or last.next is None else {**last.query, "after": last.next}
            found.append(_page(client, query))
    return found


def _page(client: httpx.Client, query: Query) -> Answered:
    began_s = time.perf_counter()
    answer = client.get("/events", params=query)
    took_s = time.perf_counter() - began_s
    answer.raise_for_status()
    told = answer.json()
    return Answered(query, took_s, len(told["events"]), told["next"])


def look(db: Path, pages: int) -> list[float]:
    """Such pages without HTTP and beside nothing else: CPU seconds each, in order."""
    from api.http.event_filters import EventsWanted  # noqa: PLC0415  # FastAPI only here and in the service
    from api.http.event_page import page_json  # noqa: PLC0415  # likewise

    readers = Readers(db)
    rng = random.Random(SEED)  # noqa: S311  # likewise
    found = []
    for _ in range(pages):
        wanted = EventsWanted.model_validate(dict(wish(rng)))
        began_s = time.process_time()
        with readers.reading() as history:
            page_json(history.page(wanted.query(), wanted.limit, newest_first=wanted.order == "newest"))
        found.append(time.process_time() - began_s)
    return sorted(found)


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="Where the history is kept.")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--pages", type=int, default=PAGES)
    asked = parser.parse_args()
    db = history_of(asked.events, asked.folder)
    with History.open(db) as history:
        count = history.count(EventQuery(include_hidden=True))
    cpu_s = look(db, asked.pages)
    answers, asked_usage = _asked(db, asked.pages)
    heard, heard_usage = _heard(db)
    console = Console()
    console.print(f"{count:,} events; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    print_pages(answers, cpu_s, asked_usage, console)
    print_listeners(heard, heard_usage, console)
    console.print(bar_table(bars(answers, cpu_s, asked_usage, heard)))


def _asked(db: Path, pages: int) -> tuple[list[Answered], Usage]:
    with served(db, PER_S) as process:
        ask(process.url, 20)  # warm
        before, began_s = process.usage(), time.monotonic()
        answers = ask(process.url, pages)
        return answers, _used(before, process.usage(), time.monotonic() - began_s)


def _heard(db: Path) -> tuple[list[Heard], Usage]:
    with served(db, HEARD_PER_S) as process:
        before, began_s = process.usage(), time.monotonic()
        heard = asyncio.run(listen(process.url, LISTENERS, LISTENED_S))
        return heard, _used(before, process.usage(), time.monotonic() - began_s)


def _used(before: dict[str, Any], after: dict[str, Any], took_s: float) -> Usage:
    written, cpu_s = after["written"] - before["written"], after["cpu_s"] - before["cpu_s"]
    return Usage(written / took_s, cpu_s / took_s, after["peak_mb"])


if __name__ == "__main__":
    main()
