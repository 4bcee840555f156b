"""Hundreds of programs that follow the events of one service, in one process."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpx


@dataclass(slots=True)
class Heard:
    """What one listener was told."""

    since: int = 0
    """It was told what is above this number."""
    numbers: list[int] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)
    """When, by the clock that never goes back."""

    @property
    def is_in_order(self) -> bool:
        """True if nothing was told twice, or before what it follows."""
        return all(one < other for one, other in zip(self.numbers, self.numbers[1:], strict=False))


async def listen(url: str, listeners: int, for_s: float) -> list[Heard]:
    """Have so many listeners follow for some seconds from when all are connected."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        until_s = time.monotonic() + for_s
        return list(await asyncio.gather(*(_follow(client, until_s) for _ in range(listeners))))


async def _follow(client: httpx.AsyncClient, until_s: float) -> Heard:
    heard, number = Heard(), 0
    try:
        async with (
            asyncio.timeout(until_s - time.monotonic()),
            client.stream("GET", "events/stream") as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("id: "):
                    number = int(line[4:])
                elif line == "event: ready":
                    heard.since = number
                elif line.startswith("event: "):
                    heard.numbers.append(number)
                    heard.at_s.append(time.monotonic())
    except TimeoutError:
        pass
    return heard


def missed(all_heard: Iterable[Heard]) -> int:
    """How many messages listeners lack of those that any of them was told while all were listening."""
    found = list(all_heard)
    first, last = max(heard.since for heard in found), min(heard.numbers[-1] for heard in found)
    kept = [{number for number in heard.numbers if first < number <= last} for heard in found]
    whole = set().union(*kept)
    return sum(len(whole - numbers) for numbers in kept)


def lags_s(all_heard: Iterable[Heard]) -> list[float]:
    """How long after the first of them each listener had each message; in order."""
    found = list(all_heard)
    first_s: dict[int, float] = {}
    for heard in found:
        for number, at_s in zip(heard.numbers, heard.at_s, strict=True):
            first_s[number] = min(at_s, first_s.get(number, at_s))
    return sorted(
        at_s - first_s[number]
        for heard in found
        for number, at_s in zip(heard.numbers, heard.at_s, strict=True)
    )
