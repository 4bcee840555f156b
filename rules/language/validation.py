"""Checking a document against what its sections may say; all problems at once, in our words."""

from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.language.document import Document, Way
from rules.language.names import Names
from rules.language.problem import Problem, not_among, shortened
from rules.language.section import Reading, Section

SectionType = TypeVar("SectionType", bound=Section)


def checked(
    kind: type[SectionType], document: Document, names: Names
) -> tuple[SectionType | None, tuple[Problem, ...]]:
    """Check a document; gives what it says, None if there are problems, and the problems."""
    reading = Reading(names)
    try:
        return kind.model_validate(document.content, context=reading), document.problems
    except ValidationError as error:
        details = error.errors(include_url=False)
        found = [_problem(document, each, reading) for each in details if not _is_echo(each)]
        return None, (*document.problems, *found)


SECRET = frozenset({"url", "record", "secret", "username", "password", "broker", "run"})
"""Keys whose values a message never shows."""

_KINDS = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_too_long": "a shorter text",
    "union_tag_invalid": "`not` only within `all`, beside what can come true "
    "(for a time without: `nothing: …, for: …`)",
}
"""What is expected, by pydantic's name of the error."""

_BOUNDS = {"greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le")}
_LENGTHS = {"too_short": ("at least", "min_length"), "too_long": ("at most", "max_length")}
"""What is expected, and where pydantic tells the bound."""


def _is_echo(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because of wrong items in it, which are told anyway."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _problem(document: Document, details: ErrorDetails, reading: Reading) -> Problem:
    """Say pydantic's error in our words, at its place in the file."""
    way, holder = _way(document.content, details["loc"])
    if details["type"] == "extra_forbidden":
        key, known = str(way[-1]), reading.keys.get(id(holder))
        message = not_among(key, known) if known else f"expected no key, received {shortened(key)}"
        return document.problem(way, message, at_key=True)
    at_key = details["type"] == "missing" or details["loc"][-1:] == ("[key]",)
    return document.problem(way, _message(details, is_shown=not SECRET & set(way)), at_key=at_key)


def _message(details: ErrorDetails, *, is_shown: bool) -> str:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return _missing(details["loc"][-1], value)
    if kind == "literal_error" and isinstance(value, str):
        return not_among(value, _words(context["expected"]))
    if kind in ("too_short", "too_long"):
        received = str(len(value))
    else:
        received = shortened(value) if is_shown or not isinstance(value, str | int | float) else "another"
    quoting = "; put it in quotes" if kind == "string_type" and isinstance(value, int | float) else ""
    return f"expected {_expectation(kind, context) or details['msg']}, received {received}{quoting}"


def _expectation(kind: str, context: dict[str, Any]) -> str | None:
    """What pydantic expected, by its name of the error and the bounds it tells."""
    if kind == "literal_error":
        return "one of " + ", ".join(_words(context["expected"]))
    if kind in _BOUNDS:
        words, name = _BOUNDS[kind]
        return f"{words} {context[name]:g}"
    if kind in _LENGTHS:
        words, name = _LENGTHS[kind]
        return f"{words} {context[name]} item{'s' if context[name] != 1 else ''}"
    return _KINDS.get(kind)


def _missing(key: str | int, value: Any) -> str:
    if isinstance(value, list):  # of a point
        return f"expected two numbers, received {len(value)}"
    return f"expected the key {key}, received {', '.join(value) or 'none'}"


def _words(listed: str) -> list[str]:
    """The words in pydantic's `'a', 'b' or 'c'`."""
    return listed.replace(" or ", ", ").replace("'", "").split(", ")


def _way(content: Any, location: tuple[str | int, ...]) -> tuple[Way, Any]:
    """The way to a value, without pydantic's names of kinds and missing keys; and what holds the value."""
    way: list[str | int] = []
    holder, value = content, content
    for part in location:
        if _has(value, part):
            holder, value = value, value[part]
            way.append(part)
    return tuple(way), holder


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)
