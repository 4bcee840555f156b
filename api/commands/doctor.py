"""`vedette doctor`: whether the cameras of a configuration can be watched, and what would be better."""

import json
import os
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

ConfigurationFile = Annotated[
    Path, typer.Argument(metavar="CONFIG", help="The YAML file with the cameras.", show_default=False)
]
Camera = Annotated[list[str] | None, typer.Option(help="Look at this camera alone; may be repeated.")]
Seconds = Annotated[
    float, typer.Option(min=1.0, max=3600.0, help="Watch so long, or longer where key frames are rare.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def doctor(
    file: ConfigurationFile, *, camera: Camera = None, seconds: Seconds = 8.0, as_json: AsJson = False
) -> None:
    """Reach each camera, watch it for some seconds, and say what it sends and what would be better.

    All cameras are looked at side by side, in half a minute or a little more. Exit status 1 says that some
    stream could not be watched, 2 that the configuration is at fault.
    """
    # The way to the network and to FFmpeg is long, and no other command shall wait for it.
    from api.configuration import read_configuration  # noqa: PLC0415
    from api.doctor.examination import ExaminationSettings  # noqa: PLC0415
    from api.doctor.patient import patients  # noqa: PLC0415
    from api.doctor.report import report_json, report_lines  # noqa: PLC0415
    from api.doctor.ward import checkups, limit_s  # noqa: PLC0415
    from rules.language.problem import not_among  # noqa: PLC0415

    configuration = read_configuration(file)
    cameras = configuration.cameras
    if unknown := [name for name in camera or () if name not in cameras]:
        raise typer.BadParameter(f"camera: {not_among(unknown[0], cameras, 'camera')}")
    if not cameras:
        raise typer.BadParameter(f"{file}: expected cameras, received none")
    streams = list(patients([cameras[name] for name in camera or cameras], configuration.folder, os.environ))
    settings = ExaminationSettings(seconds)
    console = Console(stderr=True)
    waiting = f"{len(streams)} streams, {limit_s(streams, settings):.0f} s at most"
    with console.status(waiting) if console.is_terminal else nullcontext():
        found = checkups(streams, settings)
    if as_json:
        typer.echo(json.dumps(report_json(found), indent=2, ensure_ascii=False))
    else:
        for line in report_lines(found):
            typer.echo(line)
    raise typer.Exit(int(any(checkup.finding is None for checkup in found)))
