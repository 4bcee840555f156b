"""Processes that hear no signals: what a terminal sends to all is for their parent alone."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf(*signals: signal.Signals) -> Iterator[None]:
    """Have processes that start here never hear these signals. We hear them when this is over.

    Args:
        signals: Ctrl-C is `signal.SIGINT`, and what systemd sends to all processes of a service `SIGTERM`.
    """
    # Its start makes the signals heard again, so it must not come in between.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
