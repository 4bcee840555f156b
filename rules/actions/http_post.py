"""One HTTP POST, of which every part can take only so long and be only so large."""

import base64
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, quote, unquote, urlsplit

from pipeline.errors import DeliveryFailed

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
_SAFE = "/%:@!$&'()*+,;=~?"
"""Signs of a path and query that stand for themselves; `%` because what is quoted stays quoted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; its body is not read."""

    status: int
    retry_after: str | None


@dataclass(slots=True)
class Alarm:
    """Ends a connection when its time is over, however slowly the other side drips."""

    connection: HTTPConnection
    timeout_s: float
    has_rung: bool = False
    _timer: threading.Timer = field(init=False)

    def __enter__(self) -> "Alarm":
        """Set it."""
        self._timer = threading.Timer(self.timeout_s, self._ring)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _ring(self) -> None:
        self.has_rung = True
        with suppress(OSError, AttributeError):  # not connected yet, or closed already
            self.connection.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> Answer:
    """Send the body once; redirects are not followed, certificates are verified, proxies are not asked.

    Certificates are those that OpenSSL trusts; `SSL_CERT_FILE` names others, such as a house's own.

    Raises:
        DeliveryFailed: No answer came, or the URL is none. The message does not name the URL.
    """
    parts = _split(url)
    headers = {**headers, **_authorization(parts)}
    path = quote(f"{parts.path or '/'}{parts.query and '?'}{parts.query}", safe=_SAFE)
    with closing(_connection(parts, timeout_s)) as connection, Alarm(connection, timeout_s) as alarm:
        try:
            connection.request("POST", path, body, dict(headers))
            response = connection.getresponse()
            answer = Answer(response.status, response.getheader("Retry-After"))
        except (OSError, HTTPException, ValueError) as error:
            raise DeliveryFailed(_reason(error, timeout_s, has_rung=alarm.has_rung)) from error
    if alarm.has_rung:  # headers cut short by the alarm look like all of them
        raise DeliveryFailed(_no_answer(timeout_s))
    return answer


def _split(url: str) -> SplitResult:
    """Take a URL apart, or say what is wrong with it without repeating it."""
    wanted = "url: expected http:// or https://, a host and a path without blanks or control characters"
    if _UNPRINTABLE.search(url):
        raise DeliveryFailed(f"{wanted}, received such characters")
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fine = False
    if not is_fine:
        raise DeliveryFailed(f"{wanted}, received something else")
    return parts


def _connection(parts: SplitResult, timeout_s: float) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, parts.port, timeout=timeout_s, context=context)
    return HTTPConnection(host, parts.port, timeout=timeout_s)


def _authorization(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(user.encode()).decode('ascii')}"}


def _reason(error: Exception, timeout_s: float, *, has_rung: bool) -> str:
    if has_rung or isinstance(error, TimeoutError):
        return _no_answer(timeout_s)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not trusted: {error.verify_message}"
    if isinstance(error, OSError):
        return f"no connection: {error.strerror or error}"
    return f"expected HTTP, received something else ({type(error).__name__})"


def _no_answer(timeout_s: float) -> str:
    return f"no answer within {timeout_s:g} s"
