"""`when`: what a rule waits for."""

from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from rules.labels import LABELS_OF
from rules.language.fields import Amount, Duration, Labels, LineName, Share, Span, Whole, ZoneName
from rules.language.problem import shortened
from rules.language.section import Section
from rules.plan import (
    Absence,
    AllOf,
    AnyOf,
    Count,
    Deed,
    Direction,
    Not,
    ObjectIs,
    Range,
    Sequence,
)


def _at_least(value: Any) -> Any:
    """A bare number is the least."""
    match value:
        case int() | float() if not isinstance(value, bool):
            return {"at_least": value}
        case dict():
            return value
    raise ValueError(f"expected a number, or at_least and at_most, received {shortened(value)}")


class _Bounds(Section):
    """Numbers from one to another, both included; a number alone is the least."""

    @field_validator("at_most", check_fields=False)
    @classmethod
    def _in_order(cls, at_most: float, info: ValidationInfo) -> float:
        if at_most < (info.data.get("at_least") or 0):
            raise ValueError(f"expected at least {info.data['at_least']:g}, received {at_most:g}")
        return at_most

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("expected at_least, at_most or both, received neither")
        return self


class Amounts(_Bounds):
    """Numbers from one to another, both included; a number alone is the least."""

    at_least: Amount | None = None
    """The least, itself included."""
    at_most: Amount | None = None
    """The most, itself included."""

    def meaning(self) -> Range:
        """The range of the plan."""
        return Range(self.at_least, self.at_most)


class Numbers(_Bounds):
    """Whole numbers from one to another, both included; a number alone is the least."""

    at_least: Whole | None = None
    """The least, itself included."""
    at_most: Whole | None = None
    """The most, itself included."""

    def meaning(self) -> Range:
        """The range of the plan."""
        return Range(self.at_least, self.at_most)


Between = Annotated[Amounts, BeforeValidator(_at_least, json_schema_input_type=float | Amounts)]


class ObjectSection(Section):
    """One object of which everything said here is true at one time."""

    label: Labels | None = None
    """Its label is this, is in this group, or in this list; left out: any but background and unknown."""
    min_score: Share = 0.0
    """The label's score is at least this."""
    zone: ZoneName | None = None
    """It stands in this zone."""
    crosses: LineName | None = None
    """It has just crossed this line."""
    direction: Direction | None = None
    """In which direction it crosses; left out: in either."""
    for_us: Duration = Field(0, alias="for")
    """All of this but `crosses` and `does` has held for so long without a break."""
    speed: Between | None = None
    """Frame heights a second, over the last second."""
    displacement: Between | None = None
    """Frame heights between where it was first seen and where it is."""
    size: Between | None = None
    """Height of its box as a share of the frame's height."""
    does: Deed | None = None
    """It has just appeared, left, stopped, been left behind or been taken away."""
    count: Annotated[Numbers, BeforeValidator(_at_least, json_schema_input_type=int | Numbers)] | None = None
    """So many objects of which this is true are there at once."""

    @field_validator("direction")
    @classmethod
    def _of_a_line(cls, direction: Direction, info: ValidationInfo) -> Direction:
        if "crosses" in info.data and info.data["crosses"] is None:
            raise ValueError(f"expected the key crosses beside it, received {direction!r} alone")
        return direction

    @field_validator("does")
    @classmethod
    def _beside_no_line(cls, does: Deed, info: ValidationInfo) -> Deed:
        if info.data.get("crosses"):
            raise ValueError(f"expected crosses or does, received both; {does!r} can be a step of a sequence")
        return does

    @classmethod
    def keys(cls) -> list[str]:
        """Its own keys, then those that make a mapping another kind of condition."""
        return [*super().keys(), *_KINDS]

    def meaning(self) -> ObjectIs | Count:
        """The condition of the plan."""
        wanted = ObjectIs(
            labels=_spelt_out(self.label),
            min_score=self.min_score,
            zone=self.zone,
            crosses=self.crosses,
            direction=self.direction,
            for_us=self.for_us,
            speed=_range(self.speed),
            displacement=_range(self.displacement),
            size=_range(self.size),
            does=self.does,
        )
        return Count(wanted, self.count.meaning()) if self.count else wanted


class SequenceSection(Section):
    """One thing after the other."""

    sequence: Annotated[tuple["Wanted", ...], Field(min_length=2)]
    """The conditions in their order."""
    within_us: Span = Field(alias="within")
    """The last comes true at most so long after the first."""

    def meaning(self) -> Sequence:
        """The condition of the plan."""
        return Sequence(tuple(step.meaning() for step in self.sequence), self.within_us)


class AbsenceSection(Section):
    """Something that should happen, and does not."""

    nothing: "Wanted"
    """What is missed."""
    for_us: Span = Field(alias="for")
    """It has not been so for so long."""

    def meaning(self) -> Absence:
        """The condition of the plan."""
        return Absence(self.nothing.meaning(), self.for_us)


class AnySection(Section):
    """One of several conditions."""

    any: Annotated[tuple["Wanted", ...], Field(min_length=1)]
    """One of them holds, or more."""

    def meaning(self) -> AnyOf:
        """The condition of the plan."""
        return AnyOf(tuple(each.meaning() for each in self.any))


class AllSection(Section):
    """Several conditions at one time."""

    all: Annotated[tuple["Part", ...], Field(min_length=1)]
    """All of them hold at one time."""

    @field_validator("all")
    @classmethod
    def _can_come_true(cls, parts: tuple["Part", ...]) -> tuple["Part", ...]:
        if all(isinstance(part, NotSection) for part in parts):
            raise ValueError("expected a condition that can come true beside `not`, received `not` alone")
        return parts

    def meaning(self) -> AllOf:
        """The condition of the plan."""
        return AllOf(tuple(part.meaning() for part in self.all))


class NotSection(Section):
    """What does not hold."""

    not_: "Wanted" = Field(alias="not")
    """The condition that does not hold."""

    def meaning(self) -> Not:
        """The condition of the plan."""
        return Not(self.not_.meaning())


_KINDS = {
    "sequence": "SequenceSection",
    "nothing": "AbsenceSection",
    "any": "AnySection",
    "all": "AllSection",
    "not": "NotSection",
}
"""The section that a key makes of a mapping."""


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return "ObjectSection"
    return next((kind for key, kind in _KINDS.items() if key in value), "ObjectSection")


_Object = Annotated[ObjectSection, Tag("ObjectSection")]
_Sequence = Annotated[SequenceSection, Tag("SequenceSection")]
_Absence = Annotated[AbsenceSection, Tag("AbsenceSection")]
_Any = Annotated[AnySection, Tag("AnySection")]
_All = Annotated[AllSection, Tag("AllSection")]
_Not = Annotated[NotSection, Tag("NotSection")]

Wanted = Annotated[_Object | _Sequence | _Absence | _Any | _All, Discriminator(_kind)]
"""A condition that can come true."""

Part = Annotated[_Object | _Sequence | _Absence | _Any | _All | _Not, Discriminator(_kind)]
"""A condition within `all`."""

for _section in (SequenceSection, AbsenceSection, AnySection, AllSection, NotSection):
    _section.model_rebuild()


def _spelt_out(labels: tuple[str, ...] | None) -> frozenset[str] | None:
    """Labels with groups replaced by their members."""
    if labels is None:
        return None
    return frozenset().union(*(LABELS_OF.get(label, {label}) for label in labels))


def _range(amounts: Amounts | None) -> Range | None:
    return amounts.meaning() if amounts else None
