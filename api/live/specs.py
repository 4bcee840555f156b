"""From a configuration to what each camera is watched by."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from api.configuration import Camera, Configuration
from pipeline.errors import SourceError, VedetteError
from pipeline.live.camera import CameraSpec
from pipeline.recording.recorder import RecorderSettings
from pipeline.recording.ring import RingSettings
from pipeline.stream.address import LOOP, Address, without_credentials
from rules.engine import concerns
from rules.plan import Plan

NOTICED_S: Final = 15.0
"""An alert is noticed so long after its time at most: after a connection the first 12 s are learnt from."""


def camera_specs(configuration: Configuration, environment: Mapping[str, str]) -> tuple[CameraSpec, ...]:
    """Say how each camera is watched, with its secrets.

    Raises:
        VedetteError: The environment lacks a secret, or an address is none.
    """
    return tuple(_spec(camera, configuration, environment) for camera in configuration.cameras.values())


def _spec(camera: Camera, configuration: Configuration, environment: Mapping[str, str]) -> CameraSpec:
    filled, folder = camera.filled(environment), configuration.folder
    shown_url = without_credentials(camera.url)  # as written, so that nothing of the environment is in it
    leads_us = list(_leads_us(configuration.plan, camera.name))
    record = filled.record
    return CameraSpec(
        name=camera.name,
        shown_url=located(shown_url, camera, folder),
        url=located(filled.url, camera, folder),
        record_url=None if record is None or record == filled.url else located(record, camera, folder),
        transport=camera.transport,
        ca_file=camera.ca_file,
        rate_hz=camera.rate_hz,
        may_record=bool(leads_us),
        recorder=_recorder(max(leads_us, default=0), configuration.storage.reserve_bytes),
    )


def located(url: str, camera: Camera, folder: Path) -> str:
    """The same address, a file's from the configuration's folder.

    Raises:
        VedetteError: It is none.
    """
    try:
        address = Address.of(url, without_credentials(camera.url))
    except SourceError as error:
        raise VedetteError(f"camera {camera.name}: {error}") from error
    if address.kind != "file":
        return url
    return f"file:{folder / address.url}{LOOP if address.loops else ''}"


def _leads_us(plan: Plan, camera: str) -> list[int]:
    """How far back the clips begin that rules may ask for."""
    return [
        int(str(action.settings["before_us"]))
        for rule in plan.rules
        if concerns(rule, plan, camera)
        for action in rule.do
        if action.kind == "record"
    ]


def _recorder(lead_us: int, reserve_bytes: int | None) -> RecorderSettings:
    usual = RecorderSettings(ring=RingSettings(seconds=lead_us / 1e6 + NOTICED_S))
    return usual if reserve_bytes is None else replace(usual, reserve_bytes=reserve_bytes)
