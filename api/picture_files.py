"""Finding the pictures that a person means by a path."""

import glob
from pathlib import Path

from model.picture import PICTURE_SUFFIXES
from pipeline.errors import SourceInvalid, SourceNotFound
from pipeline.media.images import natural_key


def find_pictures(argument: str) -> list[Path]:
    """Find the pictures behind a file, a folder or a glob, in natural order.

    Args:
        argument: As typed. A file is taken whatever its name; a folder is searched with all below it.

    Raises:
        SourceInvalid: The folder holds no pictures.
        SourceNotFound: Nothing matches the glob.
    """
    path = Path(argument)
    if path.is_dir():
        found = _pictures_in(path)
        if not found:
            raise SourceInvalid(f"{path}: expected a folder with pictures, found none")
        return found
    if path.exists() or not glob.has_magic(argument):
        return [path]
    found = list(dict.fromkeys(picture for match in _matches(argument) for picture in _behind(match)))
    if not found:
        raise SourceNotFound(f"{argument}: no picture or folder with pictures matches")
    return found


def _matches(pattern: str) -> list[Path]:
    matches = glob.glob(pattern, recursive=True)  # noqa: PTH207 -- Path.glob refuses absolute patterns
    return sorted(map(Path, matches), key=natural_key)


def _behind(match: Path) -> list[Path]:
    if match.is_dir():
        return _pictures_in(match)
    return [match] if _is_picture(match) else []


def _pictures_in(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if _is_picture(path) and path.is_file())
    return sorted((path for path in found if not _is_hidden(path.relative_to(folder))), key=natural_key)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
