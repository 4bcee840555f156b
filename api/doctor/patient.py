"""The streams of a configuration that are to be looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from api.configuration import Camera
from api.live.specs import located
from pipeline.errors import VedetteError
from pipeline.stream.address import Address, without_credentials
from pipeline.stream.settings import StreamSettings

Role = Literal["analysed", "recorded", "analysed and recorded"]


@dataclass(frozen=True, slots=True)
class Patient:
    """One stream of a camera."""

    camera: str
    role: Role
    shown: str
    """Its URL without credentials."""
    address: Address | None
    """None if there is none to try."""
    settings: StreamSettings
    trouble: str | None = None
    """Why there is no address."""


def patients(cameras: Iterable[Camera], folder: Path, environment: Mapping[str, str]) -> Iterator[Patient]:
    """Give the streams of cameras, each once.

    Args:
        cameras: Those to look at.
        folder: Of the configuration: files are looked for from there.
        environment: Has the secrets.
    """
    for camera in cameras:
        is_one = camera.record is None or camera.record == camera.url
        roles: tuple[Role, ...] = ("analysed and recorded",) if is_one else ("analysed", "recorded")
        yield from (_patient(camera, role, folder, environment) for role in roles)


def _patient(camera: Camera, role: Role, folder: Path, environment: Mapping[str, str]) -> Patient:
    settings = StreamSettings(camera.transport, camera.ca_file)
    shown = without_credentials(_url(camera, role))
    try:
        address = Address.of(located(_url(camera.filled(environment), role), camera, folder), shown)
    except VedetteError as error:
        return Patient(camera.name, role, shown, None, settings, str(error))
    return Patient(camera.name, role, shown, address, settings)


def _url(camera: Camera, role: Role) -> str:
    return camera.record if role == "recorded" and camera.record else camera.url
