"""Keeps one connection of a camera up."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal, Protocol

from pipeline.back_off import BackOff
from pipeline.errors import SourceError, SourceUnreachable
from pipeline.recording.packet import TimedPacket
from pipeline.stream.connection import Connection

log = logging.getLogger(__name__)

HANG_S: Final = 1.4
"""A read that should have ended so long ago hangs in the system."""

MOST_GIVEN_UP: Final = 3
"""Threads of one link that were given up and still hang: beyond these, the next waits for one to end."""


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How long is waited for a camera."""

    back_off: BackOff = field(default_factory=lambda: BackOff(longest_s=8.0))
    """No more than 8 s between two tries: who plugs a camera in again sees it within 15."""
    healthy_s: float = 10.0
    """A connection that held for so long worked: after it, waits begin anew."""
    stall_s: float = 8.0
    """Without a packet for so long, or a picture, it is made anew; a stall must be noticed within 10 s, and
    some cameras send a picture in 5. FFmpeg is told to give up a read after this time."""
    hang_s: float = 16.0
    """A thread that opens for so long hangs in the system: FFmpeg gives up after 10 s by itself."""


class Reception(Protocol):
    """What becomes of one connection's packets."""

    def take(self, packet: TimedPacket) -> None:
        """Take the next packet."""

    def finish(self, may_go_on: Callable[[], bool]) -> None:
        """The connection is over."""


class Client(Protocol):
    """Whose connection it is."""

    def opened(self, connection: Connection, is_heard: Callable[[], bool]) -> Reception:
        """It is open; `is_heard` says whether its thread still counts."""

    def lost(self, reason: str) -> None:
        """It is away, or could not be made, for a reason in one line."""


@dataclass(slots=True, eq=False)
class Hold:
    """One thread's hold on the link."""

    phase: Literal["opening", "reading", "ending", "waiting"]
    moved_s: float
    """When it last showed that it goes on."""
    connection: Connection | None = None
    is_given_up: bool = False
    condemned: str | None = None
    """Why the connection is to be made anew."""


class Link:
    """Opens a camera's stream and hands its packets on, again and again, in a thread of its own.

    The thread cannot hold anybody up: if it hangs in the system, it is given up and another one begins.
    What the first may still say is not heard.

    Args:
        name: For the log and the thread.
        dial: Opens the stream; raises `SourceError`.
        client: Whose connection it is.
        settings: How long is waited.
        chance: Spreads the waits.
    """

    def __init__(
        self,
        name: str,
        dial: Callable[[], Connection],
        client: Client,
        settings: LinkSettings,
        chance: Random,
    ) -> None:
        self._name = name
        self._dial = dial
        self._client = client
        self._settings = settings
        self._chance = chance
        self._stopping = threading.Event()
        self._hold: Hold | None = None
        self._threads: list[threading.Thread] = []
        self._failures = 0
        self.connections = 0
        """How often it was open."""
        self.opened_s: float | None = None
        """When the connection that is read was opened; None while none is."""

    def start(self) -> None:
        """Begin to connect."""
        self._hold = hold = Hold("waiting", time.monotonic())
        thread = threading.Thread(target=self.run, args=(hold,), name=f"reader {self._name}", daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def ask_to_stop(self) -> None:
        """Have it end soon; `join` waits for that."""
        self._stopping.set()
        if self._hold and self._hold.connection:
            self._hold.connection.stop()

    def join(self, within_s: float) -> bool:
        """Wait until its thread has ended; False if it hangs, and is given up."""
        if self._hold is None:
            return True
        thread = self._threads[-1]
        thread.join(max(0.0, within_s))
        self._hold.is_given_up = True
        return not thread.is_alive()

    def check(self, now_s: float) -> None:
        """Give the thread up if it hangs."""
        hold = self._hold
        if hold is None:
            return
        if hold.is_given_up:
            self._start_again()
            return
        quiet_s = now_s - hold.moved_s
        if hold.phase == "reading" and quiet_s > self._settings.stall_s + HANG_S:
            self._give_up(hold, f"nothing came for {quiet_s:.0f} s, and the read does not end")
        elif hold.phase in {"opening", "ending"} and quiet_s > self._settings.hang_s:
            self._give_up(hold, f"{hold.phase} takes more than {quiet_s:.0f} s")

    def expect_use(self, now_s: float, useful_s: float | None) -> None:
        """Have the connection made anew if packets come, but have long been of no use.

        Args:
            now_s: Elapsed seconds.
            useful_s: When a picture came out of it last; None if none ever did.
        """
        hold, opened_s, stall_s = self._hold, self.opened_s, self._settings.stall_s
        if hold is None or opened_s is None or hold.condemned:
            return
        is_heard = now_s - hold.moved_s < stall_s / 2
        useless_s = now_s - max(opened_s, useful_s or 0.0)
        if is_heard and useless_s > stall_s:
            hold.condemned = f"packets came, but no picture for {useless_s:.0f} s"
            if hold.connection:
                hold.connection.stop()

    def run(self, hold: Hold) -> None:
        """Connect and read, until told to stop or given up."""
        while self._is_on(hold):
            try:
                self._run_once(hold)
                reason = "the stream ended"
            except SourceError as error:
                reason = str(error)
            except Exception as error:
                log.exception("camera %s: unforeseen error", self._name)
                reason = f"unforeseen error: {type(error).__name__}"
            if self._is_on(hold):
                self._client.lost(reason)
                self._wait(hold)

    def _run_once(self, hold: Hold) -> None:
        self._move(hold, "opening")
        with self._dial() as connection:
            hold.connection = connection
            if not self._is_on(hold):
                return
            self.connections += 1
            opened_s = self.opened_s = time.monotonic()
            reception = self._client.opened(connection, lambda: self._is_on(hold))
            try:
                self._read(hold, connection, reception)
            finally:
                hold.connection = self.opened_s = None
                if time.monotonic() - opened_s >= self._settings.healthy_s:
                    self._failures = 0
                self._move(hold, "ending")
                reception.finish(lambda: self._goes_on(hold))

    def _read(self, hold: Hold, connection: Connection, reception: Reception) -> None:
        self._move(hold, "reading")
        for packet in connection.packets():
            if not self._goes_on(hold) or hold.condemned:
                break
            reception.take(packet)
        if hold.condemned and self._is_on(hold):
            raise SourceUnreachable(f"{connection.address.shown}: {hold.condemned}")

    def _wait(self, hold: Hold) -> None:
        self._failures += 1
        hold.condemned = None
        self._move(hold, "waiting")
        self._stopping.wait(self._settings.back_off.wait_us(self._failures, self._chance) / 1e6)

    def _give_up(self, hold: Hold, reason: str) -> None:
        """Go on without a thread that hangs."""
        hold.is_given_up = True
        if hold.connection:
            hold.connection.stop()
        log.error("camera %s: a reader is given up: %s", self._name, reason)
        self._client.lost(reason)
        self._failures += 1
        self._start_again()

    def _start_again(self) -> None:
        hanging = sum(each.is_alive() for each in self._threads)
        if hanging <= MOST_GIVEN_UP and not self._stopping.is_set():
            self.start()

    def _goes_on(self, hold: Hold) -> bool:
        """True if the thread still counts; notes that it lives."""
        hold.moved_s = time.monotonic()
        return self._is_on(hold)

    def _move(self, hold: Hold, phase: Literal["opening", "reading", "ending", "waiting"]) -> None:
        hold.phase, hold.moved_s = phase, time.monotonic()

    def _is_on(self, hold: Hold) -> bool:
        return not (self._stopping.is_set() or hold.is_given_up)
