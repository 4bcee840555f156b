"""An alert as a program that is run, without a shell in between."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pydantic import Field, field_validator

from pipeline.errors import DeliveryFailed, DeliveryTooLate
from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets
from rules.actions.target import Target, TargetSettings

PLACEHOLDERS = ("camera", "label", "event", "snapshot", "rule", "delivery", "decision", "late")
"""`{camera}` and so on: each a whole argument. `{late}` becomes `late` or `in time`."""

LOOK_EVERY_S = 0.02
"""How often a running program is looked at: a fiftieth of a second is soon enough and costs nothing."""

MAX_OUTPUT_BYTES = 4096
"""The last of what a program prints is kept, for the line that says why it failed."""


class CommandSettings(TargetSettings):
    """Which program an alert runs."""

    run: tuple[str, ...] = Field(min_length=1)
    """The program and its arguments."""
    timeout_us: int = Field(30_000_000, gt=0)
    """Then it is ended, with all that it started: what takes longer is handed to something else."""

    @field_validator("run")
    @classmethod
    def _whole_placeholders(cls, run: tuple[str, ...]) -> tuple[str, ...]:
        for argument in run:
            for name in PLACEHOLDERS:
                if f"{{{name}}}" in argument and argument != f"{{{name}}}":
                    raise ValueError(f"expected {{{name}}} as an argument of its own, received {argument!r}")
        if not run[0]:
            raise ValueError("expected the name of a program, received an empty one")
        return run


@dataclass(frozen=True, slots=True)
class Command:
    """Runs a program for an alert."""

    settings: CommandSettings

    def send(self, parcel: Parcel, secrets: Secrets) -> None:
        """Run the program; done when it ends with exit code 0.

        Raises:
            DeliveryFailed: It cannot be started, takes too long, or ends with another code.
            DeliveryTooLate: The alert is old, and the program does not ask for `{late}`.
        """
        if parcel.alert.is_late and "{late}" not in self.settings.run:
            raise DeliveryTooLate("not run: the alert is old, and the program does not ask for {late}")
        values = _values(parcel)
        arguments = [values[each] if each in values else secrets.fill(each) for each in self.settings.run]
        process = _started(arguments)
        output = Output(process)
        try:
            _wait(process, parcel, parcel.timeout_s(self.settings.timeout_us))
        finally:
            _end(process)
            output.finish()
        if process.returncode:
            raise DeliveryFailed(f"expected exit code 0, received {process.returncode}{output.last_line()}")


@dataclass(slots=True)
class Output:
    """Reads what a program prints and keeps the end of it."""

    process: subprocess.Popen[bytes]
    _kept: bytes = b""
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        """Begin to read."""
        self._thread = threading.Thread(target=self._read, args=[self.process.stdout], daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Wait for the end of it; not for what left the program's group and holds on to its output."""
        self._thread.join(timeout=1.0)

    def last_line(self) -> str:
        """The last line printed, as an ending of a message."""
        lines = self._kept.decode("utf-8", "replace").strip().splitlines()
        return f": {lines[-1].strip()}" if lines else ""

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while part := os.read(stream.fileno(), MAX_OUTPUT_BYTES):
                self._kept = (self._kept + part)[-MAX_OUTPUT_BYTES:]


def _values(parcel: Parcel) -> dict[str, str]:
    alert = parcel.alert
    values = {
        "camera": alert.camera,
        "label": alert.label or "",
        "event": alert.events[0] if alert.events else "",
        "snapshot": str(parcel.picture or ""),
        "rule": alert.rule,
        "delivery": parcel.id,
        "decision": str(parcel.more.get("decision") or ""),
        "late": "late" if alert.is_late else "in time",
    }
    return {f"{{{name}}}": value for name, value in values.items()}


def _started(arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own, so that all of it can be ended."""
    try:
        return subprocess.Popen(  # noqa: S603 - the person's own program, no shell
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "an argument holds a null character"
        raise DeliveryFailed(f"cannot be started: {reason}") from error


def _wait(process: subprocess.Popen[bytes], parcel: Parcel, timeout_s: float) -> None:
    until_s = time.monotonic() + timeout_s
    while process.poll() is None:
        if time.monotonic() >= until_s:
            raise DeliveryFailed(f"ended after {timeout_s:g} s: it took too long")
        if parcel.cancelled.wait(LOOK_EVERY_S):
            raise DeliveryFailed("ended: vedette stops")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs of the program and of what it started."""
    with suppress(ProcessLookupError, PermissionError):  # all of it is gone
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def command(settings: Mapping[str, object]) -> Target:
    """The target of an action: shown is the program's name alone, since its arguments may be secrets."""
    checked = CommandSettings.model_validate(settings)
    name = f"command {Path(checked.run[0]).name}"
    return Target(name, "\0".join(checked.run), checked.give_up_after_us, Command(checked).send)
