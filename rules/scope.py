"""At which cameras a condition can come true."""

from collections.abc import Mapping

from rules.plan import Absence, AllOf, AnyOf, Condition, Count, Not, ObjectIs, Sequence

Cameras = frozenset[str] | None
"""None: all of them."""


def cameras_of(condition: Condition, zones: Mapping[str, str], lines: Mapping[str, str]) -> Cameras:
    """The cameras at which a condition can come true; none if it speaks of places at different ones.

    Each camera is judged by itself, so a zone or line ties the condition to its camera.

    Args:
        condition: Of a rule.
        zones: The camera of each zone.
        lines: The camera of each line.
    """
    match condition:
        case ObjectIs():
            places = (zones.get(condition.zone or ""), lines.get(condition.crosses or ""))
            return _shared([frozenset({camera}) if camera else None for camera in places])
        case Count(of, _) | Absence(of, _):
            return cameras_of(of, zones, lines)
        case Sequence(parts, _) | AllOf(parts):
            return _shared([cameras_of(part, zones, lines) for part in parts])
        case AnyOf(parts):
            found = [cameras_of(part, zones, lines) for part in parts]
            return None if None in found else frozenset().union(*(each or () for each in found))
        case Not():
            return None


def _shared(found: list[Cameras]) -> Cameras:
    tied = [cameras for cameras in found if cameras is not None]
    return frozenset.intersection(*tied) if tied else None
