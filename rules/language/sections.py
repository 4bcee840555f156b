"""A file of rules as a whole: `zones`, `lines`, `rules`."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from rules.language.fields import Text
from rules.language.place import LineSection, ZoneSection
from rules.language.rule import RuleSection
from rules.language.section import Section
from rules.plan import Plan

BESIDE = ("cameras", "storage", "model", "server")
"""Keys of a whole configuration, which stand beside the rules and are none of theirs."""


def _kind(value: Any) -> str:
    return "a file" if isinstance(value, str) else "a list"


class RulesSections(Section):
    """Zones, lines and rules."""

    zones: dict[Text, ZoneSection] = Field(default_factory=dict)
    """Parts of the cameras' pictures, by name."""
    lines: dict[Text, LineSection] = Field(default_factory=dict)
    """Tripwires in the cameras' pictures, by name."""
    rules: Annotated[
        Annotated[tuple[RuleSection, ...], Tag("a list")] | Annotated[Text, Tag("a file")],
        Discriminator(_kind),
    ] = ()
    """What to wait for, and what to do then; or the path of another file that says it, beside this one."""

    @classmethod
    def keys(cls) -> list[str]:
        """Its own keys, and those of a whole configuration."""
        return list(dict.fromkeys([*super().keys(), *BESIDE]))

    def meaning(self) -> Plan:
        """The plan, without the rules of another file."""
        rules = () if isinstance(self.rules, str) else self.rules
        return Plan(
            tuple(rule.meaning() for rule in rules),
            {name: zone.meaning(name) for name, zone in self.zones.items()},
            {name: line.meaning(name) for name, line in self.lines.items()},
        )
