"""Decides who a request is from, and whether it may come from another site's page."""

import hmac
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from api.http.failures import Failures, FailureSettings
from api.http.problem import Refusal
from api.http.sessions import FILE_NAME, Session, Sessions, csrf_of
from api.tokens import Role, Token, TokenFile
from rules.delivery.dispatcher import utc_now_us

COOKIE: Final = "vedette_session"
CSRF_HEADER: Final = "X-CSRF-Token"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""They change nothing."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What of a request says who it is from."""

    method: str
    address: str
    headers: Mapping[str, str]
    """By lower-case name."""
    cookie: str | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    role: Role
    name: str | None = None
    """Of the token; None if none is needed."""
    csrf: str | None = None
    """What its page must send along with changes; None if it needs not."""


class Doorkeeper:
    """Knows callers by token or session.

    Args:
        tokens: Those that were made.
        is_local: Only this machine can reach us: as long as no token is made, none is needed.
        settings: How many wrong tokens are borne.
        elapsed: Seconds since some time, that never go back.
        now: UTC microseconds.
    """

    def __init__(
        self,
        tokens: TokenFile,
        *,
        is_local: bool,
        settings: FailureSettings | None = None,
        elapsed: Callable[[], float] = time.monotonic,
        now: Callable[[], int] = utc_now_us,
    ) -> None:
        self._tokens = tokens
        self._is_local = is_local
        self._sessions = Sessions(tokens.path.with_name(FILE_NAME), now)
        self._failures = Failures(settings or FailureSettings(), elapsed)

    @property
    def needs_token(self) -> bool:
        """True if callers have to say who they are."""
        return not self._is_local or bool(self._tokens.tokens())

    def caller(self, visit: Visit) -> Caller | None:
        """Who asks; None if nobody we know.

        Raises:
            Refusal: The token is wrong, too many were, or the request comes from another site's page.
        """
        if not self.needs_token:
            _refuse_strangers(visit)
            return Caller("admin")
        given = visit.headers.get("authorization")
        if given is not None:
            token = self._checked(_bearer(given), visit.address)
            return Caller(token.role, token.name)
        return self._of_cookie(visit)

    def log_in(self, text: str, visit: Visit) -> tuple[str, Caller]:
        """Begin a session for whoever has a token; gives the cookie's value with the caller.

        Raises:
            Refusal: The token is wrong, too many were, or the request comes from another site's page.
        """
        _refuse_other_sites(visit)
        token = self._checked(text, visit.address)
        cookie = self._sessions.begin(token.sha256)
        return cookie, Caller(token.role, token.name, csrf_of(cookie))

    def log_out(self, cookie: str) -> None:
        """End a session."""
        self._sessions.end(cookie)

    def _checked(self, text: str, address: str) -> Token:
        wait_s = self._failures.wait_s(address)
        if wait_s > 0:
            after = {"Retry-After": str(int(wait_s) + 1)}
            raise Refusal(429, f"token: too many wrong ones, try again in {wait_s:.0f} s", after)
        token = self._tokens.of(text)
        if token is None:
            self._failures.note(address)
            raise Refusal(
                401, "token: expected one that `vedette token make` gave, received another", CHALLENGE
            )
        return token

    def _of_cookie(self, visit: Visit) -> Caller | None:
        session = self._sessions.of(visit.cookie) if visit.cookie else None
        token = self._token_of(session)
        if visit.cookie is None or token is None:
            return None
        csrf = csrf_of(visit.cookie)
        if visit.method not in SAFE_METHODS:
            _refuse_other_sites(visit)
            if not hmac.compare_digest(visit.headers.get(CSRF_HEADER.lower(), "").encode(), csrf.encode()):
                raise Refusal(403, f"header {CSRF_HEADER}: expected what GET /session gives as csrf")
        return Caller(token.role, token.name, csrf)

    def _token_of(self, session: Session | None) -> Token | None:
        """The token that a session began with, unless it was revoked since."""
        known = self._tokens.tokens() if session else ()
        return next((token for token in known if session and token.sha256 == session.token_sha256), None)


CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}
"""What a 401 must say (RFC 9110)."""


def _bearer(given: str) -> str:
    scheme, _, text = given.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Refusal(
            401, "header Authorization: expected `Bearer TOKEN`, received another scheme", CHALLENGE
        )
    return text.strip()


def _refuse_strangers(visit: Visit) -> None:
    """Refuse what a page of another site may have sent: its name may be made to lead to this machine.

    Source: https://owasp.org/www-community/attacks/DNS_Rebinding (the header Host then has the site's name)
    """
    host = _host_name(f"//{visit.headers.get('host', '')}")
    if not is_loopback(host):
        raise Refusal(403, f"header Host: expected this machine's (localhost), received {host[:100]!r}")
    if visit.method not in SAFE_METHODS:
        _refuse_other_sites(visit)


def _refuse_other_sites(visit: Visit) -> None:
    """Refuse a change that another site's page asks for; browsers tell which page asks."""
    if visit.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refusal(403, "header Sec-Fetch-Site: expected a request of our own page, received another's")
    origin = visit.headers.get("origin")
    host = visit.headers.get("host", "")
    if origin is not None and _place(origin) != host.lower():
        raise Refusal(403, f"header Origin: expected our own page {host[:100]!r}, received {origin[:100]!r}")


def is_loopback(host: str) -> bool:
    """True if only this machine is reached by a name or address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host_name(url: str) -> str:
    """The name or address in a URL; empty if there is none, or what follows it is no port."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.port != 0:  # which raises, if it is no number
            return parts.hostname or ""
    return ""


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
