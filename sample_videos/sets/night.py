"""A back garden at night before a camera with infra-red lamps: terrace, lawn, shed, fence, shrubs."""

import numpy as np

from sample_videos.figures.foliage import Foliage, hedge, tree_crown
from sample_videos.optics.camera import Camera
from sample_videos.optics.light import Daylight, Lamp
from sample_videos.optics.stage import Prop, View
from sample_videos.sets.house import Window
from sample_videos.shapes.mesh import Colour, joined
from sample_videos.shapes.solid import ball, block, level, limb, panel, upright
from sample_videos.shapes.texture import grass, mottled, planks, slabs, tiles

_SEED = 83
_PALE_GREEN: Colour = (0.20, 0.22, 0.16)
"""Leaves throw back much infra-red light; the camera sees them pale."""

_WOOD: Colour = (0.32, 0.29, 0.25)
_CLAY: Colour = (0.35, 0.30, 0.27)
_SHRUBS = (((6.7, 12.4, 0.8), 1.0), ((-2.6, 12.9, 0.7), 0.9), ((7.2, 9.0, 0.5), 0.7))
"""Middle and radius of each."""
_POTS = ((3.6, 1.8), (4.1, 2.3))
"""Where flower pots stand on the terrace."""


def night_view(width: int, height: int) -> View:
    """The garden as its camera sees it; the one lamp is the camera's own."""
    eye = (0.0, -5.2, 3.1)
    camera = Camera(eye, (0.2, 6.0, 0.7), 0.78 * width, width, height)
    day = Daylight((0.20, 0.24, 0.34), (0.0, 0.0, 0.0), (0.3, -0.4, 0.9))
    infrared = Lamp((0.35, -5.2, 3.25), (34.0, 34.0, 34.0), (0.2, 6.0, 0.5))
    return View(
        camera,
        (*_ground(), *_buildings(), *_plants()),
        day,
        (infrared,),
        radius_m=16,
        horizon=(0.16, 0.19, 0.27),
    )


def night_shrubs() -> tuple[Foliage, ...]:
    """The shrub that the wind moves."""
    return (tree_crown(np.random.default_rng(_SEED), (-6.3, 7.2, 1.7), 1.35, 2400, _PALE_GREEN),)


def _ground() -> list[Prop]:
    lawn = level((-25, 25), (-10, 40), 0.0, cuts=24)
    terrace = [level((-12, 12), (-10, 2.2), 0.04, cuts=16), level((1.6, 2.8), (2.2, 9.6), 0.03, cuts=12)]
    return [
        Prop(lawn, grass(_SEED, (0.17, 0.18, 0.14)), casts_shadow=False),
        Prop(joined(terrace), slabs(_SEED + 1, (0.6, 0.6), (0.24, 0.24, 0.23)), casts_shadow=False),
    ]


def _buildings() -> list[Prop]:
    """The shed and the fence around."""
    boards = [
        upright((0.8, 4.6), 9.8, (0, 2.1)),
        upright((-14, 14), 14, (0, 1.8)),
        panel([(0.8, 9.8, 0), (0.8, 12.6, 0), (0.8, 12.6, 2.1), (0.8, 9.8, 2.1)], _WOOD, cuts=8),
        panel([(8.4, -3, 0), (8.4, 14, 0), (8.4, 14, 1.8), (8.4, -3, 1.8)], _WOOD, cuts=16),
    ]
    roof = panel([(0.5, 9.5, 2.05), (4.9, 9.5, 2.05), (4.9, 12.9, 2.9), (0.5, 12.9, 2.9)], _WOOD, cuts=8)
    fittings = [
        Window(3.2, 1.0, 0.9, 0.7).mesh(9.78),
        block((1.3, 9.72, 0.05), (2.2, 9.8, 1.9), (0.30, 0.30, 0.29)),
        ball((2.1, 9.68, 1.0), (0.03, 0.04, 0.06), (0.7, 0.7, 0.7), 0.5),
    ]
    return [
        Prop(joined(boards), planks(_SEED + 2, 0.16, (0.27, 0.25, 0.22))),
        Prop(roof, tiles(_SEED + 3, (0.14, 0.14, 0.14))),
        Prop(joined(fittings), mottled(_SEED + 4, 0.05)),
    ]


def _plants() -> list[Prop]:
    """Hedge, shrubs, a table on the terrace, flower pots."""
    rng = np.random.default_rng(_SEED + 1)
    left = hedge(rng, (-9.6, 0, 0), (-8.8, 14, 1.5), _PALE_GREEN)
    shrubs = [tree_crown(rng, place, radius, 900, _PALE_GREEN).mesh for place, radius in _SHRUBS]
    legs = [limb((x, y, 0), (x, y, 0.7), (0.035, 0.035), _WOOD) for x in (-4.6, -3.5) for y in (0.9, 1.6)]
    table = block((-4.7, 0.8, 0.70), (-3.4, 1.7, 0.75), _WOOD)
    pots = [limb((x, y, 0.12), (x, y, 0.42), (0.14, 0.21), _CLAY) for x, y in _POTS]
    herbs = [tree_crown(rng, (x, y, 0.68), 0.34, 260, _PALE_GREEN).mesh for x, y in _POTS]
    return [
        Prop(joined([left, *shrubs, *herbs]), mottled(_SEED + 5, 0.1)),
        Prop(joined([table, *legs, *pots]), mottled(_SEED + 6, 0.15)),
    ]
