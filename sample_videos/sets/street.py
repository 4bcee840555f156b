"""A street on a sunny morning: a road before a row of houses, a tree before the camera."""

import numpy as np

from sample_videos.figures.foliage import Foliage, hedge, tree_crown, trunk
from sample_videos.figures.vehicle import Vehicle, vehicle_mesh
from sample_videos.figures.vehicle_shape import ESTATE
from sample_videos.optics.camera import Camera
from sample_videos.optics.light import Daylight
from sample_videos.optics.stage import Prop, View
from sample_videos.sets.house import Front, terrace
from sample_videos.shapes.mesh import Colour, Mesh, joined
from sample_videos.shapes.solid import ball, block, level, limb, upright
from sample_videos.shapes.texture import asphalt, bricks, grass, mottled, planks, slabs

ROAD_Y = (5.2, 12.2)
"""Near and far edge of the road."""
NEAR_LANE_Y, FAR_LANE_Y = 7.0, 10.4
NEAR_WALK_Y, FAR_WALK_Y = 3.9, 13.6
_LEFT, _RIGHT = -50.0, 60.0
_STONE: Colour = (0.36, 0.35, 0.33)
_GREEN: Colour = (0.045, 0.085, 0.022)
_SEED = 31


def street_view(width: int, height: int) -> View:
    """The street as its camera sees it."""
    camera = Camera((-7.5, -6.5, 5.2), (1.2, 9.0, 0.9), 0.92 * width, width, height)
    day = Daylight((0.34, 0.38, 0.45), (1.08, 0.99, 0.83), (0.85, -0.38, 0.72))
    props = (*_ground(), *_houses(), *_gardens(), *_furniture())
    return View(camera, props, day, radius_m=26, shadow_px=2000)


def street_tree() -> tuple[Foliage, ...]:
    """The crown of the tree on the near pavement."""
    rng = np.random.default_rng(_SEED)
    return (tree_crown(rng, (8.3, 4.0, 4.9), 2.0, 4500, (0.065, 0.12, 0.025)),)


def _ground() -> list[Prop]:
    near, far = ROAD_Y
    kerbs = [block((_LEFT, y, 0), (_RIGHT, y + 0.15, 0.12), _STONE, cuts=60) for y in (near - 0.15, far)]
    walks = [_strip((2.2, near - 0.15), 0.12), _strip((far + 0.15, 15.2), 0.12)]
    lawns = [_strip((-12, 2.3), 0.1), _strip((15.1, 30), 0.1)]
    paths = [level((x, x + 1.1), (15.2, 19.0), 0.13, cuts=4) for x in (-5.5, 6.0)]
    return [
        Prop(_strip(ROAD_Y, 0), asphalt(_SEED), casts_shadow=False),
        Prop(_markings(), mottled(_SEED, 0.35, 0.3), casts_shadow=False),
        Prop(joined(kerbs), mottled(_SEED + 1, 0.2), casts_shadow=False),
        Prop(joined([*walks, *paths]), slabs(_SEED + 2), casts_shadow=False),
        Prop(joined(lawns), grass(_SEED + 3), casts_shadow=False),
    ]


def _strip(ys: tuple[float, float], z: float) -> Mesh:
    return level((_LEFT, _RIGHT), ys, z, cuts=40)


def _markings() -> Mesh:
    """Dashes between the lanes, yellow lines beside the kerbs, a manhole."""
    white, yellow, iron = (0.62, 0.62, 0.60), (0.50, 0.44, 0.12), (0.07, 0.07, 0.07)
    dashes = [level((x, x + 2.2), (8.63, 8.75), 0.012, white) for x in np.arange(-40, 50, 5.2)]
    lines = (ROAD_Y[0] + 0.25, ROAD_Y[1] - 0.35)
    edges = [level((_LEFT, _RIGHT), (y, y + 0.09), 0.012, yellow, cuts=40) for y in lines]
    return joined([*dashes, *edges, level((1.2, 1.9), (6.4, 7.0), 0.012, iron)])


def _houses() -> list[Prop]:
    walls = (
        bricks(_SEED + 4),
        bricks(_SEED + 5, (0.42, 0.33, 0.22)),
        bricks(_SEED + 7, (0.28, 0.11, 0.08)),
    )
    fronts = [Front(x, x + 8.4, 19.0, 5.6) for x in (-18.0, -9.0, 0.0, 9.0, 18.0, 27.0, 36.0)]
    return terrace([(front, walls[number % 3]) for number, front in enumerate(fronts)], _SEED + 40)


def _gardens() -> list[Prop]:
    """Hedges, fences and bushes between the far pavement and the houses."""
    rng = np.random.default_rng(_SEED + 1)
    spans = ((-12.0, -5.9), (-4.0, 0.2), (9.4, 15.0))
    hedges = [hedge(rng, (x, 15.5, 0.1), (end, 16.2, 1.15), _GREEN) for x, end in spans]
    bushes = [tree_crown(rng, (x, 17.6, 0.9), 0.9, 700, _GREEN).mesh for x in (-3.0, 7.9, 16.5)]
    fences = [upright((x, x + 5.2), 15.6, (0.1, 1.1)) for x in (0.6, 18.2)]
    return [
        Prop(joined([*hedges, *bushes]), mottled(_SEED + 8, 0.1)),
        Prop(joined(fences), planks(_SEED + 9)),
    ]


def _furniture() -> list[Prop]:
    """A lamp post, a litter bin, a parked car, the tree's trunk."""
    rng = np.random.default_rng(_SEED + 2)
    iron: Colour = (0.16, 0.17, 0.17)
    post = [
        limb((-2.6, 14.9, 0), (-2.6, 14.9, 6.0), (0.09, 0.06), iron),
        limb((-2.6, 14.9, 6.0), (-2.6, 13.4, 6.3), (0.05, 0.05), iron),
        ball((-2.6, 13.2, 6.28), (0.12, 0.4, 0.07), (0.5, 0.5, 0.48)),
    ]
    litter = limb((3.6, 14.8, 0.3), (3.6, 14.8, 1.0), (0.24, 0.27), (0.03, 0.07, 0.04))
    parked = vehicle_mesh(Vehicle(ESTATE, (0.20, 0.21, 0.22)), 0).placed(18.5, 11.2, np.pi)
    return [
        Prop(joined([*post, litter]), mottled(_SEED + 10)),
        Prop(parked, mottled(_SEED + 11, 0.03)),
        Prop(trunk(rng, (8.3, 4.0, 0), (8.3, 4.0, 4.3), 0.17), mottled(_SEED + 12, 0.4, 0.15)),
    ]
