"""A file of rules that may change while a service runs."""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.errors import VedetteError
from rules.language.document import read_document
from rules.language.problem import RulesInvalid
from rules.language.reading import named_file

log = logging.getLogger(__name__)

SETTLED_S = 0.05
"""A file written more recently may be half written: programs empty it first, and an empty list of cameras, or
half of one, is valid, too."""

LOOKS = 20
"""How often one that is being written is waited for."""

Content = TypeVar("Content")

_Stamp = tuple[int, int, int] | None
"""When a file was written, its size and its number; None if it is not there."""


class WatchedFile(Generic[Content]):
    """Keeps what a file says; takes a changed one, refuses a broken one.

    Args:
        path: A file of rules, or a whole configuration.
        read: Reads it.

    Raises:
        VedetteError: The file is broken from the start.
    """

    def __init__(self, path: Path, read: Callable[[Path], Content]) -> None:
        self._path = path
        self._read = read
        self._files: tuple[Path, ...] = (path,)
        self._stamps: tuple[_Stamp, ...] = ()
        self._digest = ""
        self._look()
        self.content = read(path)
        """What was last read without problems."""
        self.trouble: str | None = None
        """Why that is not what the file says; None if it is."""

    def reload(self) -> str | None:
        """Read the file again if it is another one; a broken one changes nothing, and is logged once.

        Returns:
            The `trouble`.
        """
        if self._look():
            self._take()
        return self.trouble

    def _take(self) -> None:
        try:
            self.content = self._read(self._path)
        except VedetteError as error:
            log.error("%s: refused, what it said before stays: %s", self._path, error)  # noqa: TRY400  # a slip
            self.trouble = str(error)
        else:
            self.trouble = None
            log.info("%s: taken", self._path)

    def _look(self) -> bool:
        """Note how the files are; answer whether they say something else than when last looked at."""
        stamps = tuple(map(_stamp, self._files))
        if stamps == self._stamps:
            return False
        _settle(self._files)
        self._files = _files(self._path)
        self._stamps = tuple(map(_stamp, self._files))
        before, self._digest = self._digest, _digest(self._files)
        return self._digest != before


def _files(path: Path) -> tuple[Path, ...]:
    """The file, and the file of rules that it names."""
    try:
        other = named_file(read_document(path))
    except RulesInvalid:
        other = None
    return (path, other) if other else (path,)


def _settle(files: Sequence[Path]) -> None:
    """Wait until nobody has just written to the files, but not for one that is written all the time."""
    for _ in range(LOOKS):
        ages_s = [time.time() - stamp[0] / 1e9 for stamp in map(_stamp, files) if stamp]
        if not any(0 <= age_s < SETTLED_S for age_s in ages_s):
            return
        time.sleep(SETTLED_S)


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        return str(error).encode()
