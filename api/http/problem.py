"""What is wrong with a request, told as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from pipeline.errors import HistoryError, VedetteError
from rules.language.problem import shortened

MEDIA_TYPE: Final = "application/problem+json"

UNSHOWN: Final = "/session"
"""Where what was received is not said again: it may be a token, misspelt."""


class Slip(BaseModel):
    """One of several things that are wrong."""

    where: str
    """Parameter or field: `query.min_score`, `body.label`."""
    message: str


class Problem(BaseModel):
    """Why a request was refused."""

    type: str = "about:blank"
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["query.min_score: input should be less than or equal to 1, received '2'"])
    """One line: what, where, expected, received."""
    errors: list[Slip] | None = None
    """All that is wrong, if that is more than one thing."""


class Refusal(VedetteError):
    """A request is not done as it asks.

    Args:
        status: 4xx, or 503 where the fault is ours.
        detail: One line for whoever sent it.
        headers: Of the answer.
    """

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers


def tell_problems(app: FastAPI) -> None:
    """Have every error of an application told as problem details."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _unserved)
    app.add_exception_handler(HistoryError, _history)
    app.add_exception_handler(Exception, _unforeseen)


def problem_answer(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An answer that says in one line why not."""
    return _answer(Problem(title=HTTPStatus(status).phrase, status=status, detail=detail), headers)


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return problem_answer(error.status, str(error), error.headers)


async def _unserved(request: Request, error: Exception) -> JSONResponse:
    """No such route, or none with this method."""
    assert isinstance(error, HTTPException)
    asked = f"{request.method} {request.url.path!r:.200}"
    return problem_answer(error.status_code, f"{asked}: {error.detail.lower()}", error.headers)


async def _history(_: Request, error: Exception) -> JSONResponse:
    """The history is damaged, or the disk is full: nothing that the caller could mend."""
    return problem_answer(503, str(error).replace("\n", " "))


async def _unforeseen(_: Request, __: Exception) -> JSONResponse:
    """A mistake of ours; the log has it with its traceback."""
    return problem_answer(500, "an error that nobody foresaw; the log of the service says more")


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    is_shown = not request.url.path.startswith(UNSHOWN)
    slips = [_slip(found, is_shown=is_shown) for found in error.errors()]
    title = HTTPStatus(422).phrase
    detail = "; ".join(f"{slip.where}: {slip.message}" for slip in slips[:5])
    return _answer(Problem(title=title, status=422, detail=detail, errors=slips if len(slips) > 1 else None))


def _slip(found: Mapping[str, Any], *, is_shown: bool) -> Slip:
    """One error of pydantic's, with what was received where that says anything."""
    where = ".".join(str(part) for part in found["loc"])
    said = str(found["msg"])
    message = said[:1].lower() + said[1:]
    if is_shown and found["type"] not in {"missing", "json_invalid"} and "received" not in message:
        message += f", received {shortened(found.get('input'))}"
    return Slip(where=" ".join(where.split())[:200], message=" ".join(message.split()))
