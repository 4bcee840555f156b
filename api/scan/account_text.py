"""The events of a run for a person to read, source by source."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from rich.console import Console
from rich.text import Text

from api.scan.account import Account, events_of
from api.scan.summary import clock, number
from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from pipeline.values import Event

ROWS = 20
"""Events shown of one source: all of a short clip's; `vedette events` has the rest."""


def print_accounts(
    accounts: Sequence[Account], history: History, console: Console, *, show_all: bool
) -> None:
    """Print each source that could be opened, with its first events."""
    for account in accounts:
        if account.stored is None:
            continue
        console.print(_title(account, account.stored), soft_wrap=True)
        events = events_of(account, history, show_all=show_all)
        for event in islice(events, ROWS):
            console.print(_line(event), soft_wrap=True)
        rest = sum(1 for _ in events)
        if rest:
            console.print(Text(f"  and {rest:,} more", "dim"))


def _title(account: Account, stored: AnalysedSource) -> Text:
    return Text.assemble(("\n" + account.path, "bold"), ("  " + ", ".join(_remarks(account, stored)), "dim"))


def _remarks(account: Account, stored: AnalysedSource) -> Iterator[str]:
    if stored.duration_us is not None:
        yield clock(stored.duration_us / 1e6)
    yield f"camera {stored.analysis.camera}"
    recorded_us = stored.analysis.recorded_us
    if recorded_us is not None:
        yield datetime.fromtimestamp(recorded_us / 1e6, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if account.is_copy:
        yield "a copy of one above"
    elif account.state != "done":
        yield {"known": "known already", "failed": "failed"}[account.state]
    yield number(account.shown, "event")


def _line(event: Event) -> Text:
    span = f"  {_offset(event.start_us):>9} – {_offset(event.end_us):<9}  "
    style = "dim" if event.is_hidden else "green"
    return Text.assemble(span, (f"{event.label:<12}", style), f"  {event.score:.2f}")


def _offset(time_us: int) -> str:
    """Where a player shows it: `1:02:03.4` or `2:03.4`."""
    tenths = time_us // 100_000
    minutes, rest = divmod(tenths, 600)
    hours = f"{minutes // 60}:{minutes % 60:02}" if minutes >= 60 else f"{minutes}"
    return f"{hours}:{rest // 10:02}.{rest % 10}"
