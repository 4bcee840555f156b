"""How long slow clients are borne."""

import asyncio
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


@dataclass(frozen=True, slots=True)
class PatienceSettings:
    """How long each part of a conversation may take."""

    head_s: float = 10.0
    """From a connection, or a request's first byte, to the end of its headers: a phone needs one second."""
    stalled_s: float = 60.0
    """Without taking any of what is sent: then the client is gone, or wants to keep us busy."""
    stops_s: float = 0.5
    """How long an answer may still take when we stop: streams never end, players hold their videos."""

    def __post_init__(self) -> None:
        """Refuse what would hang up on everybody.

        Raises:
            ValueError: A time is not above 0.
        """
        if min(self.head_s, self.stalled_s, self.stops_s) <= 0:
            raise ValueError(f"expected times above 0, received {self}")


class PatientProtocol(H11Protocol):
    """One connection, which is hung up on when its client takes too long.

    uvicorn itself only ends connections that are quiet between two requests.
    """

    patience: PatienceSettings = PatienceSettings()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Await the first request."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop(self._head_timer, self._stall_timer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take some of a request; its headers must be whole soon."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop(self._head_timer)
            self._head_timer = None
        elif self._head_timer is None:
            self._await_head()

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        super().pause_writing()
        self._stop(self._stall_timer)
        self._stall_timer = self.loop.call_later(self.patience.stalled_s, self.transport.abort)

    def resume_writing(self) -> None:
        """It took some."""
        super().resume_writing()
        self._stop(self._stall_timer)
        self._stall_timer = None

    def shutdown(self) -> None:
        """End with the answer under way, if that is soon: uvicorn would log a longer one as an error."""
        super().shutdown()
        self.loop.call_later(self.patience.stops_s, self.transport.abort)

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.patience.head_s, self.transport.abort)

    @staticmethod
    def _stop(*timers: asyncio.TimerHandle | None) -> None:
        for timer in timers:
            if timer:
                timer.cancel()


def patient_protocol(settings: PatienceSettings) -> type[PatientProtocol]:
    """The protocol with other times."""
    return type("PatientProtocol", (PatientProtocol,), {"patience": settings})
