"""Who has logged in with a browser."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

LASTS_S: Final = 30 * 86_400
"""After so long a browser has to show its token again: a lost phone does not look on for ever."""

MOST: Final = 1_000
"""Sessions at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that showed a token."""

    token_sha256: str
    """Of that token: once it is revoked, the session is over."""
    csrf: str
    """What the page sends along with every change: other sites cannot know it."""
    until_s: float


class Sessions:
    """Sessions by the digest of their cookie; they end with the process. Any thread may ask."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._turn = Lock()

    def begin(self, token_sha256: str) -> tuple[str, Session]:
        """Begin a session; gives the cookie's value with it."""
        cookie = secrets.token_urlsafe(32)
        session = Session(token_sha256, secrets.token_urlsafe(32), self._elapsed() + LASTS_S)
        with self._turn:
            self._sessions[_digest(cookie)] = session
            if len(self._sessions) > MOST:
                self._sessions.popitem(last=False)
        return cookie, session

    def of(self, cookie: str) -> Session | None:
        """The session of a cookie; None if there is none, or it is over."""
        with self._turn:
            session = self._sessions.get(_digest(cookie))
        return session if session and self._elapsed() < session.until_s else None

    def end(self, cookie: str) -> None:
        """Forget a session."""
        with self._turn:
            self._sessions.pop(_digest(cookie), None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
