"""The streams of a configuration that are to be looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from api.configuration import Camera
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


def patients(cameras: Iterable[Camera], environment: Mapping[str, str]) -> Iterator[Patient]:
    """Give the streams of cameras, each once."""
    for camera in cameras:
        if camera.record is None or camera.record == camera.url:
            yield _patient(camera, "analysed and recorded", environment)
        else:
            yield _patient(camera, "analysed", environment)
            yield _patient(camera, "recorded", environment)


def _patient(camera: Camera, role: Role, environment: Mapping[str, str]) -> Patient:
    settings = StreamSettings(camera.transport, camera.ca_file)
    shown = without_credentials(_url(camera, role))
    try:
        address = Address.of(_url(camera.filled(environment), role), shown)
    except VedetteError as error:
        return Patient(camera.name, role, shown, None, settings, str(error))
    return Patient(camera.name, role, shown, address, settings)


def _url(camera: Camera, role: Role) -> str:
    return camera.record if role == "recorded" and camera.record else camera.url
