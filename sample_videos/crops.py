"""Labelled crops of random things in random places: extra training pictures for the classifier."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from pipeline.values import Image
from sample_videos.backdrops.disturbance import disturbed
from sample_videos.backdrops.growth import growth
from sample_videos.backdrops.plain import bars, letters, sky, surface, water
from sample_videos.figures.cast import CAST, Drawing, random_walker
from sample_videos.optics.camera import Camera
from sample_videos.optics.stage import Stage, View
from sample_videos.sets.anywhere import Place, random_place
from sample_videos.shapes.mesh import Floats
from sample_videos.studio import camera_on, cut_out, outline, taken

FIRST_SEED = 100_000
"""Crops are drawn from seeds from here on; the clips use smaller ones, so that none is in both."""
SITTING = 6
"""So many crops in a row are of one label and one place, which takes longest to draw."""
_SIZES_PX = (32, 84)
"""Least and greatest height of a figure. Who trains on them makes them smaller and poorer still."""
_PAINTERS = (growth, growth, growth, surface, bars, water, letters, sky)
_LEAST_SHOWN = 0.4
"""Figures are left out of which less shows than this share of their box."""
_PAINTED_SHARE = 0.35
"""So many figures stand before a painted backdrop, lest paint mean that nothing is there."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A labelled picture of one thing."""

    label: str
    image: Image
    """`uint8 (h, w, 3)` RGB."""


def draw_crops(seed: int, count: int) -> Iterator[Crop]:
    """Draw `count` crops; the same seed gives the same pixels."""
    sittings = range(0, count, SITTING)
    return islice(chain.from_iterable(sitting(seed, number) for number in range(len(sittings))), count)


def sitting(seed: int, number: int) -> list[Crop]:
    """Draw `SITTING` crops of one label: those from `number * SITTING` on."""
    rng = np.random.default_rng([FIRST_SEED + seed, number])
    labels = [*CAST, "background"]
    shares = [share for share, _ in CAST.values()]
    label = labels[rng.choice(len(labels), p=[*shares, 1 - sum(shares)])]
    images = _backgrounds(rng) if label == "background" else _figures(rng, CAST[label][1])
    return [Crop(label, image) for image in images]


def _size(rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(*np.log(_SIZES_PX))))


def _stage(place: Place, camera: Camera) -> Stage:
    return Stage(View(camera, place.props, place.day, place.lamps, radius_m=10, shadow_px=320, shadow_step=3))


def _figures(rng: np.random.Generator, draw: Drawing) -> list[Image]:
    """Figures of one kind, in another place if they are hidden in the first."""
    images: list[Image] = []
    while len(images) < SITTING:
        images += _figures_in_a_place(rng, draw)
    return images[:SITTING]


def _figures_in_a_place(rng: np.random.Generator, draw: Drawing) -> Iterator[Image]:
    """Figures where one after the other stood, each cut out by a jittered box; none that is mostly hidden."""
    place, first = random_place(rng), draw(rng)
    camera = camera_on(rng, first, _size(rng))
    stage, lamps = _stage(place, camera), [1.0] * len(place.lamps)
    is_grey = place.is_night and rng.random() < 0.7
    ground = float(np.median(stage.shadowed([], place.daylight, lamps)))
    for mesh in [first, *(draw(rng) for _ in range(SITTING - 1))]:
        # Birds fly at any height; the camera looks at the first one's.
        level = mesh.placed(0, 0, 0, z=float(first.points[:, 2].min() - mesh.points[:, 2].min()))
        backdrop = _backdrop(rng, camera, ground) if rng.random() < _PAINTED_SHARE else None
        light, (box,) = stage.frame([level], place.daylight, lamps, backdrop)
        if box and box.area > _LEAST_SHOWN * outline(camera, level).area:
            yield cut_out(rng, taken(rng, light, is_grey), box)


def _backdrop(rng: np.random.Generator, camera: Camera, ground: float) -> Floats:
    """A painting about as bright as the ground that it hides."""
    painted = _painted(rng, camera.height, camera.width)
    return painted * np.float32(rng.uniform(0.6, 1.6) * ground / max(float(np.median(painted)), 0.01))


def _painted(rng: np.random.Generator, height: int, width: int) -> Floats:
    return _PAINTERS[rng.integers(len(_PAINTERS))](rng, height, width)


def _backgrounds(rng: np.random.Generator) -> Iterator[Image]:
    """Windows in which nothing stands: painted, but for one."""
    windows = [_painted(rng, *_window(rng)) for _ in range(SITTING - 1)]
    for light in [*windows, _scenery(rng)]:
        seen = disturbed(rng, light) if rng.random() < 0.55 else light
        yield taken(rng, seen, is_grey=bool(rng.random() < 0.25))


def _window(rng: np.random.Generator) -> tuple[int, int]:
    """Height and width in pixels, of any aspect that a blob may have."""
    size, aspect = _size(rng), float(np.exp(rng.normal(0, 0.6)))
    return max(round(size / max(aspect, 1)), 8), max(round(size * min(aspect, 1)), 8)


def _scenery(rng: np.random.Generator) -> Floats:
    """Ground, walls, leaves, perhaps somebody's shadow."""
    place = random_place(rng)
    height, width = _window(rng)
    distance = float(rng.uniform(5, 18))
    eye = (float(rng.uniform(-2, 2)), -distance, float(rng.uniform(1.5, 5)))
    target = (float(rng.uniform(-3, 3)), float(rng.uniform(0, 2)), float(rng.uniform(0, 2.2)))
    camera = Camera(
        eye, target, height / float(rng.uniform(0.6, 2.5)) * distance, max(width, 12), max(height, 12)
    )
    shadows = [random_walker(rng).placed(target[0], target[1], 0)] if rng.random() < 0.35 else []
    return _stage(place, camera).shadowed(shadows, place.daylight, [1.0] * len(place.lamps))
