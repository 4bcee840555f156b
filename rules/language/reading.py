"""From a file to a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from rules.language.document import Document, read_document
from rules.language.names import Names
from rules.language.problem import Problem, RulesInvalid
from rules.language.sections import BESIDE, RulesSections
from rules.language.validation import checked
from rules.plan import Plan

SectionsType = TypeVar("SectionsType", bound=RulesSections)


@dataclass(frozen=True, slots=True)
class Written(Generic[SectionsType]):
    """What a file says, with the file of rules that it may name."""

    sections: SectionsType
    plan: Plan
    """With the rules, zones and lines of both files."""


def read_rules(path: Path, labels: Sequence[str]) -> Plan:
    """Read a file of rules, or the rules of a whole configuration.

    Args:
        path: The file.
        labels: Those of the classifier; a rule for another label could never fire.

    Raises:
        RulesInvalid: It does not say what rules need; the error has all its problems.
    """
    return read_written(RulesSections, path, labels, leaving_out=BESIDE).plan


def read_written(
    kind: type[SectionsType], path: Path, labels: Sequence[str], *, leaving_out: Sequence[str] = ()
) -> Written[SectionsType]:
    """Read a file whose sections are those of rules, and perhaps more.

    Args:
        kind: Its sections.
        path: The file.
        labels: Those of the classifier.
        leaving_out: Keys at the top that are not looked at.

    Raises:
        RulesInvalid: It does not say what the sections need; the error has all its problems.
    """
    documents, problems = read_documents(path)
    names = Names.of((document.content for document in documents), labels)
    sections, found = checked(kind, _without(documents[0], leaving_out), names)
    problems += [*found, *_repeated(documents)]
    plan = sections.meaning() if sections else Plan(())
    for document in documents[1:]:
        others, found = checked(RulesSections, document, names)
        problems += [*found, *_another_file(document)]
        plan = _joined(plan, others.meaning()) if others else plan
    if problems or sections is None:
        raise RulesInvalid(problems)
    return Written(sections, plan)


def read_documents(path: Path) -> tuple[list[Document], list[Problem]]:
    """Read a file and the file of rules that it names; with the problems of the second.

    Raises:
        RulesInvalid: The first file cannot be read.
    """
    document = _without(read_document(path), ())
    named = named_file(document)
    if named is None:
        return [document], []
    try:
        return [document, _without(read_document(named), ())], []
    except RulesInvalid as error:
        return [document], [document.problem(("rules",), str(problem)) for problem in error.problems]


def named_file(document: Document) -> Path | None:
    """The path of the file of rules that a document names; None if it names none."""
    named = document.content.get("rules") if isinstance(document.content, dict) else None
    if isinstance(named, str) and named.isprintable() and named.strip():
        return document.path.parent / named
    return None


def _without(document: Document, keys: Sequence[str]) -> Document:
    """The document without some keys at its top, and without those under which there is nothing."""
    if not isinstance(document.content, dict):
        return document
    kept = {key: value for key, value in document.content.items() if key not in keys and value is not None}
    return replace(document, content=kept)


def _repeated(documents: Sequence[Document]) -> Iterator[Problem]:
    """Rules, zones and lines that have the name of another one."""
    for document in documents:
        names: set[str] = set()
        for index, rule in enumerate(_section(document, "rules", list)):
            name = rule.get("name") if isinstance(rule, dict) else None
            if isinstance(name, str) and name in names:
                way = ("rules", index, "name")
                yield document.problem(
                    way, f"expected a name that no other rule has, received {name!r} again"
                )
            names |= {name} if isinstance(name, str) else set()
    for kind in ("zones", "lines"):
        first, *others = (_section(document, kind, dict) for document in documents)
        for name in (name for other in others for name in other if name in first):
            message = f"expected a name that no other file has, received {name!r} again"
            yield documents[1].problem((kind, name), message, at_key=True)


SectionKind = TypeVar("SectionKind", list[Any], dict[str, Any])


def _section(document: Document, key: str, kind: type[SectionKind]) -> SectionKind:
    value = document.content.get(key) if isinstance(document.content, dict) else None
    return value if isinstance(value, kind) else kind()


def _another_file(document: Document) -> Iterator[Problem]:
    """Refuse a chain of files."""
    if isinstance(document.content, dict) and isinstance(document.content.get("rules"), str):
        yield document.problem(("rules",), "expected a list, received another file again")


def _joined(plan: Plan, other: Plan) -> Plan:
    return Plan((*plan.rules, *other.rules), {**plan.zones, **other.zones}, {**plan.lines, **other.lines})
