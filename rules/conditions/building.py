"""From what a rule says to what watches for it."""

from collections.abc import Iterator

from rules.conditions.absence import AbsenceWatch
from rules.conditions.all_of import AllWatch
from rules.conditions.any_of import AnyWatch
from rules.conditions.count import CountWatch
from rules.conditions.negation import NotWatch
from rules.conditions.object_is import ObjectWatch
from rules.conditions.sequence import SequenceWatch
from rules.conditions.watching import Watch
from rules.plan import Absence, AllOf, AnyOf, Condition, Count, Not, ObjectIs, Sequence


def watch_for(condition: Condition) -> tuple[Watch, tuple[ObjectWatch, ...]]:
    """Build what watches for a condition; answer also its parts that must be told what objects do."""
    objects: list[ObjectWatch] = []
    return _watch(condition, objects), tuple(objects)


def object_conditions(condition: Condition) -> Iterator[ObjectIs]:
    """Everything that a condition says of single objects."""
    for part in parts_of(condition):
        yield from object_conditions(part)
    if isinstance(condition, ObjectIs):
        yield condition


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that a condition is made of; none for a single object."""
    match condition:
        case ObjectIs():
            return ()
        case Count(of) | Absence(of):
            return (of,)
        case Sequence(parts) | AnyOf(parts) | AllOf(parts):
            return parts
        case Not(inner):
            return (inner,)


def _watch(condition: Condition, objects: list[ObjectWatch]) -> Watch:
    """Build what watches for a condition; add what must be told what objects do."""
    watch: Watch
    match condition:
        case ObjectIs():
            watch = ObjectWatch(condition)
            objects.append(watch)
        case Count():
            watch = CountWatch(condition)
            objects.append(watch.of)
        case Sequence(steps):
            watch = SequenceWatch(condition, [_watch(step, objects) for step in steps])
        case Absence(of):
            watch = AbsenceWatch(condition, _watch(of, objects))
        case AnyOf(parts):
            watch = AnyWatch([_watch(part, objects) for part in parts])
        case AllOf(parts):
            watch = AllWatch([_watch(part, objects) for part in parts])
        case Not(inner):
            watch = NotWatch(condition, _watch(inner, objects))
    return watch
