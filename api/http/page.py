"""The page: static files, which ask the other routes as any program does."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parents[1] / "page"

HEADERS: Final = {
    # Nothing but our own files and answers: a label or a camera's name cannot bring in a script.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # asked anew, mostly answered 304: never an older vedette's page
}


def mount_page(app: FastAPI) -> None:
    """Serve the page at `/`, and its files below `/page/`, to everybody: they hold nothing of the history."""

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(FOLDER / "index.html", headers=HEADERS)

    app.mount("/page", PageFiles(directory=FOLDER), name="page")


class PageFiles(StaticFiles):
    """Files of the page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file, with the headers that keep strangers out of it."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response
