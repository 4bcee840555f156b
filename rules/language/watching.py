"""A file of rules that may change while a service runs."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

from rules.language.document import read_document
from rules.language.problem import RulesInvalid
from rules.language.reading import named_file, read_rules

log = logging.getLogger(__name__)

_Stamp = tuple[int, int, int] | None
"""When a file was written, its size and its number; None if it is not there."""


class RulesFile:
    """Keeps the plan of a file; takes a changed one, refuses a broken one.

    Args:
        path: A file of rules, or a whole configuration.
        labels: Those of the classifier.

    Raises:
        RulesInvalid: The file is broken from the start.
    """

    def __init__(self, path: Path, labels: Sequence[str]) -> None:
        self._path = path
        self._labels = labels
        self._files: tuple[Path, ...] = (path,)
        self._stamps: tuple[_Stamp, ...] = ()
        self._digest = ""
        self._trouble: str | None = None
        self._look()
        self.plan = read_rules(path, labels)
        """What was last read without problems."""

    def reload(self) -> str | None:
        """Read the file again if it is another one; a broken one changes nothing, and is logged once.

        Returns:
            Why the plan is not that of the file; None if it is.
        """
        if self._look():
            self._read()
        return self._trouble

    def _read(self) -> None:
        try:
            self.plan = read_rules(self._path, self._labels)
        except RulesInvalid as error:
            self._trouble = str(error)
            log.error("rules %s: refused, the old ones stay: %s", self._path, error)  # noqa: TRY400  # a slip
        else:
            self._trouble = None
            log.info("rules %s: taken, %d rules", self._path, len(self.plan.rules))

    def _look(self) -> bool:
        """Note how the files are; answer whether they say something else than when last looked at."""
        stamps = tuple(map(_stamp, self._files))
        if stamps == self._stamps:
            return False
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
