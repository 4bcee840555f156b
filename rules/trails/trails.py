"""All tracks of one camera that live, and what each of them does."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.values import Box
from rules.judgement import Departure, Sighting, View
from rules.plan import Line, Plan, Zone
from rules.trails.company import Company, neighbours
from rules.trails.crossings import Approach, band_of, tripwires
from rules.trails.happening import NOTHING, Crossing, Happening
from rules.trails.rest import STOP_US, Rest
from rules.trails.stays import Stays
from rules.trails.trail import Trail
from rules.trails.wants import Wants, is_named


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The zones and lines of one camera that matter."""

    zones: tuple[Zone, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, plan: Plan, camera: str, names: Collection[str]) -> "Places":
        """Choose the named ones of this camera."""
        return cls(
            tuple(z for z in plan.zones.values() if z.camera == camera and z.name in names),
            tuple(line for line in plan.lines.values() if line.camera == camera and line.name in names),
        )


_EDGE = 1e-6
"""Who stands at the picture's edge, or beyond, is this far within: in the zones that end there."""


class Trails:
    """Follows the tracks of one camera from sighting to sighting."""

    def __init__(self, view: View, places: Places, wants: Wants) -> None:
        self._width = view.width / view.height
        self._scale = 1 / view.height
        self._wants = wants
        self.stays = Stays(places.zones, self._width)
        self._wires = tripwires(places.lines, self._width)
        self._trails: dict[str, Trail] = {}
        self._boxes: dict[str, Box] = {}
        """Where each living track was last seen, if a rule asks who is near whom."""
        self._asks_company = bool(wants.deeds & {"left_behind", "taken_away"})

    def see(self, sighting: Sighting) -> Trail:
        """Bring a track up to date with a sighting of it."""
        trail = self._trails.get(sighting.track) or self._begin(sighting)
        self._place(trail, sighting)
        self._measure(trail)
        done: list[Happening] = []
        if self._wires:
            done += self._crossings(trail)
        if self._wants.deeds:
            done += self._deeds(trail)
        if len(trail.namings) < len(self._wants.namings):
            done += self._namings(trail)
        trail.happenings = frozenset(done) if done else NOTHING
        return trail

    def lose(self, departure: Departure) -> Trail | None:
        """Forget a track that is over; answer it as it was last seen, with what it does by going."""
        trail = self._trails.pop(departure.track, None)
        self._boxes.pop(departure.track, None)
        if trail is None:
            return None
        company = trail.company
        is_taken = company is not None and company.is_taken(trail.time_us, STOP_US)
        trail.happenings = frozenset({"leaves", "taken_away"} if is_taken else {"leaves"})
        return trail

    def _begin(self, sighting: Sighting) -> Trail:
        x, y = self._foot(sighting.box)
        trail = Trail(
            track=sighting.track,
            time_us=sighting.time_us,
            x=x,
            y=y,
            first_xy=(x, y),
            rest=Rest(x, y, sighting.time_us),
            approaches=tuple(Approach() for _ in self._wires),
            box=sighting.box,
            label=sighting.label,
            score=sighting.score,
        )
        if self._asks_company:
            trail.company = Company(frozenset(neighbours(sighting.box, self._boxes)))
        self._trails[sighting.track] = trail
        return trail

    def _foot(self, box: Box) -> tuple[float, float]:
        """Where it stands, within the picture: zones end at its edge, boxes may reach beyond."""
        x, y = (box.x + box.width / 2) * self._scale, (box.y + box.height) * self._scale
        return min(max(x, 0.0), self._width - _EDGE), min(max(y, 0.0), 1.0 - _EDGE)

    def _place(self, trail: Trail, sighting: Sighting) -> None:
        box = trail.box = sighting.box
        trail.time_us, trail.label, trail.score = sighting.time_us, sighting.label, sighting.score
        trail.x, trail.y = self._foot(box)
        trail.height = box.height * self._scale
        trail.size = math.sqrt(box.width * box.height) * self._scale
        trail.zones = self.stays.at(trail.x, trail.y, trail.size, trail.zones)

    def _measure(self, trail: Trail) -> None:
        wants = self._wants
        if wants.speed.is_needed:
            trail.speed = trail.pace.update(trail.time_us, trail.x, trail.y)
        if wants.displacement.is_needed:
            trail.displacement = math.hypot(trail.x - trail.first_xy[0], trail.y - trail.first_xy[1])
        trail.key = (
            trail.label,
            trail.zones,
            wants.score.step(trail.score),
            wants.size.step(trail.height) if wants.size.is_needed else 0,
            wants.speed.step(trail.speed) if wants.speed.is_needed else 0,
            wants.displacement.step(trail.displacement) if wants.displacement.is_needed else 0,
        )

    def _crossings(self, trail: Trail) -> list[Happening]:
        band = band_of(trail.size)
        done: list[Happening] = []
        for wire, approach in zip(self._wires, trail.approaches, strict=True):
            direction = wire.cross(approach, trail.x, trail.y, band)
            if direction:
                done += [Crossing(wire.name), Crossing(wire.name, direction)]
        return done

    def _deeds(self, trail: Trail) -> list[Happening]:
        done: list[Happening] = []
        if trail.rest.update(trail.time_us, trail.x, trail.y, trail.size):
            done.append("stops")
        if trail.company:
            self._boxes.pop(trail.track, None)
            stands = trail.rest.stands(trail.time_us)
            if trail.company.update(trail.time_us, trail.box, self._boxes, stands=stands):
                done.append("left_behind")
            self._boxes[trail.track] = trail.box
        return done

    def _namings(self, trail: Trail) -> list[Happening]:
        new = [
            naming
            for naming in self._wants.namings
            if naming not in trail.namings and is_named(naming, trail.label, trail.score)
        ]
        trail.namings = trail.namings.union(new)
        return [*new]
