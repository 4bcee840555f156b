"""Ctrl-C, heard where it can do no harm."""

import os
import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Final, Self

ONE_WORD_S: Final = 0.5
"""Signals that come so soon after the first are the same word: terminals and wrappers say it twice."""


class Interruption:
    """Within it, Ctrl-C is something to ask for, not an exception that may come anywhere.

    Python raises `KeyboardInterrupt` between any two steps of the main thread, also between taking a lock and
    the `with` that would give it back (https://github.com/python/cpython/issues/148874, mended in 3.15): then
    other threads wait for that lock for ever, and whoever stops them waits for them. Who leaves it hears what
    was not asked for. A second Ctrl-C is an exception again, for a person who does not care to wait.

    Nothing changes outside the main thread, which hears no signals, and where Ctrl-C is ignored or handled.
    """

    def __init__(self) -> None:
        self._heard_s: float | None = None
        self._is_listening = False

    def __enter__(self) -> Self:
        self._ears, self._mouth = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        is_main = threading.current_thread() is threading.main_thread()
        self._is_listening = is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._is_listening:
            self._mouth_before = signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)
            signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_listening:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.set_wakeup_fd(self._mouth_before)
        os.close(self._ears)
        os.close(self._mouth)
        if error is None:
            self.check()

    def fileno(self) -> int:
        """What becomes readable with Ctrl-C, for those who wait for it beside other things."""
        return self._ears

    def check(self) -> None:
        """Stop here if Ctrl-C was heard.

        Raises:
            KeyboardInterrupt: It was.
        """
        if self._heard_s is not None:
            raise KeyboardInterrupt

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._heard_s is None:
            self._heard_s = time.monotonic()
        elif time.monotonic() > self._heard_s + ONE_WORD_S:
            raise KeyboardInterrupt
