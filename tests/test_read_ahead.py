"""Fetching in a thread: the same items, the same errors, and no thread left behind."""

import threading
import time
from collections.abc import Iterator
from itertools import islice

import pytest

from pipeline.media.read_ahead import read_ahead


class Interrupted(Exception):
    """What a source raises on its way."""


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


def counting(taken: list[int], until: int) -> Iterator[int]:
    """Numbers from 0; notes each that is fetched."""
    for number in range(until):
        taken.append(number)
        yield number


def broken(after: int) -> Iterator[int]:
    yield from range(after)
    raise Interrupted("the cable is cut")


@pytest.mark.parametrize("count", [0, 1, 4, 1000])
@pytest.mark.parametrize("ahead", [1, 4])
def test_items_come_in_order_and_none_is_lost(count: int, ahead: int) -> None:
    assert list(read_ahead(range(count), ahead)) == list(range(count))
    assert not readers()


def test_items_that_are_false_are_items() -> None:
    assert list(read_ahead([None, 0, "", False])) == [None, 0, "", False]


@pytest.mark.parametrize("after", [0, 3, 20])
def test_an_error_comes_behind_the_items_before_it(after: int) -> None:
    items = read_ahead(broken(after))
    assert list(islice(items, after)) == list(range(after))
    with pytest.raises(Interrupted, match="the cable is cut"):
        next(items)
    assert not readers()


def test_the_error_tells_where_it_arose() -> None:
    with pytest.raises(Interrupted) as caught:
        list(read_ahead(broken(1)))
    assert "broken" in [entry.name for entry in caught.traceback]


def test_who_leaves_early_leaves_no_thread() -> None:
    taken: list[int] = []
    items = read_ahead(counting(taken, 1_000_000))
    assert next(items) == 0
    assert readers()
    items.close()  # type: ignore[attr-defined]
    assert not readers()
    assert len(taken) < 20


def test_an_error_of_the_looker_leaves_no_thread() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map((1).__floordiv__, read_ahead(range(1_000_000))))
    assert not readers()


def test_who_never_begins_starts_no_thread() -> None:
    items = read_ahead(range(5))
    assert not readers()
    del items


@pytest.mark.parametrize("ahead", [1, 3])
def test_no_more_is_fetched_than_may_wait(ahead: int) -> None:
    taken: list[int] = []
    items = read_ahead(counting(taken, 1000), ahead)
    next(items)
    deadline = time.monotonic() + 5
    while len(taken) < ahead + 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    assert len(taken) == ahead + 2  # one was taken, `ahead` wait, one is in the thread's hand
    items.close()  # type: ignore[attr-defined]


def test_several_may_read_at_once() -> None:
    first, second = read_ahead(range(50)), read_ahead(range(50))
    assert list(zip(first, second, strict=True)) == [(number, number) for number in range(50)]
    assert not readers()
