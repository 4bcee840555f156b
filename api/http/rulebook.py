"""The configuration in use, and the file that it stands in."""

from pathlib import Path
from threading import Lock
from typing import Final

from api.configuration import Configuration, read_configuration
from api.live.service import Service
from rules.language.watching import WatchedFile
from rules.plan import Plan

FOLLOWING_S: Final = 2.0
"""How long whoever changes the file waits until it is followed; cameras that come or go may take longer."""


class Rulebook:
    """Knows what is judged by: of the service if there is one, else of a file alone. Any thread may ask.

    Args:
        path: The configuration's file; None: there is none.
        service: Follows the same file.

    Raises:
        RulesInvalid: The file does not say what it should.
    """

    def __init__(self, path: Path | None, service: Service | None = None) -> None:
        self.path = path
        self.turn = Lock()
        """Held while the file is written."""
        self.trial = Lock()
        """Held while rules are tried on what happened."""
        self._service = service
        self._file = WatchedFile(path, read_configuration) if path and service is None else None
        self._look = Lock()

    @property
    def configuration(self) -> Configuration | None:
        """What is followed; None if there is no file."""
        if self._service:
            return self._service.configuration
        if self._file is None:
            return None
        with self._look:
            self._file.reload()
            return self._file.content

    @property
    def plan(self) -> Plan:
        """The rules, zones and lines that are followed."""
        found = self.configuration
        return found.plan if found else Plan(())

    @property
    def trouble(self) -> str | None:
        """Why the file says something else, in one line; None if it does not."""
        trouble = self._service.trouble if self._service else self._file.trouble if self._file else None
        return trouble and "; ".join(trouble.splitlines())

    def followed(self) -> None:
        """Have a change of the file followed at once, so that who asks next is answered by it."""
        if self._service:
            self._service.reload(FOLLOWING_S)
