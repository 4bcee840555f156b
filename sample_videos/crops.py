"""Labelled crops of random things in random places: extra training pictures for the classifier."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.values import Box, Image
from sample_videos.figures.bicycle import cyclist_mesh, random_cyclist
from sample_videos.figures.bird import bird_mesh, random_bird
from sample_videos.figures.person import Pose, person_mesh, random_person
from sample_videos.figures.quadruped import quadruped_mesh, random_cat, random_dog
from sample_videos.figures.vehicle import random_vehicle, vehicle_mesh
from sample_videos.optics.camera import Camera
from sample_videos.optics.sensor import Sensor
from sample_videos.optics.stage import Stage, View
from sample_videos.sets.anywhere import Place, random_place
from sample_videos.shapes.mesh import Mesh

FIRST_SEED = 100_000
"""Crops are drawn from seeds from here on; the clips use smaller ones, so that none is in both."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A labelled picture of one thing."""

    label: str
    image: Image
    """`uint8 (h, w, 3)` RGB."""


def _person(rng: np.random.Generator) -> Mesh:
    is_standing = rng.random() < 0.2
    vigour = 0.0 if is_standing else float(rng.uniform(0.6, 1.25))
    pose = Pose(float(rng.random()), vigour, float(rng.normal(0, 0.4)), float(rng.random() < 0.12))
    return person_mesh(random_person(rng), pose)


def _vehicle(kind: str) -> Callable[[np.random.Generator], Mesh]:
    return lambda rng: vehicle_mesh(random_vehicle(rng, kind), float(rng.uniform(0, 5)))


def _bird(rng: np.random.Generator) -> Mesh:
    beats = float(rng.random()) if rng.random() < 0.5 else None
    mesh = bird_mesh(random_bird(rng), beats, float(rng.random()))
    return mesh.placed(0, 0, 0, z=float(rng.uniform(0.5, 3))) if beats is not None else mesh


_FIGURES: Mapping[str, tuple[float, Callable[[np.random.Generator], Mesh]]] = {
    "person": (0.22, _person),
    "car": (0.18, _vehicle("car")),
    "van": (0.08, _vehicle("van")),
    "truck": (0.08, _vehicle("truck")),
    "bus": (0.04, _vehicle("bus")),
    "bicycle": (0.12, lambda rng: cyclist_mesh(random_cyclist(rng), float(rng.uniform(0, 10)))),
    "dog": (
        0.08,
        lambda rng: quadruped_mesh(random_dog(rng), float(rng.random()), float(rng.uniform(0, 1.1))),
    ),
    "cat": (0.06, lambda rng: quadruped_mesh(random_cat(rng), float(rng.random()), float(rng.uniform(0, 1)))),
    "bird": (0.04, _bird),
}
"""Label → (share of the crops, how to draw one); what is left over is background."""
BACKGROUND_SHARE = 0.10


def draw_crops(seed: int, count: int) -> Iterator[Crop]:
    """Draw `count` crops; the same seed gives the same pixels."""
    labels = [*_FIGURES, "background"]
    weights = np.array([*(share for share, _ in _FIGURES.values()), BACKGROUND_SHARE])
    for index in range(count):
        rng = np.random.default_rng([FIRST_SEED + seed, index])
        label = labels[rng.choice(len(labels), p=weights / weights.sum())]
        yield Crop(label, _background(rng) if label == "background" else _figure(rng, _FIGURES[label][1]))


def _figure(rng: np.random.Generator, draw: Callable[[np.random.Generator], Mesh]) -> Image:
    """A figure somewhere, cut out by a jittered box."""
    mesh = draw(rng).placed(0, 0, float(rng.uniform(-np.pi, np.pi)))
    place = random_place(rng)
    camera = _camera_on(rng, mesh, float(np.exp(rng.uniform(np.log(16), np.log(110)))))
    stage = Stage(View(camera, place.props, place.day, place.lamps, radius_m=12, shadow_px=500, samples=2))
    light, (box,) = stage.frame([mesh], place.daylight, [1.0] * len(place.lamps))
    picture = _taken(rng, light, place)
    return _cut(rng, picture, box or Box(0, 0, camera.width, camera.height))


def _camera_on(rng: np.random.Generator, mesh: Mesh, size_px: float) -> Camera:
    """A camera that sees the mesh about `size_px` high, in a picture with room around it."""
    low, high = mesh.points.min(axis=0), mesh.points.max(axis=0)
    middle = (low + high) / 2
    size = high - low
    distance = float(rng.uniform(3.5, 9) * max(size.max(), 0.8))
    slope = float(rng.uniform(0.02, 0.6))
    away = np.array([0, -np.cos(slope), np.sin(slope)])
    eye = middle + distance * away
    eye[2] = max(eye[2], 0.3)
    reach = float(np.hypot(size[0], size[1]))
    focal = size_px / (size[2] * np.cos(slope) + reach * 0.6 * np.sin(slope)) * distance
    width = int(np.clip(1.5 * reach * focal / distance, 24, 420))
    height = int(np.clip(1.6 * size_px, 24, 220))
    return Camera(
        (float(eye[0]), float(eye[1]), float(eye[2])),
        (0.0, float(middle[1]), float(middle[2])),
        focal,
        width,
        height,
    )


def _taken(rng: np.random.Generator, light: np.ndarray, place: Place) -> Image:
    """The light through a random camera: exposure, blur, noise, compression."""
    level = float(np.percentile(light, 60)) + 1e-3
    exposure = float(rng.uniform(0.14, 0.42)) / level
    sensor = Sensor(
        noise=float(rng.uniform(0.5, 6)),
        blur_px=float(rng.uniform(0.3, 1.3)),
        sharpening=float(rng.uniform(0, 0.9)),
        vignette=0.0,
        is_grey=place.is_night and rng.random() < 0.7,
    )
    if rng.random() < 0.25:
        light = cv2.blur(light, (int(rng.integers(2, 5)), 1))
    picture = sensor.develop(light, exposure, rng)
    quality = int(rng.uniform(25, 95))
    _, code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def _cut(rng: np.random.Generator, picture: Image, box: Box) -> Image:
    """The box's pixels, with the box moved and grown as a tracker's may be."""
    sides = np.array([box.x, box.y, box.right, box.bottom])
    jitter = rng.normal(0.03, 0.06, 4) * (-1, -1, 1, 1) * (box.width, box.height, box.width, box.height)
    left, top, right, bottom = np.rint(sides + jitter).astype(int)
    height, width = picture.shape[:2]
    left, top = max(min(left, width - 8), 0), max(min(top, height - 8), 0)
    return picture[top : max(bottom, top + 8), left : max(right, left + 8)]


def _background(rng: np.random.Generator) -> Image:
    """A window on a place in which nothing stands: leaves, ground, walls, a shadow, a lamp's edge."""
    place = random_place(rng)
    size = float(np.exp(rng.uniform(np.log(16), np.log(110))))
    aspect = float(np.exp(rng.normal(0, 0.5)))
    distance = float(rng.uniform(5, 18))
    eye = (float(rng.uniform(-2, 2)), -distance, float(rng.uniform(1.5, 5)))
    target = (float(rng.uniform(-3, 3)), float(rng.uniform(0, 2)), float(rng.uniform(0, 2.2)))
    camera = Camera(
        eye, target, size / float(rng.uniform(0.6, 2.5)) * distance, max(int(size * aspect), 12), int(size)
    )
    stage = Stage(View(camera, place.props, place.day, place.lamps, radius_m=12, shadow_px=500, samples=2))
    lamps = [1.0] * len(place.lamps)
    light, _ = stage.frame([], place.daylight, lamps)
    if rng.random() < 0.35:
        light = stage.shadowed([_person(rng).placed(target[0], target[1], 0)], place.daylight, lamps)
    return _taken(rng, light, place)
