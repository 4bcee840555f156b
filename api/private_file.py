"""A small JSON file that its owner alone can read, read again when another process has changed it."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.errors import VedetteError

Content = TypeVar("Content")


class PrivateFile(Generic[Content]):
    """What is kept of who may ask: digests alone, and yet nobody else's business.

    Args:
        path: Where it is.
        name: What it is, for messages: `tokens`.
        read: What its JSON means; raises ValueError, TypeError or KeyError for what is none of ours.
        empty: What it holds as long as there is no file.
    """

    def __init__(self, path: Path, name: str, read: Callable[[Any], Content], empty: Content) -> None:
        self.path = path
        self._name = name
        self._read = read
        self._empty = empty
        self._content = empty
        self._stamp: tuple[int, int, int] | None = None

    def content(self) -> Content:
        """What it holds now.

        Raises:
            VedetteError: It cannot be read, or is something else.
        """
        stamp = self._found_stamp()
        if stamp != self._stamp:
            self._content = self._empty if stamp is None else self._found()
            self._stamp = stamp
        return self._content

    def write(self, content: Any) -> None:
        """Put other JSON in place of the old one, readable by its owner alone from the first byte on.

        Raises:
            VedetteError: It cannot be written.
        """
        partial = self.path.with_name(f"{self.path.name}.partial")
        text = json.dumps(content, indent=1, ensure_ascii=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                partial.unlink()
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text + "\n")
            partial.replace(self.path)
        except OSError as error:
            raise VedetteError(f"{self._name} {self.path}: {error.strerror}") from error

    def _found_stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise VedetteError(f"{self._name} {self.path}: {error.strerror}") from error
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _found(self) -> Content:
        try:
            return self._read(json.loads(self.path.read_text("utf-8")))
        except OSError as error:
            raise VedetteError(f"{self._name} {self.path}: {error.strerror}") from error
        except (ValueError, TypeError, KeyError) as error:
            raise VedetteError(
                f"{self._name} {self.path}: expected what vedette writes there, received something else"
            ) from error
