"""One camera: its connections, its pictures, its clips."""

from dataclasses import replace
from functools import partial

from pipeline.live.camera import CameraSpec
from pipeline.live.commons import Commons
from pipeline.live.eye import Eye
from pipeline.live.governor import Load
from pipeline.live.link import Link
from pipeline.live.outages import Outages
from pipeline.live.reception import Client
from pipeline.live.sight import Memory
from pipeline.live.state import CameraState
from pipeline.live.tape import Tape
from pipeline.media.picture import Picture
from pipeline.recording.origin import Origin
from pipeline.stream.address import Address
from pipeline.stream.connection import Connection


class Watch:
    """Watches one camera until it is told to stop.

    Args:
        spec: How it is watched.
        commons: What cameras share.
        memory: The scene, if it was learnt before.
    """

    def __init__(self, spec: CameraSpec, commons: Commons, memory: Memory | None = None) -> None:
        self.spec = spec
        self._commons = commons
        self._eye = Eye(spec, commons, memory)
        self._tape = self._new_tape() if spec.may_record else None
        is_apart = self._tape is not None and spec.record_url not in {None, spec.url}
        self._clients = [Client(self._eye, None if is_apart else self._tape, commons)]
        self._links = [self._link(spec.name, spec.url, spec.shown_url)]
        if is_apart and spec.record_url:
            self._clients.append(Client(None, self._tape, commons))
            self._links.append(self._link(f"{spec.name} (recorded)", spec.record_url, None))
        self._told = self.state()

    def start(self) -> None:
        """Begin to watch."""
        for link in self._links:
            link.start()

    def check(self, now_s: float) -> None:
        """Look after the connections; tell what has changed."""
        for link, client in zip(self._links, self._clients, strict=True):
            link.check(now_s)
            link.expect_use(now_s, client.useful_s)
        self._eye.rest(now_s)
        state = self.state()
        if _headline(state) != _headline(self._told):
            self._told = state
            self._commons.audience.changed(state)

    def ask_to_stop(self) -> None:
        """Have it end soon; `stop` waits for that."""
        for link in self._links:
            link.ask_to_stop()

    def stop(self, until_s: float) -> None:
        """End what lasts, and the clip that is open; whoever hangs beyond the time is given up."""
        for link in self._links:
            link.join(until_s - self._commons.elapsed())
        self._eye.close()
        if self._tape:
            self._tape.finish()
        self._eye.leave(max(0.0, until_s - self._commons.elapsed()))

    def request_clip(self, start_us: int, end_us: int) -> bool:
        """Ask for a clip; False if nothing records this camera.

        Raises:
            ValueError: The stretch ends before it begins.
        """
        if self._tape is None:
            return False
        self._tape.request(start_us, end_us)
        return True

    @property
    def memory(self) -> Memory | None:
        """The scene as learnt so far."""
        return self._eye.memory

    @property
    def latest(self) -> Picture | None:
        """The newest picture; None before the first."""
        return self._eye.latest

    def take_load(self) -> Load:
        """What it asks of the analysts, and how it fared since the last call."""
        return self._eye.take_load()

    @property
    def rate_hz(self) -> float:
        """How many pictures a second are looked at."""
        return self._eye.rate_hz

    @rate_hz.setter
    def rate_hz(self, rate_hz: float) -> None:
        self._eye.rate_hz = rate_hz

    @property
    def connections(self) -> int:
        """How many there were, of both streams."""
        return sum(link.connections for link in self._links)

    def state(self) -> CameraState:
        """How it fares."""
        outages, tape = self._eye.outages, self._tape
        state = CameraState(
            self.spec.name, self.spec.shown_url, outages.is_up, outages.since_us, self._clients[0].codec,
            bytes_read=sum(client.bytes_read for client in self._clients),
            reconnects=sum(max(0, link.connections - 1) for link in self._links),
            last_error=self._clients[0].last_error,
        )  # fmt: skip
        if tape:
            state = replace(
                state,
                packets_recorded=tape.packets,
                is_recording=tape.is_recording,
                recording_trouble=tape.trouble,
            )
        return self._eye.filled(state)

    def _new_tape(self) -> Tape:
        spec, commons = self.spec, self._commons
        outages = Outages(spec.name, "recording", commons.audience, commons.now)
        return Tape(commons.folder, self._origin, spec.recorder, commons.audience, outages)

    def _origin(self) -> Origin:
        return Origin(self.spec.name, self.spec.shown_url, self._eye.watch_fingerprint, 0)

    def _link(self, name: str, url: str, shown: str | None) -> Link:
        """The connection of the client that was added last."""
        client = self._clients[-1]
        return Link(
            name, partial(self._dial, url, shown), client, self._commons.settings.link, self._commons.chance
        )

    def _dial(self, url: str, shown: str | None) -> Connection:
        spec, commons = self.spec, self._commons
        settings = replace(
            commons.settings.stream,
            transport=spec.transport,
            ca_file=spec.ca_file,
            with_audio=spec.may_record,
        )
        return Connection(Address.of(url, shown), settings, commons.now)


def _headline(state: CameraState) -> tuple[object, ...]:
    """What is worth telling when it changes."""
    return state.is_connected, state.rate_hz, state.last_error, state.is_recording, state.recording_trouble
