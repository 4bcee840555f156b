"""`rules`: conditions with actions."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from rules.conditions.building import object_conditions
from rules.language.action import Do
from rules.language.condition import Wanted
from rules.language.fields import CameraName, Duration, Text
from rules.language.names import Names
from rules.language.schedule import ScheduleSection
from rules.language.section import Section, names_of
from rules.plan import Condition, Rule


class RuleSection(Section):
    """A condition with actions."""

    name: Annotated[Text, Field(max_length=100)]
    """What the rule is called in alerts; no other rule has the name."""
    camera: CameraName | None = None
    """Only this camera; left out: each camera by itself."""
    when: Wanted
    """What the rule waits for."""
    do: Annotated[tuple[Do, ...], Field(min_length=1)]
    """What is done then."""
    schedule: ScheduleSection | None = None
    """When the rule is awake; left out: always."""
    cooldown_us: Duration = Field(0, alias="cooldown")
    """After an alert, silence for so long for the same rule, camera and label."""
    armed: bool = True
    """False: judged, but silent until it is armed."""

    @field_validator("when")
    @classmethod
    def _at_one_camera(cls, when: Wanted, info: ValidationInfo) -> Wanted:
        """Refuse what never comes true: each camera is judged by itself."""
        names = names_of(info)
        cameras = {camera for camera in _cameras(when.meaning(), names) if camera is not None}
        if len(cameras) > 1:
            received = ", ".join(sorted(cameras))
            raise ValueError(f"expected zones and lines of one camera, received those of {received}")
        camera = info.data.get("camera")
        if camera is not None and cameras - {camera}:
            raise ValueError(f"expected zones and lines of {camera}, received those of {', '.join(cameras)}")
        return when

    def meaning(self) -> Rule:
        """The rule of the plan."""
        return Rule(
            name=self.name,
            when=self.when.meaning(),
            do=tuple(action.meaning() for action in self.do),
            camera=self.camera,
            schedule=self.schedule.meaning() if self.schedule else None,
            cooldown_us=self.cooldown_us,
            is_armed=self.armed,
        )


def _cameras(when: Condition, names: Names) -> Iterator[str | None]:
    """The cameras of the places that a condition names, as far as the file tells them."""
    for wanted in object_conditions(when):
        yield names.zones.get(wanted.zone or "")
        yield names.lines.get(wanted.crosses or "")
