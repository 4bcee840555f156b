"""Changes a place in a file that a person wrote; their comments and order stay."""

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final, Literal

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.util import load_yaml_guess_indent

Kind = Literal["zones", "lines"]

DIGITS: Final = 4
"""Decimals of a corner: a tenth of a pixel of the largest picture."""

WIDE: Final = 4096
"""Lines are not broken: a person's long ones would be, too."""

RULES: Final = ("zones", "lines", "rules")
"""The sections that rules are made of."""


def with_place(text: str, kind: Kind, name: str, place: Mapping[str, Any] | None) -> str:
    """The text of a file with a zone or line as given; without it if None is given.

    Args:
        text: YAML that was read before without problems.
        kind: The section.
        name: Of the place.
        place: Its keys and values, corners as pairs of numbers.

    Raises:
        KeyError: It is to be left out and is not there.
    """
    yaml = _yaml()
    content, sequence, offset = load_yaml_guess_indent(text, yaml=yaml)
    yaml.indent(_mapping_indent(text), sequence or 2, offset or 0)
    section = content.get(kind)
    if place is not None:
        if section is None:
            content[kind] = section = CommentedMap()
        section[name] = _laid_out(place)
    elif section is None:
        raise KeyError(name)
    else:
        del section[name]
        if not section:
            del content[kind]
    return _dumped(yaml, content)


def rules_alone(texts: list[str]) -> str:
    """The zones, lines and rules of a configuration, and of the file of rules that it names, as one text.

    Whatever else it says stays out: addresses of cameras may hold passwords.
    """
    found = CommentedMap()
    for text in texts:
        content = _yaml().load(text)
        for kind in RULES:
            part = content.get(kind) if isinstance(content, Mapping) else None
            if isinstance(part, CommentedMap):
                found.setdefault(kind, CommentedMap()).update(part)
            elif isinstance(part, CommentedSeq):
                found[kind] = part
    return _dumped(_yaml(), found) if found else ""


def _laid_out(place: Mapping[str, Any]) -> CommentedMap:
    """A place on one line, as the manual writes it."""
    laid = CommentedMap({key: _rounded(value) for key, value in place.items()})
    laid.fa.set_flow_style()
    return laid


def _rounded(value: Any) -> Any:
    if isinstance(value, float | int):
        return round(float(value), DIGITS)
    return value if isinstance(value, str) else [_rounded(each) for each in value]


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = WIDE
    return yaml


def _mapping_indent(text: str) -> int:
    """By how many blanks the person who wrote it indents keys."""
    indented = re.search(
        r"^\w[^#\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^-#\s]", text, re.MULTILINE
    )
    return len(indented[1]) if indented else 2


def _dumped(yaml: YAML, content: CommentedMap) -> str:
    out = StringIO()
    yaml.dump(content, out)
    return out.getvalue()
