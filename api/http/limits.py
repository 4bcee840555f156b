"""How large requests may be, and how long their bodies may take."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problem import problem_answer

PICTURES: Final = "/classify"
"""Where pictures are sent."""


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What a request may ask of us."""

    body_bytes: int = 1 << 20
    """Rules of 1,000 lines take 50 kB."""
    larger_bytes: Mapping[str, int] = field(default_factory=lambda: {PICTURES: 16 << 20})
    """By path; a phone's photo takes up to 12 MB."""
    body_s: float = 60.0
    """How long a body may take as a whole: 16 MB over a poor upload of 2 Mbit/s."""


class Limits:
    """Refuses bodies that are too large, too slow, or compressed: what they unfold to nobody can tell.

    Args:
        app: What is to be limited.
        settings: To what.
    """

    def __init__(self, app: ASGIApp, settings: LimitSettings | None = None) -> None:
        self._app = app
        self._settings = settings or LimitSettings()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._settings.larger_bytes.get(scope["path"], self._settings.body_bytes)
        headers = dict(scope["headers"])
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            answer = problem_answer(415, "header Content-Encoding: expected none, received a compressed body")
        elif _told_length(headers) > most:
            answer = problem_answer(413, too_large(most), {"Connection": "close"})
        else:
            body = _Body(receive, most, self._settings.body_s)
            await self._app(scope, body.receive, send)
            return
        await answer(scope, receive, send)


class _Body:
    """A request's body on its way in."""

    def __init__(self, receive: Receive, most: int, within_s: float) -> None:
        self._receive = receive
        self._most = most
        self._left_bytes = most
        self._until_s = time.monotonic() + within_s
        self._is_whole = False

    async def receive(self) -> Message:
        """The next piece; or, behind the last one, that the client hung up."""
        if self._is_whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._until_s - time.monotonic())
        except TimeoutError:
            close = {"Connection": "close"}
            raise HTTPException(408, "expected the body within a minute, received only some", close) from None
        self._left_bytes -= len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._left_bytes < 0:
            raise HTTPException(413, too_large(self._most), {"Connection": "close"})
        return message


def too_large(most: int) -> str:
    """What is said of a body that is too large."""
    return f"body: expected at most {most:,} bytes, received more"


def _told_length(headers: Mapping[bytes, bytes]) -> int:
    text = headers.get(b"content-length", b"0")
    return int(text) if text.isdigit() and len(text) < 20 else 0
