"""Telling what a run came to, to a person or to a program."""

import itertools
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from api.event_table import write_lines
from api.scan.account import Account, account_of_failure, accounts_of, events_of
from api.scan.account_json import write_json
from api.scan.account_text import print_accounts
from api.scan.intake import Result
from api.scan.spans import spans
from api.scan.summary import summary
from pipeline.history.history import History


@dataclass(frozen=True, slots=True)
class Showing:
    """How the outcome of a run is told."""

    show_all: bool = False
    """List also the events that are background or too uncertain."""
    as_json: bool = False
    """To a program, all on standard output."""

    def show(
        self, results: Sequence[Result], db: Path, elapsed_s: float, remarks: Iterable[str] = ()
    ) -> list[Account]:
        """Tell what became of sources, what the history has of them, and what else is to be remarked.

        A pipe gets the events alone, a line each; the summary then goes to standard error.
        """
        with History.open(db) as history:
            accounts = accounts_of(results, history)
            per_source = (events_of(each, history, show_all=self.show_all) for each in accounts)
            events = itertools.chain.from_iterable(per_source)
            if self.as_json:
                write_json(events, accounts, sys.stdout)
            elif sys.stdout.isatty():
                print_accounts(accounts, history, Console(), show_all=self.show_all)
            else:
                write_lines(events, history.folder, sys.stdout)
        _tell_unseen(accounts)
        if not self.as_json:
            _summarise(summary(accounts, elapsed_s, db, remarks))
        return accounts

    def show_failures(self, failures: Sequence[Result]) -> list[Account]:
        """Tell of sources that never came to the history; nothing but JSON is left to say."""
        accounts = [account_of_failure(failure) for failure in failures]
        if self.as_json:
            write_json(iter(()), accounts, sys.stdout)
        return accounts


def _tell_unseen(accounts: Sequence[Account]) -> None:
    """Name what is missing of sources that were known; of others that was said when they were seen."""
    for account in accounts:
        if account.state == "known" and account.stored and account.unseen_us:
            line = f"{account.path}: damaged; not seen: {spans(account.stored.unseen)}"
            _print(Text(line, "red"), Console(stderr=True))


def _summarise(lines: Iterable[str]) -> None:
    console = Console(stderr=not sys.stdout.isatty())
    if console.is_terminal:
        console.print()
    for line in lines:
        _print(Text(line), console)


def _print(line: Text, console: Console) -> None:
    console.print(line, soft_wrap=True, highlight=False)
