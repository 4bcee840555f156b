"""Somebody or something with a part in a clip."""

from collections.abc import Callable
from dataclasses import dataclass

from sample_videos.figures.bicycle import Cyclist, cyclist_mesh
from sample_videos.figures.person import Person, Pose, person_mesh
from sample_videos.figures.quadruped import Quadruped, quadruped_mesh
from sample_videos.figures.vehicle import Vehicle, vehicle_mesh
from sample_videos.figures.way import Step, Way
from sample_videos.shapes.mesh import Mesh


@dataclass(frozen=True, slots=True)
class Actor:
    """What is drawn, where it goes and what the truth calls it."""

    label: str
    note: str
    ways: tuple[Way, ...]
    """One after the other; the actor is there from the first one's start to the last one's end."""
    drawn: Callable[[Step], Mesh]
    """The figure at its own origin, in the pose of a step."""

    def mesh(self, time_s: float) -> Mesh | None:
        """The actor where it stands at a time; None before it comes and after it went."""
        way = next((way for way in self.ways if way.start_s <= time_s < way.end_s), None)
        if way is None:
            return None
        step = way.at(time_s)
        return self.drawn(step).placed(step.x, step.y, step.heading)


def walker(person: Person, note: str, *ways: Way) -> Actor:
    """A person on foot."""

    def drawn(step: Step) -> Mesh:
        stride_m = 0.83 * person.height
        return person_mesh(person, Pose(step.travelled_m / stride_m, min(step.speed / 1.35, 1.25)))

    return Actor("person", note, ways, drawn)


def driver(label: str, vehicle: Vehicle, note: str, *ways: Way) -> Actor:
    """A car, van, truck or bus."""
    return Actor(label, note, ways, lambda step: vehicle_mesh(vehicle, step.travelled_m))


def rider(cyclist: Cyclist, note: str, *ways: Way) -> Actor:
    """A bicycle with its rider."""
    return Actor("bicycle", note, ways, lambda step: cyclist_mesh(cyclist, step.travelled_m))


def trotter(label: str, animal: Quadruped, note: str, *ways: Way) -> Actor:
    """A dog or cat."""

    def drawn(step: Step) -> Mesh:
        return quadruped_mesh(animal, step.travelled_m, min(step.speed / (2.6 * animal.shoulder_m), 1.1))

    return Actor(label, note, ways, drawn)
