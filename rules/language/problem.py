"""What is wrong with a file that a person wrote, and where in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from pipeline.errors import VedetteError

MOST_NAMED = 20
"""So many names are listed as expected; more would bury the message."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend."""

    file: str
    line: int
    """From 1; 0 if it is about the file as a whole."""
    column: int
    where: str
    """The key: `rules[0].when.zone`; empty if it is about none."""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return ": ".join(filter(None, (place, self.where, self.message)))


class RulesInvalid(VedetteError, ValueError):
    """A file of rules, or the configuration around them, does not say what vedette needs.

    The message has a line for each problem, in the order of the file.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def not_among(received: str, known: Iterable[str], what: str = "name") -> str:
    """Say that a word is none of those expected, and which of them is nearest.

    Args:
        received: The word.
        known: The words expected.
        what: What they are; said if there are none.
    """
    names = list(known)
    longer = [name for name in names if received and name.startswith(received)]
    close = get_close_matches(received, names, n=1, cutoff=0.5) or longer
    hint = f" (nearest: {close[0]})" if close else ""
    return f"{expected(names, what)}, received {shortened(received)}{hint}"


def expected(names: list[str], what: str) -> str:
    """Say what is expected: `expected one of a, b`."""
    if not names:
        return f"expected a {what} of this file, which has none"
    listed = ", ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"expected {'one of ' if len(names) > 1 else ''}{listed}{more}"


def shortened(value: object) -> str:
    """A received value as a message shows it: on one line, not too long."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return "a mapping"
        case list():
            return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:50]}… ({len(text) - 2} characters)"
