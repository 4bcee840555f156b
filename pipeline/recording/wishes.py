"""What stretches of a source are wanted as clips."""

import threading
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source's clock that is wanted, with lead and tail."""

    start_us: int
    end_us: int

    def __post_init__(self) -> None:
        """Refuse what ends before it begins.

        Raises:
            ValueError: It does.
        """
        if self.end_us < self.start_us:
            raise ValueError(f"expected a span that ends after it begins, received {self}")

    @classmethod
    def around(cls, start_us: int, end_us: int, lead_us: int, tail_us: int) -> Self:
        """The stretch from `lead_us` before a start to `tail_us` behind an end."""
        return cls(start_us - lead_us, end_us + tail_us)


class Wishes:
    """Spans that no clip has taken on yet. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spans: list[Span] = []

    def add(self, span: Span) -> None:
        """Wish for a clip that covers the span."""
        with self._lock:
            self._spans.append(span)

    def take_due(self, now_us: int) -> Span | None:
        """Take the earliest span that has begun; None if none has."""
        with self._lock:
            due = min((span for span in self._spans if span.start_us <= now_us), key=_start, default=None)
            if due:
                self._spans.remove(due)
            return due

    def take_overlapping(self, start_us: int, until_us: int) -> int:
        """Take the spans that a clip overlaps; gives the time until which it must go on now."""
        with self._lock:
            for span in sorted(self._spans, key=_start):
                if span.start_us <= until_us and span.end_us >= start_us:
                    until_us = max(until_us, span.end_us)
                    self._spans.remove(span)
        return until_us


def _start(span: Span) -> int:
    return span.start_us
