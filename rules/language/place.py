"""`zones` and `lines`: named places in a camera's picture."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from rules.language.fields import CameraName, Share
from rules.language.polygon import check_polygon
from rules.language.section import Section
from rules.plan import Line, Point, Zone

Place = tuple[Share, Share]
"""x and y as shares of the picture's width and height, from its top left corner."""

MOST_CORNERS = 100


def _polygon(corners: tuple[Point, ...]) -> tuple[Point, ...]:
    check_polygon(corners)
    return corners


class ZoneSection(Section):
    """A polygon. An object is in it when the middle of its lower edge is."""

    camera: CameraName
    """The camera in whose picture the zone lies."""
    polygon: Annotated[
        tuple[Place, ...], Field(min_length=3, max_length=MOST_CORNERS), AfterValidator(_polygon)
    ]
    """Its corners [x, y] in order, as shares of the picture's width and height from the top left."""

    def meaning(self, name: str) -> Zone:
        """The zone of the plan."""
        return Zone(name, self.camera, self.polygon)


class LineSection(Section):
    """A tripwire. Who looks from its start to its end has its left on one side and its right on the other."""

    camera: CameraName
    """The camera in whose picture the line lies."""
    start: Place = Field(alias="from")
    """Where it starts: [x, y] as shares of the picture's width and height from the top left."""
    end: Place = Field(alias="to")
    """Where it ends."""

    @field_validator("end")
    @classmethod
    def _apart(cls, end: Point, info: ValidationInfo) -> Point:
        if end == info.data.get("start"):
            raise ValueError("expected a line that ends elsewhere than it starts, received one of no length")
        return end

    def meaning(self, name: str) -> Line:
        """The line of the plan."""
        return Line(name, self.camera, self.start, self.end)
