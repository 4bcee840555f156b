"""Pages of a long list, and the link from one to the next."""

from typing import Annotated, Final

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

MOST: Final = 500
"""Events on a page at most: 1 MB with their paths."""

USUAL: Final = 50


class PageOf(BaseModel):
    """Which part of a list is wanted."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL
    """At most so many."""
    after: Annotated[str | None, Field(max_length=8000)] = None
    """The cursor `next` of the page before."""


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Say in the header `Link` where the next page is (RFC 8288); nothing behind the last one."""
    if cursor is not None:
        url = request.url.include_query_params(after=cursor)
        response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
