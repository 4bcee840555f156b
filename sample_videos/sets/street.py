"""A street on a sunny morning: a road before a row of houses, a tree before the camera."""

import numpy as np

from sample_videos.figures.foliage import Foliage, hedge, tree_crown, trunk
from sample_videos.figures.vehicle import ESTATE, Vehicle, vehicle_mesh
from sample_videos.optics.camera import Camera
from sample_videos.optics.light import Daylight
from sample_videos.optics.stage import Prop, View
from sample_videos.sets.house import Front, terrace
from sample_videos.shapes.mesh import Colour, Mesh, joined
from sample_videos.shapes.solid import ball, block, limb, panel
from sample_videos.shapes.texture import asphalt, bricks, grass, mottled, planks, slabs

ROAD_Y = (5.2, 12.2)
"""Near and far edge of the road."""
NEAR_LANE_Y, FAR_LANE_Y = 7.0, 10.4
NEAR_WALK_Y, FAR_WALK_Y = 3.9, 13.6
_SEED = 31


def street_view(width: int, height: int) -> View:
    """The street as its camera sees it."""
    camera = Camera((-7.5, -6.5, 5.2), (1.2, 9.0, 0.9), 0.88 * width, width, height)
    day = Daylight((0.20, 0.24, 0.31), (1.75, 1.58, 1.28), (0.85, -0.38, 0.72))
    return View(
        camera, tuple([*_ground(), *_houses(), *_gardens(), *_furniture()]), day, radius_m=26, shadow_px=2000
    )


def street_tree() -> tuple[Foliage, ...]:
    """The crown of the tree on the near pavement."""
    rng = np.random.default_rng(_SEED)
    return (tree_crown(rng, (8.3, 4.0, 4.9), 2.0, 4500, (0.065, 0.12, 0.025)),)


def _strip(y: tuple[float, float], z: float, colour: Colour, x: tuple[float, float] = (-50, 60)) -> Mesh:
    return panel([(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)], colour, cuts=40)


def _ground() -> list[Prop]:
    near, far = ROAD_Y
    kerbs = joined(
        [block((-50, y, 0), (60, y + 0.15, 0.12), (0.36, 0.35, 0.33), cuts=60) for y in (near - 0.15, far)]
    )
    dashes = [_strip((8.63, 8.75), 0.012, (0.62, 0.62, 0.60), (x, x + 2.2)) for x in np.arange(-40, 50, 5.2)]
    edges = [_strip((y, y + 0.09), 0.012, (0.50, 0.44, 0.12)) for y in (near + 0.25, far - 0.35)]
    manhole = panel(
        [(1.2, 6.4, 0.012), (1.9, 6.4, 0.012), (1.9, 7.0, 0.012), (1.2, 7.0, 0.012)], (0.07, 0.07, 0.07)
    )
    return [
        Prop(_strip(ROAD_Y, 0, (0.1, 0.1, 0.1)), asphalt(_SEED), casts_shadow=False),
        Prop(joined([*dashes, *edges, manhole]), mottled(_SEED, 0.35, 0.3), casts_shadow=False),
        Prop(kerbs, mottled(_SEED + 1, 0.2), casts_shadow=False),
        Prop(joined([_strip((2.2, near - 0.15), 0.12, (0.3, 0.3, 0.3)), _strip((far + 0.15, 15.2), 0.12, (0.3, 0.3, 0.3))]), slabs(_SEED + 2), casts_shadow=False),
        Prop(joined([_strip((-12, 2.3), 0.1, (0.1, 0.1, 0.1)), _strip((15.1, 30), 0.1, (0.1, 0.1, 0.1))]), grass(_SEED + 3), casts_shadow=False),
    ]  # fmt: skip


def _houses() -> list[Prop]:
    plaster = mottled(_SEED + 6, 0.08)
    walls = [
        bricks(_SEED + 4),
        bricks(_SEED + 5, (0.42, 0.33, 0.22)),
        bricks(_SEED + 7, (0.28, 0.11, 0.08)),
        plaster,
    ]
    fronts = [Front(x, x + 8.4, 19.0, 5.6) for x in (-18.0, -9.0, 0.0, 9.0, 18.0, 27.0, 36.0)]
    return terrace([(front, walls[number % 3]) for number, front in enumerate(fronts)], _SEED + 40)


def _gardens() -> list[Prop]:
    """Hedges and fences between the far pavement and the houses."""
    rng = np.random.default_rng(_SEED + 1)
    green: Colour = (0.045, 0.085, 0.022)
    hedges = [
        hedge(rng, (x, 15.5, 0.1), (end, 16.2, 1.15), green, 900)
        for x, end in ((-12.0, -5.9), (-4.0, 0.2), (9.4, 15.0))
    ]
    boards = [
        panel(
            [(x, 15.6, 0.1), (x + 5.2, 15.6, 0.1), (x + 5.2, 15.6, 1.1), (x, 15.6, 1.1)],
            (0.2, 0.2, 0.2),
            cuts=6,
        )
        for x in (0.6, 18.2)
    ]
    bushes = [tree_crown(rng, (x, 17.6, 0.9), 0.9, 700, green).mesh for x in (-3.0, 7.5, 16.5)]
    return [
        Prop(joined([*hedges, *bushes]), mottled(_SEED + 8, 0.1)),
        Prop(joined(boards), planks(_SEED + 9)),
    ]


def _furniture() -> list[Prop]:
    """A lamp post, the tree's trunk, a litter bin and a parked car."""
    rng = np.random.default_rng(_SEED + 2)
    steel: Colour = (0.16, 0.17, 0.17)
    post = joined(
        [
            limb((-2.6, 14.9, 0), (-2.6, 14.9, 6.0), (0.09, 0.06), steel),
            limb((-2.6, 14.9, 6.0), (-2.6, 13.4, 6.3), (0.05, 0.05), steel),
            ball((-2.6, 13.2, 6.28), (0.12, 0.4, 0.07), (0.5, 0.5, 0.48)),
        ]
    )
    bin_ = joined([limb((3.6, 14.8, 0.3), (3.6, 14.8, 1.0), (0.24, 0.27), (0.03, 0.07, 0.04))])
    parked = vehicle_mesh(Vehicle(ESTATE, (0.20, 0.21, 0.22)), 0).placed(18.5, 11.2, np.pi)
    stem = trunk((8.3, 4.0, 0), (8.3, 4.0, 4.3), 0.17, rng)
    return [
        Prop(joined([post, bin_]), mottled(_SEED + 10)),
        Prop(parked, mottled(_SEED + 11, 0.03)),
        Prop(stem, mottled(_SEED + 12, 0.4, 0.15)),
    ]
