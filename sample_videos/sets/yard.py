"""The front of a house at dusk: drive, path, lawn, hedge and tree, a lamp beside the door."""

import numpy as np

from sample_videos.figures.foliage import Foliage, hedge, tree_crown, trunk
from sample_videos.optics.camera import Camera
from sample_videos.optics.light import Daylight, Lamp
from sample_videos.optics.stage import Prop, View
from sample_videos.sets.house import Front, Window, door, garage_door
from sample_videos.shapes.mesh import Colour, joined
from sample_videos.shapes.solid import ball, block, level, limb, panel
from sample_videos.shapes.texture import asphalt, bricks, grass, mottled, planks, slabs, tiles

DRIVE_X = -6.0
"""Middle of the drive."""
DOOR = (1.3, 13.0)
"""Where a caller stands before the door."""
_SEED = 57
_HOUSE_Y = 14.0
_GREEN: Colour = (0.04, 0.08, 0.022)
_KERB: Colour = (0.28, 0.27, 0.25)
_WOOD: Colour = (0.2, 0.14, 0.09)
_BEDS_X = (-2.3, -1.2, 3.6, 4.8, 6.0)


def yard_view(width: int, height: int) -> View:
    """The yard as its camera sees it."""
    camera = Camera((3.2, -5.0, 3.9), (-1.4, 9.0, 0.9), 0.80 * width, width, height)
    day = Daylight((0.17, 0.20, 0.28), (0.0, 0.0, 0.0), (-0.5, -0.5, 0.8))
    lamp = Lamp((2.75, _HOUSE_Y - 0.6, 2.3), (4.2, 3.0, 1.6), (1.8, 8.0, 0.0))
    props = (*_ground(), *_house(), *_borders())
    return View(camera, props, day, (lamp,), radius_m=20, horizon=(0.20, 0.22, 0.31))


def yard_tree() -> tuple[Foliage, ...]:
    """The crown of the tree on the lawn."""
    return (tree_crown(np.random.default_rng(_SEED), (6.9, 8.2, 3.3), 1.6, 3200, (0.06, 0.10, 0.03)),)


def _ground() -> list[Prop]:
    edge = DRIVE_X + 2.2
    lawn = level((-30, 30), (-14, 40), 0.0, cuts=24)
    drive = level((DRIVE_X - 2.2, edge), (-14, _HOUSE_Y), 0.02, cuts=24)
    path = [level((0.6, 2.0), (4.6, _HOUSE_Y), 0.02, cuts=24), level((edge, 0.6), (4.6, 5.9), 0.02, cuts=12)]
    kerbs = [block((x, -14, 0), (x + 0.12, _HOUSE_Y, 0.07), _KERB, cuts=24) for x in (DRIVE_X - 2.3, edge)]
    return [
        Prop(lawn, grass(_SEED, (0.07, 0.105, 0.034)), casts_shadow=False),
        Prop(drive, asphalt(_SEED + 1, (0.10, 0.10, 0.10)), casts_shadow=False),
        Prop(joined(path), slabs(_SEED + 2, (0.5, 0.5), (0.34, 0.31, 0.27)), casts_shadow=False),
        Prop(joined(kerbs), mottled(_SEED + 3, 0.2), casts_shadow=False),
    ]


def _house() -> list[Prop]:
    front = Front(-8.8, 7.2, _HOUSE_Y, 5.4)
    windows = (
        Window(-6.8, 3.3), Window(-2.9, 3.3, glow=2.2), Window(0.9, 3.3), Window(4.6, 3.3),
        Window(-2.6, 0.95, 1.9), Window(4.3, 0.95, 1.7, glow=1.5),
    )  # fmt: skip
    porch = block((0.3, _HOUSE_Y - 0.9, 2.45), (2.3, _HOUSE_Y, 2.55), (0.25, 0.25, 0.25))
    doors = [door(0.8, _HOUSE_Y, (0.05, 0.13, 0.17)), garage_door(DRIVE_X - 1.6, _HOUSE_Y, 3.2)]
    lantern = [
        block((2.70, _HOUSE_Y - 0.08, 2.2), (2.80, _HOUSE_Y, 2.4), (0.03, 0.03, 0.03)),
        ball((2.75, _HOUSE_Y - 0.14, 2.3), (0.09, 0.09, 0.14), (0.8, 0.75, 0.6)),
    ]
    return [
        *front.props(bricks(_SEED + 4, (0.36, 0.17, 0.11)), tiles(_SEED + 5, (0.13, 0.09, 0.08))),
        Prop(
            joined([*[window.mesh(_HOUSE_Y) for window in windows], *doors, porch]), mottled(_SEED + 6, 0.05)
        ),
        Prop(joined(lantern), mottled(_SEED + 7, 0.02), casts_shadow=False),
    ]


def _borders() -> list[Prop]:
    """Hedge on the left, fence on the right, beds before the house, the tree's trunk, two bins."""
    rng = np.random.default_rng(_SEED + 1)
    left = hedge(rng, (-11.2, -2, 0), (-10.2, 14, 1.7), _GREEN)
    beds = [tree_crown(rng, (x, _HOUSE_Y - 0.7, 0.4), 0.55, 420, _GREEN).mesh for x in _BEDS_X]
    places = rng.uniform((3.2, 12.9, 0.5), (6.4, 13.4, 0.9), (22, 3))
    flowers = [ball(place, (0.06, 0.06, 0.06), (0.5, 0.12, 0.2)) for place in places]
    fence = panel([(9.2, -3, 0), (9.2, 18, 0), (9.2, 18, 1.75), (9.2, -3, 1.75)], _KERB, cuts=16)
    posts = [limb((9.12, y, 0), (9.12, y, 1.85), (0.07, 0.07), _WOOD) for y in np.arange(-2, 18, 2.4)]
    stem = trunk(rng, (6.9, 8.2, 0), (6.9, 8.2, 2.9), 0.14)
    bins = [block((x, 12.9, 0.08), (x + 0.55, 13.5, 1.05), (0.04, 0.07, 0.05)) for x in (-3.55, -8.6)]
    return [
        Prop(joined([left, *beds]), mottled(_SEED + 8, 0.1)),
        Prop(joined([fence, *posts]), planks(_SEED + 9)),
        Prop(joined([stem, *flowers, *bins]), mottled(_SEED + 10, 0.15)),
    ]
