"""Files of the history: only those that one of its rows names."""

from typing import Any, Final

from fastapi.responses import FileResponse
from starlette.responses import MalformedRangeHeader, RangeNotSatisfiable

from api.http.problem import Refusal
from api.http.served import Served

KEPT_FOR_GOOD: Final = "private, max-age=31536000, immutable"
"""Of files whose name is a digest of what they show."""

JPEG: Final = "image/jpeg"
MP4: Final = "video/mp4"


class StoredFile(FileResponse):
    """A file, or the ranges of it that were asked for."""

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        """Which ranges; all of it if what was asked for makes no sense.

        Source: RFC 9110, section 14.2 (a Range that is no range of bytes is as good as none)
        Raises:
            Refusal: The file has no such bytes.
        """
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []
        except RangeNotSatisfiable as error:
            said = f"header Range: expected bytes below {file_size:,}, received {http_range[:100]!r}"
            raise Refusal(416, said, {"Content-Range": f"bytes */{file_size}"}) from error


def stored_file(asked: Served, path: str | None, media_type: str, *, is_final: bool = False) -> StoredFile:
    """Answer with a file of the history's folder; ranges of it are served as asked for.

    Args:
        asked: Whose history.
        path: As a row of the history has it, relative to the folder; never as a caller gives it.
        media_type: What it holds.
        is_final: True if what it shows never changes.

    Raises:
        Refusal: The row names none, the file is gone, or it is not in the folder.
    """
    if path is None:
        raise Refusal(404, "file: expected one that the history has, this was never taken")
    folder = asked.db.parent.resolve()
    file = (folder / path).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        raise Refusal(404, f"file {path}: expected in the history's folder, it is gone")
    control = KEPT_FOR_GOOD if is_final else "private, no-cache"
    return StoredFile(file, media_type=media_type, headers={"Cache-Control": control})


def answers(media_type: str, *, ranges: bool = False) -> dict[int | str, dict[str, Any]]:
    """What a route with a file answers, as OpenAPI says it."""
    content = {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}
    found: dict[int | str, dict[str, Any]] = {200: {"description": "The file.", **content}}
    if ranges:
        found[206] = {"description": "The part of the file that was asked for."}
    return found
