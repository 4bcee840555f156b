"""Rules as HTTP answers them, and what callers send about them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.http.alerts import AlertModel, DeliveryModel
from api.http.moments import Moment

Yaml = Annotated[
    str, Field(max_length=65_536, examples=["rules:\n- {name: anyone, when: {label: person}, do: [alert]}"])
]
"""Zones, lines and rules, written as in the configuration."""

RuleName = Annotated[str, Field(min_length=1, max_length=1000)]


class RuleModel(BaseModel):
    """A condition with actions."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    when: str
    """In plain words, as the schedule."""
    camera: str | None
    """Only this one; null: each camera by itself."""
    schedule: str | None
    cooldown_s: float
    armed: bool
    do: list[str]
    """Kinds of actions."""


class RuleList(BaseModel):
    """The rules in use."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    rules: list[RuleModel]
    yaml: str | None
    """Zones, lines and rules as they are written; only for who may operate: an action may hold a password."""
    trouble: str | None
    """Why the file says something else than what is followed."""


class RulesText(BaseModel):
    """Rules to be checked."""

    model_config = ConfigDict(extra="forbid")

    yaml: Yaml


class ProblemModel(BaseModel):
    """One thing to mend in a text."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)

    line: int
    """From 1; 0 if it is about the text as a whole."""
    column: int
    where: str
    """The key: `rules[0].when.zone`."""
    message: str


class RulesChecked(BaseModel):
    """What a text was understood to mean, or what is wrong with it."""

    rules: list[RuleModel]
    problems: list[ProblemModel]


class TrialWanted(BaseModel):
    """Rules to be tried on what happened."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    yaml: Yaml | None = None
    """null: the rules in use."""
    since: Moment | None = None
    until: Moment | None = None


class TrialModel(BaseModel):
    """What rules would have done; nothing is kept or sent."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    alerts: list[AlertModel]
    """In order of time; those of unknown time last."""
    rules: dict[str, dict[str, int]]
    """By rule how often people would have been told, and how often it would have been withheld, and why."""
    left_out: int
    """Alerts beyond those listed; they are counted."""
    approximate: int
    """Events of an older vedette, judged by path and final label."""


class RuleNamed(BaseModel):
    """A rule in use."""

    model_config = ConfigDict(extra="forbid")

    rule: RuleName


class RuleArmed(BaseModel):
    """Whether a rule may fire."""

    rule: str
    armed: bool


class FiringWanted(BaseModel):
    """A rule that is to be tried with all that it does."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    rule: RuleName
    camera: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    """Camera of the test; the rule's own if not given."""


class Fired(BaseModel):
    """What came of a test."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    done: list[str]
    """What was done here, a line each."""
    deliveries: list[DeliveryModel]
    """What was sent, after its first attempt."""
