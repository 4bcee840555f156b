"""A YAML file as plain values, with the place of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rules.language.problem import Problem, RulesInvalid, shortened

Way = tuple[str | int, ...]
"""Keys and positions from the top of a file to a value: `("rules", 0, "when")`."""

MOST_BYTES = 1 << 18
"""Room for 800 rules. YAML is parsed at 0.1 MB a second, and a mistaken path should not hold up a start."""

MOST_VALUES = 50_000
"""What aliases of aliases could multiply is cut off here; a rule has about 20."""

MOST_DEEP = 30
"""Conditions within conditions; no person reads deeper."""

_TAG = "tag:yaml.org,2002:"
_PLAIN = frozenset(_TAG + kind for kind in ("int", "float", "bool", "null"))
_TEXTS = frozenset(_TAG + kind for kind in ("str", "timestamp", "value", "merge"))


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says."""

    path: Path
    content: object
    """Mappings with text keys, lists, text, numbers, booleans and None."""
    places: Mapping[Way, tuple[int, int]]
    """Line and column of each value, from 1."""
    keys: Mapping[Way, tuple[int, int]]
    """Those of each key in a mapping."""
    problems: tuple[Problem, ...]
    """What could be left out to read the rest: a key that stands twice, a tag that means nothing."""

    def problem(self, way: Way, message: str, *, at_key: bool = False) -> Problem:
        """A problem with the value, or the key, at `way`."""
        line, column = (self.keys if at_key else self.places).get(way) or self.places[way]
        return Problem(str(self.path), line, column, spelt(way), message)


def spelt(way: Way) -> str:
    """Write a way as people do: `rules[0].when`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way).removeprefix(".")


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        RulesInvalid: It cannot be read, or is no YAML.
    """
    text = _text(path)
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        raise RulesInvalid([_syntax_problem(path, text, error)]) from error
    except (YAMLError, ValueError) as error:
        message = f"expected YAML, received something else: {' '.join(str(error).split())}"
        raise RulesInvalid([Problem(str(path), 0, 0, "", message)]) from error
    except RecursionError as error:
        message = f"expected at most {MOST_DEEP} values within each other, received more"
        raise RulesInvalid([Problem(str(path), 0, 0, "", message)]) from error
    if node is None:
        raise RulesInvalid([Problem(str(path), 0, 0, "", "expected rules, received an empty file")])
    reader = _Reader(path, yaml)
    content = reader.value(node, ())
    return Document(path, content, reader.places, reader.keys, tuple(reader.problems))


@dataclass(slots=True)
class _Reader:
    """Turns YAML's nodes into plain values, noting where they stand."""

    path: Path
    yaml: YAML
    places: dict[Way, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Way, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: Node, way: Way) -> object:
        """The plain value of a node."""
        self.places[way] = _place(node)
        if len(way) > MOST_DEEP:
            self._refuse(node, f"expected at most {MOST_DEEP} values within each other, received more")
        if len(self.places) > MOST_VALUES:
            self._refuse(node, f"expected at most {MOST_VALUES:,} values, aliases spelt out, received more")
        if isinstance(node, MappingNode):
            return self._mapping(node, way)
        if isinstance(node, SequenceNode):
            return [self.value(each, (*way, index)) for index, each in enumerate(node.value)]
        return self._scalar(node, way)

    def _mapping(self, node: MappingNode, way: Way) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._note(key, way, "expected text as a key, received something else")
            elif key.value in values:
                self._note(key, (*way, key.value), "expected each key once, received it again")
            else:
                self.keys[*way, key.value] = _place(key)
                values[key.value] = self.value(value, (*way, key.value))
        return values

    def _scalar(self, node: Node, way: Way) -> object:
        """The value of plain text. Dates stay text: nothing here is one."""
        if node.tag in _TEXTS:
            return node.value
        if node.tag not in _PLAIN:
            self._note(node, way, f"expected a value without a tag, received the tag {shortened(node.tag)}")
            return node.value
        try:
            return self.yaml.constructor.construct_object(node)
        except (YAMLError, ValueError):
            kind = node.tag.removeprefix(_TAG)
            self._note(node, way, f"expected a value of kind {kind}, received another")
            return node.value

    def _note(self, node: Node, way: Way, message: str) -> None:
        self.problems.append(Problem(str(self.path), *_place(node), spelt(way), message))

    def _refuse(self, node: Node, message: str) -> None:
        raise RulesInvalid([Problem(str(self.path), *_place(node), "", message)])


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            received = "something else" if path.exists() else "nothing"
            raise RulesInvalid([Problem(str(path), 0, 0, "", f"expected a file, received {received}")])
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RulesInvalid([Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror}")]) from error
    if len(content) > MOST_BYTES:
        message = f"expected at most {MOST_BYTES:,} bytes, received {path.stat().st_size:,}"
        raise RulesInvalid([Problem(str(path), 0, 0, "", message)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"expected UTF-8, received the byte {content[error.start]:#04x}"
        raise RulesInvalid([Problem(str(path), line, column, "", message)]) from error


def _syntax_problem(path: Path, text: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.splitlines()
    if 0 < line <= len(lines) and lines[line - 1][column - 1 :].startswith("\t"):
        return Problem(str(path), line, column, "", "expected spaces to indent, received a tab")
    # The line itself is not shown: there may be a password in it.
    said = " ".join(f"{error.context or ''} {error.problem or ''}".split())
    return Problem(str(path), line, column, "", f"expected YAML: {said}")
