"""What a camera showed last, for who looks on."""

from dataclasses import dataclass

from pipeline.media.picture import Picture
from pipeline.values import Observation


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The last picture that was looked at, and what was found in it."""

    picture: Picture
    observation: Observation
