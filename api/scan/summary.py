"""What a run came to, in a few lines."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from api.scan.account import Account, State
from pipeline.history.history import DEFAULT_DB
from pipeline.values import HIDDEN_LABELS

WORDS: Mapping[State, str] = {"done": "analysed", "known": "known already", "failed": "failed"}


def summary(
    accounts: Sequence[Account], elapsed_s: float, db: Path, remarks: Iterable[str] = ()
) -> Iterator[str]:
    """Tell how many sources and events there were, how fast that was, where it is and what to do next."""
    counts = sum((Counter(each.counts) for each in accounts if not each.is_copy), Counter[str]())
    yield f"{_sources(accounts)}: {_events(counts)}"
    hidden = sum(counts[label] for label in HIDDEN_LABELS)
    if hidden:
        yield f"{hidden} kept apart as background or too uncertain to name: --all shows them"
    unseen_s = sum(each.unseen_us for each in accounts) / 1e6
    if unseen_s:
        yield f"{unseen_s:.1f} s could not be seen"
    yield from remarks
    if any(each.state == "done" for each in accounts):
        yield _speed([each for each in accounts if each.state == "done"], elapsed_s)
    yield f"history {db}, pictures in {db.parent / 'snapshots'}"
    option = "" if db == DEFAULT_DB else f" --db {shlex.quote(str(db))}"
    yield f"list it: vedette events{option}"
    yield f"draw it: vedette report{option}"


def clock(seconds: float) -> str:
    """A length of time as a player shows it: `1:02:03` or `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def _sources(accounts: Sequence[Account]) -> str:
    states = Counter(WORDS[each.state] for each in accounts)
    parts = [f"{states[word]} {word}" for word in WORDS.values() if states[word]]
    return f"{number(len(accounts), 'source')} ({', '.join(parts)})"


def _events(counts: Counter[str]) -> str:
    shown = [(label, count) for label, count in counts.most_common() if label not in HIDDEN_LABELS]
    total = number(sum(count for _, count in shown), "event")
    return f"{total}: {', '.join(f'{count} {label}' for label, count in shown)}" if shown else total


def _speed(analysed: Sequence[Account], elapsed_s: float) -> str:
    stored = [each.stored for each in analysed if each.stored]
    video_s = sum(each.duration_us or 0 for each in stored) / 1e6
    frames = sum(each.frames or 0 for each in stored)
    return (
        f"{clock(video_s)} of video in {clock(elapsed_s)}: {video_s / elapsed_s:.1f} times faster than real "
        f"time, {frames / elapsed_s:.0f} frames/s"
    )


def number(count: int, noun: str) -> str:
    """A count and its noun: `1 event`, `1,200 events`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
