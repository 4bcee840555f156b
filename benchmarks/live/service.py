"""`vedette watch` run as a person runs it, and looked at from outside."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.live.usage import Usage
from benchmarks.measured_run import RunFailed
from pipeline.history.cameras import CameraStates, NotedState
from pipeline.history.outages import Outages
from pipeline.live.outage import Outage
from tests.delivery_samples import until
from tests.rtsp_server import Login

VEDETTE: Final = Path(sys.executable).with_name("vedette")
"""The program, as installed beside this Python."""

MANY: Final = 1_000_000


@dataclass(slots=True)
class Service:
    """A service that watches cameras, in a process of its own."""

    folder: Path
    """For its configuration, its history and its log."""
    urls: Mapping[str, str]
    """Where each camera is, by name; `${CAM_USER}` and `${CAM_PASSWORD}` are filled in by the service."""
    rules: Sequence[Mapping[str, Any]] = ()
    login: Login = field(default_factory=Login)
    transports: Mapping[str, str] = field(default_factory=dict)
    """Of cameras that are not watched by TCP."""
    command: Sequence[str] = (str(VEDETTE), "watch")
    """What is run with the configuration."""
    process: subprocess.Popen[bytes] | None = None
    started_us: int = 0
    """UTC: when it was last started."""

    @property
    def db(self) -> Path:
        """Its history."""
        return self.folder / "state" / "history.db"

    @property
    def configuration(self) -> Path:
        """Its configuration; written anew by `configure`."""
        return self.folder / "vedette.yaml"

    @property
    def log(self) -> Path:
        """What it said."""
        return self.folder / "vedette.log"

    def configure(self) -> None:
        """Write the configuration: JSON is YAML."""
        cameras = {
            name: {"url": url, "transport": self.transports.get(name, "tcp")}
            for name, url in self.urls.items()
        }
        content = {"cameras": cameras, "rules": list(self.rules), "storage": {"folder": "state"}}
        self.configuration.write_text(json.dumps(content, indent=1))

    def start(self) -> None:
        """Begin to watch, with all in one folder."""
        self.configure()
        self.started_us = time.time_ns() // 1000
        secrets = {"CAM_USER": self.login.user, "CAM_PASSWORD": self.login.password}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, str(self.configuration)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **secrets},
            )  # fmt: skip

    def wait_until_watched(self, timeout_s: float = 120.0) -> None:
        """Wait until each camera is connected.

        Raises:
            RunFailed: The service ended instead.
        """
        until(lambda: not self.is_alive or self._all_connected(), timeout_s)
        if not self.is_alive:
            raise RunFailed(f"vedette watch: ended: {(self.log.read_text().splitlines() or ['no word'])[-1]}")

    @property
    def pid(self) -> int:
        """Of its process."""
        assert self.process is not None, "the service does not run"
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """True while the process runs."""
        return self.process is not None and self.process.poll() is None

    def usage(self) -> Usage:
        """What it has taken so far."""
        return Usage.of(self.pid)

    def states(self) -> dict[str, NotedState]:
        """How each camera fares, as the history has it; none before there is a history."""
        if not self.db.exists():
            return {}
        with closing(self.reader()) as connection:
            try:
                return {noted.state.name: noted for noted in CameraStates(connection).all()}
            except sqlite3.OperationalError:  # its tables are being laid
                return {}

    def outages(self) -> list[Outage]:
        """All outages on record, the oldest first."""
        with closing(self.reader()) as connection:
            return Outages(connection).latest(MANY)[::-1]

    def reader(self) -> sqlite3.Connection:
        """Open the history to read it."""
        return sqlite3.connect(f"file:{self.db}?mode=ro", uri=True, timeout=60)

    def kill(self) -> None:
        """Have it gone in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self, timeout_s: float = 60.0) -> None:
        """End it as systemd does.

        Raises:
            RunFailed: It did not end well.
        """
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout_s)
        self.process = None
        if status:
            raise RunFailed(f"vedette watch: ended with status {status}; see {self.log}")

    def _all_connected(self) -> bool:
        """True if this run noted so: what one that was killed had noted still stands there."""
        connected = {
            name
            for name, noted in self.states().items()
            if noted.noted_us >= self.started_us and noted.state.is_connected
        }
        return connected >= set(self.urls)
