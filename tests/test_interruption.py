"""Ctrl-C within an `Interruption`: heard where it is asked for, and nowhere else."""

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from api import interruption
from api.interruption import Interruption
from pipeline.deafness import deaf


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Whoever runs the tests may ignore Ctrl-C, as a shell does for what runs in its background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def is_readable(heard: Interruption) -> bool:
    return bool(select.select([heard], [], [], 0)[0])


def interrupted(work: Callable[[Interruption], Iterator[str]]) -> list[str]:
    """How far some work came within an `Interruption` that ended in `KeyboardInterrupt`."""
    reached: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        _do(work, reached)
    return reached


def _do(work: Callable[[Interruption], Iterator[str]], reached: list[str]) -> None:
    with Interruption() as heard:
        reached.extend(work(heard))


def test_it_is_heard_where_it_is_asked_for() -> None:
    def work(heard: Interruption) -> Iterator[str]:
        heard.check()
        press()
        yield "what was going on"
        heard.check()
        yield "what comes after"

    assert interrupted(work) == ["what was going on"]


def test_who_waits_for_other_things_is_woken() -> None:
    def work(heard: Interruption) -> Iterator[str]:
        assert not is_readable(heard)
        press()
        assert is_readable(heard)
        yield "woken"

    assert interrupted(work) == ["woken"]


def test_it_wakes_whoever_waits_when_another_thread_is_given_the_signal() -> None:
    def be_given_it() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    def work(heard: Interruption) -> Iterator[str]:
        with deaf(signal.SIGINT):
            thread = threading.Thread(target=be_given_it)
            thread.start()
            assert select.select([heard], [], [], 10.0)[0]
            thread.join()
        yield "woken"

    assert interrupted(work) == ["woken"]


def test_what_was_not_asked_for_is_heard_at_the_end() -> None:
    def work(_heard: Interruption) -> Iterator[str]:
        press()
        yield "done"

    assert interrupted(work) == ["done"]


def test_an_error_on_the_way_out_is_told_rather_than_ctrl_c() -> None:
    def work(_heard: Interruption) -> Iterator[str]:
        press()
        yield "pressed"
        raise ValueError("a disk is full")

    with pytest.raises(ValueError, match="a disk is full"):
        _do(work, [])


def test_twice_in_a_row_is_one_word() -> None:
    def work(_heard: Interruption) -> Iterator[str]:
        press()
        press()
        yield "done"

    assert interrupted(work) == ["done"]


def test_the_second_one_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(_heard: Interruption) -> Iterator[str]:
        press()
        yield "what was going on"
        press()
        yield "what comes after"

    monkeypatch.setattr(interruption, "ONE_WORD_S", 0.0)
    assert interrupted(work) == ["what was going on"]


def test_who_ignores_it_goes_on_ignoring_it() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interruption() as heard:
        press()
        heard.check()
        assert not is_readable(heard)
    assert signal.signal(signal.SIGINT, signal.default_int_handler) is signal.SIG_IGN


def test_a_thread_beside_the_main_one_hears_nothing() -> None:
    said: list[str] = []

    def work() -> None:
        with Interruption() as heard:
            assert not is_readable(heard)
            said.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == ["done"]
