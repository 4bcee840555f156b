"""Every figure that a crop may show, with random looks and pose."""

from collections.abc import Callable, Mapping

import numpy as np

from sample_videos.figures.bicycle import cyclist_mesh, parked_bicycle_mesh, random_cyclist
from sample_videos.figures.bird import bird_mesh, random_bird
from sample_videos.figures.game import marked, random_game
from sample_videos.figures.motorcycle import motorcycle_mesh, random_motorcycle
from sample_videos.figures.person import Pose, person_mesh, random_person
from sample_videos.figures.quadruped import Quadruped, quadruped_mesh, random_cat, random_dog
from sample_videos.figures.vehicle import random_vehicle, vehicle_mesh
from sample_videos.shapes.mesh import Mesh

Drawing = Callable[[np.random.Generator], Mesh]
"""Draws a figure at the origin, turned to any side."""

_WILD = ("deer", "deer", "fox", "fox", "boar", "cow", "sheep", "bear")


def random_walker(rng: np.random.Generator) -> Mesh:
    """Somebody who walks or stands."""
    is_standing = rng.random() < 0.2
    vigour = 0.0 if is_standing else float(rng.uniform(0.6, 1.25))
    pose = Pose(float(rng.random()), vigour, float(rng.normal(0, 0.4)), float(rng.random() < 0.12))
    return _anyhow(rng, person_mesh(random_person(rng), pose))


def _anyhow(rng: np.random.Generator, mesh: Mesh) -> Mesh:
    return mesh.placed(0, 0, float(rng.uniform(-np.pi, np.pi)))


def _along_the_road(rng: np.random.Generator, mesh: Mesh) -> Mesh:
    """Every other one comes towards the camera or goes away: the view that other pictures lack."""
    if rng.random() < 0.5:
        return _anyhow(rng, mesh)
    return mesh.placed(0, 0, float(rng.choice([-1, 1]) * np.pi / 2 + rng.normal(0, 0.35)))


def _vehicle(kind: str) -> Drawing:
    return lambda rng: _along_the_road(rng, vehicle_mesh(random_vehicle(rng, kind), float(rng.uniform(0, 5))))


def _bicycle(rng: np.random.Generator) -> Mesh:
    cyclist = random_cyclist(rng)
    if rng.random() < 0.15:
        return _anyhow(rng, parked_bicycle_mesh(cyclist, float(rng.normal(0, 0.15))))
    return _along_the_road(rng, cyclist_mesh(cyclist, float(rng.uniform(0, 10))))


def _motorcycle(rng: np.random.Generator) -> Mesh:
    motorcycle = random_motorcycle(rng)
    tilt = float(rng.normal(0, 0.07)) if motorcycle.riders else 0.15
    return _along_the_road(rng, motorcycle_mesh(motorcycle, float(rng.uniform(0, 5)), tilt))


def _bird(rng: np.random.Generator) -> Mesh:
    beats = float(rng.random()) if rng.random() < 0.5 else None
    mesh = _anyhow(rng, bird_mesh(random_bird(rng), beats, float(rng.random())))
    return mesh.placed(0, 0, 0, z=float(rng.uniform(0.5, 3))) if beats is not None else mesh


def _trotting(animal: Callable[[np.random.Generator], Quadruped]) -> Drawing:
    def drawn(rng: np.random.Generator) -> Mesh:
        mesh = quadruped_mesh(animal(rng), float(rng.random()), float(rng.uniform(0, 1.1)))
        return _anyhow(rng, marked(rng, mesh) if rng.random() < 0.7 else mesh)

    return drawn


def _wild(rng: np.random.Generator) -> Quadruped:
    return random_game(rng, _WILD[rng.integers(len(_WILD))])


CAST: Mapping[str, tuple[float, Drawing]] = {
    "person": (0.08, random_walker),
    "car": (0.06, _vehicle("car")),
    "van": (0.04, _vehicle("van")),
    "truck": (0.05, _vehicle("truck")),
    "bus": (0.05, _vehicle("bus")),
    "bicycle": (0.13, _bicycle),
    "motorcycle": (0.16, _motorcycle),
    "dog": (0.04, _trotting(random_dog)),
    "cat": (0.03, _trotting(random_cat)),
    "bird": (0.03, _bird),
    "horse": (0.04, _trotting(lambda rng: random_game(rng, "horse"))),
    "other_animal": (0.09, _trotting(_wild)),
}
"""Label → (share of the crops, how to draw one); what is left over is background."""
