"""What was measured of the service, in lines for people and beside its bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from benchmarks.bar import Bar
from benchmarks.service.listening import Heard, lags_s, missed
from benchmarks.service.wishes import Query


@dataclass(frozen=True, slots=True)
class Answered:
    """One page, and what it took."""

    query: Query
    took_s: float
    events: int
    next: str | None
    """The cursor of the page behind; None if there is none."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the service's process did meanwhile."""

    written_per_s: float
    cores: float
    """CPU seconds a second."""
    peak_mb: float


def print_pages(answers: Sequence[Answered], cpu_s: Sequence[float], usage: Usage, console: Console) -> None:
    """How long pages took, and which took longest."""
    short = sum(answer.events < 50 and answer.next is not None for answer in answers)
    console.print(f"pages over HTTP: {_spread([answer.took_s for answer in answers])}")
    console.print(f"pages without HTTP, CPU time: {_spread(cpu_s)}")
    console.print(f"{short} of {len(answers)} pages were short though more lies behind")
    console.print(f"meanwhile {_used(usage)}")
    for answer in sorted(answers, key=lambda answer: -answer.took_s)[:5]:
        behind = {"after": "…"} if "after" in answer.query else {}
        console.print(f"  {answer.took_s * 1e3:6.1f} ms  {dict(answer.query) | behind}")


def print_listeners(heard: Sequence[Heard], usage: Usage, console: Console) -> None:
    """What listeners were told, and how long after the first of them."""
    told = sum(len(one.numbers) for one in heard)
    console.print(f"{len(heard)} listeners: {told:,} messages; behind the first: {_spread(lags_s(heard))}")
    console.print(f"meanwhile {_used(usage)}")


def bars(
    answers: Sequence[Answered], cpu_s: Sequence[float], usage: Usage, heard: Sequence[Heard]
) -> list[Bar]:
    """What is asked for."""
    return [
        Bar("page, 99th percentile, ms", _share([answer.took_s for answer in answers], 0.99) * 1e3, "≤", 20),
        Bar("page without HTTP, 99th percentile, ms of CPU", _share(cpu_s, 0.99) * 1e3, "≤", 20),
        Bar("events written a second", usage.written_per_s, "≥", 490),
        Bar("listeners", len(heard), "≥", 200),
        Bar("messages that a listener missed", missed(heard), "=", 0),
        Bar("listeners told twice", sum(not one.is_in_order for one in heard), "=", 0),
    ]


def _spread(times_s: Sequence[float]) -> str:
    parts = (("50 %", 0.5), ("95 %", 0.95), ("99 %", 0.99), ("all", 1.0))
    return ", ".join(f"{name} within {_share(times_s, part) * 1e3:.1f} ms" for name, part in parts)


def _share(values: Sequence[float], part: float) -> float:
    """The value that this part of the values does not exceed."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def _used(usage: Usage) -> str:
    return (
        f"{usage.written_per_s:.0f} events/s were written; the service took {usage.cores:.2f} cores, "
        f"{usage.peak_mb:.0f} MB at most"
    )
