"""The models that people taught, in a folder of theirs, and which of them is in use."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from model.metadata import ModelMetadata, parse_metadata

SHIPPED: Final = "shipped"
"""Name of the model that comes with vedette; it is in use until another one was chosen."""

PREVIOUS: Final = "previous"
"""Name of the model that was in use before."""

POINTER: Final = "in-use.json"
"""File that names the model in use and the one before it: `["3f…", "shipped"]`."""

SERVED: Final = "model.tflite"
NETWORK: Final = "model.keras"
"""Files in a model's folder, which is named by the digest of the first: what answers, and what learns on."""

REMEDY: Final = "`vedette model use shipped` goes back"


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model that a person taught."""

    digest: str
    served: Path
    metadata: ModelMetadata
    added: datetime
    """UTC."""


class ModelStore:
    """The folder; it need not exist. Each method reads it anew, since other processes may change it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def in_use(self) -> str:
        """Name of the model in use: a digest, or `shipped`.

        Raises:
            ValueError: The pointer is damaged.
        """
        return self._pointer()[0]

    def folder_in_use(self) -> Path | None:
        """Folder of the model in use, with its `SERVED` and `NETWORK`; None for the shipped one.

        Raises:
            ValueError: The pointer or the model that it names is damaged or gone. Taking another model in its
                stead would give other events without a word.
        """
        name = self.in_use()
        if name == SHIPPED:
            return None
        self._read(name)
        return self._folder / name

    def models(self) -> tuple[StoredModel, ...]:
        """All models, the newest first.

        Raises:
            ValueError: One of them is damaged.
        """
        found = [self._read(digest) for digest in self._digests()]
        return tuple(sorted(found, key=lambda model: (model.added, model.digest), reverse=True))

    def add(self, served: Path, network: Path) -> str:
        """Keep a model, whole or not at all; gives its digest.

        Args:
            served: The `.tflite` that answers.
            network: The `.keras` that it was made of, to learn on from.
        """
        digest = _digest(served.read_bytes())
        partial = self._folder / f"{digest}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        shutil.copyfile(served, partial / SERVED)
        shutil.copyfile(network, partial / NETWORK)
        shutil.rmtree(self._folder / digest, ignore_errors=True)
        partial.replace(self._folder / digest)
        return digest

    def use(self, name: str) -> str:
        """Put a model to use; gives its digest, or `shipped`.

        Args:
            name: A digest or the beginning of one alone, `shipped`, or `previous`.

        Raises:
            ValueError: There is no such model, or it is damaged.
        """
        chosen = self._named(name)
        if chosen != SHIPPED:
            self._read(chosen)
        former = self._former()
        if chosen != former:
            self._point([chosen, former or SHIPPED])
        return chosen

    def _named(self, name: str) -> str:
        if name == PREVIOUS:
            return self._pointer()[1]
        known = [SHIPPED, *self._digests()]
        found = [each for each in known if each == name] or [each for each in known if each.startswith(name)]
        if len(found) != 1:
            raise ValueError(f"model {name!r}: expected one of {', '.join(known)} or previous")
        return found[0]

    def _digests(self) -> list[str]:
        folders = (path.parent for path in self._folder.glob(f"*/{SERVED}"))
        return sorted(folder.name for folder in folders if not folder.suffix)

    def _former(self) -> str:
        """Name of the model in use until now; empty if the pointer is damaged."""
        try:
            return self.in_use()
        except ValueError:
            return ""

    def _pointer(self) -> tuple[str, str]:
        path = self._folder / POINTER
        try:
            names = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return SHIPPED, SHIPPED
        except ValueError:
            names = None
        if not isinstance(names, list) or len(names) != 2 or not all(isinstance(each, str) for each in names):
            raise ValueError(f"{path}: expected the names of two models, got something else; {REMEDY}")
        return names[0], names[1]

    def _point(self, names: list[str]) -> None:
        """Write the pointer under another name first: it is the old one or the new one at any moment."""
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._folder / f"{POINTER}.partial"
        with partial.open("w", encoding="utf-8") as file:
            file.write(json.dumps(names))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._folder / POINTER)

    def _read(self, digest: str) -> StoredModel:
        served = self._folder / digest / SERVED
        try:
            content = served.read_bytes()
            metadata = parse_metadata(content)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ValueError(f"{served}: expected the model of this digest, got none; {REMEDY}") from error
        except ValueError as error:
            raise ValueError(f"{served}: {error}; {REMEDY}") from error
        if _digest(content) != digest:
            raise ValueError(f"{served}: expected the model of this digest, got another; {REMEDY}")
        added = datetime.fromtimestamp(served.stat().st_mtime, UTC)
        return StoredModel(digest, served, metadata, added)


def _digest(content: bytes) -> str:
    """As `Classifier.digest`."""
    return hashlib.sha256(content).hexdigest()[:12]
