"""Zones and lines, changed in the file that they stand in."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from api.configuration import read_configuration
from api.http.problem import Refusal
from api.http.rulebook import Rulebook
from rules.language.document import read_document
from rules.language.editing import Kind, with_place
from rules.language.problem import RulesInvalid


def is_editable(rulebook: Rulebook) -> bool:
    """True if there is a file that may be changed."""
    path = rulebook.path
    return path is not None and os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


def put_place(rulebook: Rulebook, kind: Kind, name: str, place: Mapping[str, Any] | None) -> None:
    """Write a zone or line into the configuration's file, or take it out, and have that followed.

    Args:
        rulebook: Knows the file.
        kind: The section.
        name: Of the zone or line.
        place: Its keys and values; None: it goes.

    Raises:
        Refusal: There is no file, it cannot be written, or would not say what it should.
    """
    if rulebook.path is None:
        raise Refusal(409, f"{kind}: expected a configuration to write them to: vedette serve CONFIG")
    _refuse_elsewhere(rulebook, kind, name, is_removal=place is None)
    with rulebook.turn:
        path = rulebook.path.resolve()
        try:
            _replace(path, with_place(path.read_text("utf-8"), kind, name, place), is_removal=place is None)
        except OSError as error:
            raise Refusal(409, f"{path.name}: cannot be written: {error.strerror}") from error
    rulebook.followed()


def _refuse_elsewhere(rulebook: Rulebook, kind: Kind, name: str, *, is_removal: bool) -> None:
    """Refuse what stands in the file of rules that the configuration names, and what is not there to go."""
    plan = rulebook.plan
    known = name in (plan.zones if kind == "zones" else plan.lines)
    if is_removal and not known:
        raise Refusal(404, f"{kind}: expected the name of one, received {name[:100]!r}")
    assert rulebook.path is not None
    content = read_document(rulebook.path).content
    section = content.get(kind) if isinstance(content, dict) else None
    if known and name not in (section or {}):
        raise Refusal(409, f"{kind} {name[:100]}: stands in the file that `rules` names; change it there")


def _replace(path: Path, text: str, *, is_removal: bool) -> None:
    """Put a text in place of a file's, if it says what a configuration should.

    Raises:
        Refusal: It does not.
        OSError: It cannot be written.
    """
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.stem}-", suffix=".yaml", delete=False
    ) as file:
        file.write(text)
    try:
        shutil.copymode(path, file.name)
        read_configuration(Path(file.name))
        Path(file.name).replace(path)
    except RulesInvalid as error:
        said = "; ".join(f"{problem.where}: {problem.message}" for problem in error.problems[:3])
        raise Refusal(409 if is_removal else 422, said) from error
    finally:
        with suppress(FileNotFoundError):
            Path(file.name).unlink()
