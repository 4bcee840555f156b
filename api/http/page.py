"""The page: static files, which ask the other routes as any program does."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.http import model

FOLDER: Final = Path(__file__).parents[1] / "page"

WORKER: Final = "worker.js"
"""Keeps the page for when no server answers; it stands in a folder, and is for what stands above, too."""

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

    app.include_router(model.router)  # of use to the page alone, when no server answers any more
    app.mount("/page", PageFiles(directory=FOLDER), name="page")


class PageFiles(StaticFiles):
    """Files of the page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file, with the headers that keep strangers out of it."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        if path == WORKER:
            response.headers["Service-Worker-Allowed"] = "/"
        return response
