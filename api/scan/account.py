"""What became of the sources of a run, by what the history has of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from api.scan.intake import Result
from pipeline.history.analysis import AnalysedSource
from pipeline.history.history import History
from pipeline.history.query import EventQuery
from pipeline.values import HIDDEN_LABELS, Event

State = Literal["done", "known", "failed"]


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one source."""

    path: str
    state: State
    error: str | None
    """Why it failed, in one line; None if it did not."""
    stored: AnalysedSource | None
    """As the history has it; None if it could not even be opened."""
    counts: Mapping[str, int]
    """How many events there are of each label, hidden ones too."""
    is_copy: bool
    """Another source of the run has the same content, camera and time, and so the same events."""

    @property
    def unseen_us(self) -> int:
        """How much of it damage hid, in µs."""
        return sum(stretch.to_us - stretch.from_us for stretch in self.stored.unseen) if self.stored else 0

    @property
    def shown(self) -> int:
        """How many of its events are shown by default."""
        return sum(count for label, count in self.counts.items() if label not in HIDDEN_LABELS)


def accounts_of(results: Sequence[Result], history: History) -> list[Account]:
    """Look up what the history has of each source."""
    accounts: list[Account] = []
    seen: set[int] = set()
    for result in results:
        accounts.append(_account(result, history, is_copy=result.source_id in seen))
        if result.source_id is not None:
            seen.add(result.source_id)
    return accounts


def account_of_failure(result: Result) -> Account:
    """Tell of a source that no history knows."""
    return Account(result.path, "failed", result.error, None, {}, is_copy=False)


def events_of(account: Account, history: History, *, show_all: bool) -> Iterator[Event]:
    """The events of a source in order of time; none of a copy, whose events are another's too."""
    if account.stored is None or account.is_copy:
        return iter(())
    return history.events(EventQuery(source=account.stored.id, include_hidden=show_all))


def _account(result: Result, history: History, *, is_copy: bool) -> Account:
    stored = None if result.source_id is None else history.source(result.source_id)
    if stored is None:
        return account_of_failure(result)
    error = result.error or stored.error  # of a copy, only the history knows
    state: State = "failed" if error else "known" if result.was_known else "done"
    events = history.events(EventQuery(source=stored.id, include_hidden=True))
    return Account(result.path, state, error, stored, Counter(event.label for event in events), is_copy)
