"""Which zones an object came to, and when."""

import math
from collections.abc import Iterable, Mapping

from rules.judgement import Sighting, View
from rules.plan import Plan
from rules.trails.stays import Stays


class Visits:
    """Finds out which of a camera's zones objects touched: as rules see it, not as a line drawn on a plot."""

    def __init__(self, plan: Plan, view: View) -> None:
        zones = [zone for zone in plan.zones.values() if zone.camera == view.camera]
        self._stays = Stays(zones, view.width / view.height)
        self._has_zones = bool(zones)
        self._width, self._height = view.width, view.height

    def of(self, sightings: Iterable[Sighting]) -> Mapping[str, int]:
        """The zones that one object touched, each with the time of its first sighting there."""
        first_us: dict[str, int] = {}
        within: frozenset[str] = frozenset()
        for sighting in sightings if self._has_zones else ():
            box = sighting.box
            x = min(max(box.x + box.width / 2, 0), self._width) / self._height
            y = min(max(box.y + box.height, 0), self._height) / self._height
            size = math.sqrt(box.width * box.height) / self._height
            within = self._stays.at(x, y, size, within)
            for zone in within:
                first_us.setdefault(zone, sighting.time_us)
        return first_us
