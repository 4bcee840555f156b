"""Who may use a route."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from api.http.doorkeeper import CHALLENGE, COOKIE, Caller, Doorkeeper, Visit
from api.http.problem import Refusal
from api.tokens import ROLES, Role

_Token = Annotated[
    object, Depends(HTTPBearer(auto_error=False, description="A token of `vedette token make`."))
]
"""Checks nothing: says in OpenAPI how to say who one is."""

_Cookie = Annotated[
    object, Depends(APIKeyCookie(name=COOKIE, auto_error=False, description="Of `POST /session`."))
]
"""Likewise."""


def doorkeeper_of(request: Request) -> Doorkeeper:
    """The doorkeeper of the application that a request came to."""
    doorkeeper = request.app.state.doorkeeper
    assert isinstance(doorkeeper, Doorkeeper)
    return doorkeeper


def visit_of(request: Request) -> Visit:
    """What of a request says who it is from."""
    address = request.client.host if request.client else ""
    return Visit(request.method, address, request.headers, request.cookies.get(COOKIE))


async def _caller(request: Request) -> Caller | None:
    return doorkeeper_of(request).caller(visit_of(request))


Asking = Annotated[Caller | None, Depends(_caller)]
"""Who asks; None if nobody we know."""


def _may(role: Role) -> Callable[..., Awaitable[None]]:
    async def check(caller: Asking, _token: _Token, _cookie: _Cookie) -> None:
        if caller is None:
            raise Refusal(
                401, "header Authorization: expected `Bearer TOKEN`, or a cookie of POST /session", CHALLENGE
            )
        if ROLES.index(caller.role) < ROLES.index(role):
            raise Refusal(403, f"token {caller.name}: expected the role {role}, received {caller.role}")

    return check


def _guard(role: Role) -> Any:
    return Depends(_may(role))


MAY_VIEW = _guard("view")
MAY_OPERATE = _guard("operate")
MAY_ADMINISTER = _guard("admin")
