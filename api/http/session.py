"""`/session`: who one is, and logging in with a browser."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import Asking, doorkeeper_of, visit_of
from api.http.doorkeeper import COOKIE, Caller
from api.http.sessions import LASTS_S
from api.tokens import Role

router = APIRouter(prefix="/session", tags=["session"])


class Login(BaseModel):
    """What a browser shows to be let in."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, Field(min_length=1, max_length=200)]


class SessionModel(BaseModel):
    """Who asks, and what they may do."""

    needs_token: bool
    """Nothing is answered without one."""
    role: Role | None
    """null: not logged in."""
    name: str | None
    """Of the token."""
    csrf: str | None
    """To be sent as X-CSRF-Token with every change; null if there is no session."""


@router.get("")
def session(request: Request, caller: Asking) -> SessionModel:
    """Who one is."""
    return _model(caller, needs_token=doorkeeper_of(request).needs_token)


@router.post("")
def log_in(request: Request, response: Response, login: Login) -> SessionModel:
    """Log in with a token: from then on the cookie says who one is."""
    cookie, caller = doorkeeper_of(request).log_in(login.token, visit_of(request))
    is_secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, cookie, max_age=LASTS_S, secure=is_secure, httponly=True, samesite="strict")
    return _model(caller, needs_token=True)


@router.delete("", status_code=204)
def log_out(request: Request, response: Response, _: Asking) -> None:
    """End the session."""
    doorkeeper_of(request).log_out(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def _model(caller: Caller | None, *, needs_token: bool) -> SessionModel:
    if caller is None:
        return SessionModel(needs_token=needs_token, role=None, name=None, csrf=None)
    return SessionModel(needs_token=needs_token, role=caller.role, name=caller.name, csrf=caller.csrf)
