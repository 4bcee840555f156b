"""What goes wrong with cameras, the same in each run; each trouble has a camera and a server of its own."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.live.camera_clip import CameraClip, camera_clips
from benchmarks.live.feeds import LOGIN
from benchmarks.live.incident import Incident
from benchmarks.live.service import Service
from tests.faulty_proxy import FaultyProxy
from tests.rtsp_server import Login, RtspServer

PATH: Final = "cam"
STALL_S: Final = 30.0
NOISE_S: Final = 10.0
CALM_S: Final = 15.0
"""Between one trouble and the next of the same camera."""

KILLS: Final = 20
HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Clips:
    """What the cameras send."""

    usual: Path
    small: Path
    other_codec: Path

    @classmethod
    def make(cls, cache: Path) -> "Clips":
        """Make them unless they lie in the cache."""
        kinds = (CameraClip(), CameraClip((320, 180)), CameraClip(codec="libx265"))
        return cls(*(camera_clips(cache, kind, 1)[0] for kind in kinds))


@dataclass(frozen=True, slots=True)
class Stand:
    """A camera that is to have trouble, and who watches it."""

    camera: str
    server: RtspServer
    proxy: FaultyProxy
    """On the way to the server."""
    clips: Clips
    service: Service


Trouble = Callable[[Stand], Iterator[Incident]]
"""Gives what came of it, one incident after the other."""


def killed(stand: Stand) -> Iterator[Incident]:
    """The camera reboots twenty times."""
    chance = random.Random(0)  # noqa: S311 - the same in each run
    for number in range(1, KILLS + 1):
        time.sleep(chance.uniform(2, 8))
        incident = Incident.begin(f"server killed, {number} of {KILLS}", stand.camera)
        stand.server.kill()
        incident = incident.await_notice(stand.service)
        time.sleep(chance.uniform(0, 4))
        stand.server.start()
        yield incident.await_return(stand.service)


def frozen(stand: Stand) -> Iterator[Incident]:
    """The camera hangs: its connections stay open."""
    begun_s = time.monotonic()
    incident = Incident.begin("server stopped for 30 s without a close", stand.camera)
    stand.server.freeze()
    incident = incident.await_notice(stand.service)
    time.sleep(max(0.0, STALL_S - (time.monotonic() - begun_s)))
    stand.server.thaw()
    yield incident.await_return(stand.service)


def stalled(stand: Stand) -> Iterator[Incident]:
    """The camera answers, but sends no pictures."""
    begun_s = time.monotonic()
    incident = Incident.begin("no pictures for 30 s though the server answers", stand.camera)
    stand.server.stall(PATH)
    incident = incident.await_notice(stand.service)
    time.sleep(max(0.0, STALL_S - (time.monotonic() - begun_s)))
    stand.server.stall(PATH, is_stalled=False)
    yield incident.await_return(stand.service)


def garbled(stand: Stand) -> Iterator[Incident]:
    """Noise comes in the place of what the camera says."""
    begun_s = time.monotonic()
    incident = Incident.begin("garbage on the socket for 10 s", stand.camera)
    stand.proxy.is_garbling = True
    incident = incident.await_notice(stand.service)
    time.sleep(max(0.0, NOISE_S - (time.monotonic() - begun_s)))
    stand.proxy.is_garbling = False
    yield incident.await_return(stand.service)


def altered(stand: Stand) -> Iterator[Incident]:
    """The pictures become smaller in mid-stream, then of another codec."""
    incident = Incident.begin("resolution changes in mid-stream", stand.camera, is_noticed=False)
    stand.server.show(PATH, stand.clips.small)
    yield incident.await_return(stand.service, lambda state: state.width == 320)
    time.sleep(CALM_S)
    incident = Incident.begin("codec changes", stand.camera, is_noticed=False)
    stand.server.show(PATH, stand.clips.other_codec)
    yield incident.await_return(stand.service, lambda state: state.codec == "hevc" and state.width == 640)


def locked(stand: Stand) -> Iterator[Incident]:
    """The camera's password becomes another."""
    incident = Incident.begin("authentication fails for 30 s", stand.camera)
    stand.server.admit(Login(LOGIN.user, "another"))
    stand.server.hang_up()
    incident = incident.await_notice(stand.service)
    time.sleep(STALL_S)
    stand.server.admit(LOGIN)
    yield incident.await_return(stand.service)


def jumping(stand: Stand) -> Iterator[Incident]:
    """The camera's clock is set forth, and back."""
    for word, by_s in (("forth", HOUR_S), ("back", -HOUR_S)):
        incident = Incident.begin(f"clock jumps {word} by an hour", stand.camera, is_noticed=False)
        stand.server.jump(PATH, by_s)
        yield incident.await_return(stand.service)
        time.sleep(CALM_S)


def lossy(stand: Stand) -> Iterator[Incident]:
    """Packets get lost all the time."""
    incident = Incident.begin("2 % of the packets are lost, by UDP", stand.camera, is_noticed=False)
    time.sleep(STALL_S)
    yield incident.await_return(stand.service)


TROUBLES: Final[Mapping[str, Trouble]] = {
    "killed": killed, "frozen": frozen, "stalled": stalled, "garbled": garbled, "altered": altered,
    "locked": locked, "jumping": jumping, "lossy": lossy,
}  # fmt: skip
"""By the name of the camera that has it."""
