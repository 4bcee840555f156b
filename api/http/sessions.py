"""Who has logged in with a browser."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from api.private_file import PrivateFile
from api.tokens import digest
from pipeline.errors import VedetteError

log = logging.getLogger(__name__)

FILE_NAME: Final = "sessions.json"
"""Beside the tokens."""

LASTS_S: Final = 30 * 86_400
"""After so long a browser has to show its token again: a lost phone does not look on for ever."""

MOST: Final = 1_000
"""Sessions at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that showed a token, as it is kept."""

    sha256: str
    """Of its cookie."""
    token_sha256: str
    """Of that token: once it is revoked, the session is over."""
    until_us: int
    """UTC."""


class Sessions:
    """Sessions by the digest of their cookie; they outlive the process. Any thread may ask.

    Args:
        path: Where they are kept.
        now: UTC microseconds.
    """

    def __init__(self, path: Path, now: Callable[[], int]) -> None:
        self._file = PrivateFile[tuple[Session, ...]](path, "sessions", _sessions, ())
        self._unkept: tuple[Session, ...] | None = None
        """All there are, if the file cannot be read or written."""
        self._now = now
        self._turn = Lock()

    def begin(self, token_sha256: str) -> str:
        """Begin a session; gives the cookie's value."""
        cookie = secrets.token_urlsafe(32)
        session = Session(digest(cookie), token_sha256, self._now() + LASTS_S * 1_000_000)
        with self._turn:
            self._keep([*self._lasting(), session][-MOST:])
        return cookie

    def of(self, cookie: str) -> Session | None:
        """The session of a cookie; None if there is none, or it is over."""
        sha256 = digest(cookie)
        with self._turn:
            return next((session for session in self._lasting() if session.sha256 == sha256), None)

    def end(self, cookie: str) -> None:
        """Forget a session."""
        sha256 = digest(cookie)
        with self._turn:
            known = self._lasting()
            left = [session for session in known if session.sha256 != sha256]
            if len(left) < len(known):
                self._keep(left)

    def _lasting(self) -> list[Session]:
        """Those that are not over, the oldest first."""
        now_us = self._now()
        return [session for session in self._known() if now_us < session.until_us]

    def _known(self) -> tuple[Session, ...]:
        if self._unkept is not None:
            return self._unkept
        try:
            return self._file.content()
        except VedetteError as error:
            log.warning("%s: everybody has to log in again", error)
            self._unkept = ()
            return ()

    def _keep(self, sessions: Sequence[Session]) -> None:
        try:
            self._file.write({"sessions": list(map(asdict, sessions))})
            self._unkept = None
        except VedetteError as error:
            log.warning("%s: logins end with the process", error)
            self._unkept = tuple(sessions)


def csrf_of(cookie: str) -> str:
    """What a page sends along with changes: other sites cannot know it, and it does not tell the cookie."""
    return digest(f"csrf {cookie}")


def _sessions(content: Any) -> tuple[Session, ...]:
    return tuple(map(_session, content["sessions"]))


def _session(value: dict[str, Any]) -> Session:
    digests = (value["sha256"], value["token_sha256"])
    if not isinstance(value["until_us"], int) or not all(isinstance(each, str) for each in digests):
        raise ValueError("expected digests and a time")
    return Session(**value)
