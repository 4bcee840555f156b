"""The colours of labels: one hue a group, shades of it for the group's labels."""

from collections.abc import Iterable

from matplotlib.colors import to_rgb

from pipeline.values import GROUPS, LABEL_GROUPS

Colour = tuple[float, float, float]
"""Red, green, blue, each 0…1."""

GROUP_COLOURS = {
    "person": to_rgb("#d55e00"),
    "vehicle": to_rgb("#0072b2"),
    "two-wheeler": to_rgb("#009e73"),
    "animal": to_rgb("#e69f00"),
}
"""Hues that stay apart in every common colour blindness.

Source: Okabe and Ito 2008, Color Universal Design.
"""

NO_GROUP_COLOUR = to_rgb("#8c8c8c")
"""Of background, unknown and labels that this version does not know."""

INK = to_rgb("#222222")
FAINT_INK = to_rgb("#6b6b6b")
GRID = to_rgb("#dddddd")

_SHADES = (0.0, 0.45, -0.3, 0.7, -0.55, 0.25)
"""Share of white (above 0) or black (below 0) mixed into a group's colour, in the order of its labels."""


def label_colour(label: str) -> Colour:
    """The colour in which a label is drawn, always the same."""
    group = LABEL_GROUPS.get(label)
    if group is None:
        return NO_GROUP_COLOUR
    members = [name for name, of_group in LABEL_GROUPS.items() if of_group == group]
    return _mixed(GROUP_COLOURS[group], _SHADES[members.index(label) % len(_SHADES)])


def in_order(labels: Iterable[str]) -> list[str]:
    """Each label once, groups in their fixed order, labels without a group last."""
    ranks = {label: (GROUPS.index(group), index) for index, (label, group) in enumerate(LABEL_GROUPS.items())}
    return sorted(set(labels), key=lambda label: (ranks.get(label, (len(GROUPS), 0)), label))


def _mixed(colour: Colour, shade: float) -> Colour:
    end = 1.0 if shade > 0 else 0.0
    red, green, blue = (part + (end - part) * abs(shade) for part in colour)
    return red, green, blue
