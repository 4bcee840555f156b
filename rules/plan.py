"""What rules mean, once read and checked: small frozen values that the engine judges by.

Coordinates are shares of the picture's width and height, 0…1 from the top left, so that a plan outlives a
change of the stream's size. What people write is YAML (`rules.language`); this is what it becomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Literal
from zoneinfo import ZoneInfo

Point = tuple[float, float]
"""x and y as shares of the picture's width and height."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Direction = Literal["left_to_right", "right_to_left"]
Deed = Literal["appears", "leaves", "stops", "left_behind", "taken_away"]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a camera's picture. An object is in it when the middle of its lower edge is."""

    name: str
    camera: str
    polygon: tuple[Point, ...]
    """Corners in order; three or more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A tripwire. Seen from its start towards its end, one side is left and the other right."""

    name: str
    camera: str
    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `least` to `most`, both included; None is no bound."""

    least: float | None = None
    most: float | None = None

    def holds(self, value: float) -> bool:
        """True if the value lies in the range."""
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class ObjectIs:
    """One object that fulfils everything that is said here, at one time."""

    labels: frozenset[str] | None = None
    """Its label is among them; groups are spelt out. None: any label but background and unknown."""
    min_score: float = 0.0
    zone: str | None = None
    """It stands in this zone."""
    crosses: str | None = None
    """It has just crossed this line …"""
    direction: Direction | None = None
    """… in this direction; None: in either."""
    for_us: int = 0
    """All of the above but `crosses` and `does` has held for so long without a break."""
    speed: Range | None = None
    """Frame heights a second, over the last second."""
    displacement: Range | None = None
    """Frame heights between where it was first seen and where it is."""
    size: Range | None = None
    """Height of its box as a share of the frame's height."""
    does: Deed | None = None
    """It has just appeared, left, stopped, been left behind or been taken away."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many objects at once fulfil the same."""

    of: ObjectIs
    number: Range


@dataclass(frozen=True, slots=True)
class Sequence:
    """One thing after the other, the last at most `within_us` after the first."""

    steps: tuple["Condition", ...]
    within_us: int


@dataclass(frozen=True, slots=True)
class Absence:
    """Nothing has fulfilled this for so long, since the camera was watched or it was last fulfilled."""

    of: "Condition"
    for_us: int


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them, or more."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of them at one time."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds while the condition does not; of use within `AllOf`."""

    condition: "Condition"


Condition = ObjectIs | Count | Sequence | Absence | AnyOf | AllOf | Not


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a rule is awake. A span that ends before it begins runs over midnight, of the day it began on."""

    timezone: ZoneInfo
    days: frozenset[Weekday] = frozenset(WEEKDAYS)
    between: tuple[time, time] | None = None
    """From the first (included) to the second (excluded), local time; None: all day."""


@dataclass(frozen=True, slots=True)
class Action:
    """What is done when a rule fires; its settings are those that the action's kind defines."""

    kind: str
    """`alert`, `record`, `snapshot`, `webhook`, `mqtt`, `notify`, `command`, `sort`."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """Checked when the rules are read; `${NAME}` is not filled in before the action is done, so that no
    secret reaches a file, a log or a page."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with actions."""

    name: str
    when: Condition
    do: tuple[Action, ...]
    camera: str | None = None
    """Only this camera; None: each camera by itself."""
    schedule: Schedule | None = None
    cooldown_us: int = 0
    """After a delivery, silence for so long for the same rule, camera and label."""
    is_armed: bool = True
    """False: judged, never fired, until it is armed from outside."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All rules, with the places that they speak of."""

    rules: tuple[Rule, ...]
    zones: Mapping[str, Zone] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
