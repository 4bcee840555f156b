"""The names that a file defines, for those places in it that speak of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.values import BACKGROUND, UNKNOWN
from rules.labels import LABELS_OF


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named. Taken from the file as it stands, so that a mistake in a zone hides no other."""

    labels: tuple[str, ...] = ()
    """Labels and groups."""
    zones: Mapping[str, str | None] = field(default_factory=dict)
    """Each zone with its camera; None if the file does not tell it rightly."""
    lines: Mapping[str, str | None] = field(default_factory=dict)
    """Each line, likewise."""
    cameras: tuple[str, ...] | None = None
    """None: the file names no cameras, so any name may be one."""

    @classmethod
    def of(cls, contents: Iterable[object], labels: Sequence[str]) -> "Names":
        """The names in the contents of files that belong together.

        Args:
            contents: The files' plain values, right or wrong.
            labels: Those of the classifier.
        """
        zones: dict[str, str | None] = {}
        lines: dict[str, str | None] = {}
        cameras: list[str] | None = None
        for content in contents:
            sections = content if isinstance(content, dict) else {}
            zones |= _places(sections.get("zones"))
            lines |= _places(sections.get("lines"))
            if isinstance(sections.get("cameras"), dict):
                cameras = [*(cameras or []), *sections["cameras"]]
        return cls(known_labels(labels), zones, lines, None if cameras is None else tuple(cameras))


def known_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """The words that a rule may say of an object, if the classifier has these labels.

    A group counts if the classifier has one of its labels. What is too uncertain or of no interest may be
    asked for by name.
    """
    groups = [group for group, members in LABELS_OF.items() if members & set(labels)]
    return tuple(dict.fromkeys([*labels, *groups, UNKNOWN, BACKGROUND]))


def _places(section: object) -> dict[str, str | None]:
    places = section if isinstance(section, dict) else {}
    return {name: _camera(place) for name, place in places.items()}


def _camera(place: object) -> str | None:
    camera = place.get("camera") if isinstance(place, dict) else None
    return camera if isinstance(camera, str) else None
