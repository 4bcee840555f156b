"""A random place: ground, perhaps a wall, a hedge or a tree, by day, at dusk or at night."""

from dataclasses import dataclass, replace

import numpy as np

from sample_videos.figures.foliage import hedge, tree_crown
from sample_videos.optics.light import Daylight, Lamp
from sample_videos.optics.stage import Prop
from sample_videos.shapes.mesh import Colour, Floats, joined
from sample_videos.shapes.solid import level, upright
from sample_videos.shapes.texture import Patch, Texture, asphalt, bricks, grass, mottled, planks, slabs, tiles

_SNOW: Colour = (0.75, 0.78, 0.82)
_SOIL: Colour = (0.09, 0.06, 0.04)
_SAND: Colour = (0.42, 0.34, 0.24)
_STRAW: Colour = (0.30, 0.25, 0.11)
_PATTERNS = 100
"""Seeds of the surfaces' patterns: so few that their noise need be drawn only once."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What stands there and what lights it."""

    props: tuple[Prop, ...]
    day: Daylight
    lamps: tuple[Lamp, ...]
    daylight: float
    is_night: bool


def random_place(rng: np.random.Generator) -> Place:
    """Some place at some hour, with the origin free for a figure."""
    props = [_ground(rng)]
    props += [_kerb(rng)] if rng.random() < 0.3 else []
    props += [_wall(rng)] if rng.random() < 0.55 else []
    props += [_green(rng)] if rng.random() < 0.4 else []
    is_night = bool(rng.random() < 0.22)
    lamps = (_lamp(rng),) if is_night or rng.random() < 0.15 else ()
    return Place(
        tuple(props), _day(rng), lamps, float(rng.uniform(0.004, 0.05)) if is_night else 1.0, is_night
    )


def _ground(rng: np.random.Generator) -> Prop:
    return Prop(
        level((-60, 60), (-60, 80), 0, cuts=40),
        _ground_texture(rng),
        casts_shadow=False,
    )


def _repainted(texture: Texture, colour: Colour) -> Texture:
    """A texture that takes the mesh's colour, in another colour."""

    def paint(patch: Patch) -> Floats:
        return texture(
            replace(patch, colours=np.broadcast_to(np.array(colour, np.float32), patch.colours.shape))
        )

    return paint


def _ground_texture(rng: np.random.Generator) -> Texture:
    seed = int(rng.integers(1, _PATTERNS))
    shade = float(rng.uniform(0.5, 2.0))
    grey: Colour = (0.12 * shade, 0.12 * shade, 0.12 * shade)
    size = float(rng.uniform(0.3, 1.0))
    green: Colour = (0.075 * shade, 0.10 * shade, 0.03 * shade)
    choices = (
        grass(seed, green),
        asphalt(seed, grey),
        asphalt(seed, grey),
        slabs(seed, (size, size)),
        mottled(seed, 0.3),
        *(_repainted(mottled(seed, 0.25, size), colour) for colour in (_SNOW, _SOIL, _SAND, _STRAW)),
    )
    return choices[rng.integers(len(choices))]


def _kerb(rng: np.random.Generator) -> Prop:
    y = float(rng.uniform(0.8, 4))
    slope = float(rng.uniform(-0.1, 0.1))
    line = level((-60, 60), (0, 0.15), 0.02, (0.5, 0.5, 0.48), cuts=30).placed(0, y, slope)
    return Prop(line, mottled(int(rng.integers(1, _PATTERNS))), casts_shadow=False)


def _wall(rng: np.random.Generator) -> Prop:
    seed = int(rng.integers(1, _PATTERNS))
    y, turn = float(rng.uniform(1.5, 9)), float(rng.uniform(-0.6, 0.6))
    r, g, b = rng.uniform(0.15, 0.7, 3) * 0.4 + rng.uniform(0.1, 0.4)
    colour: Colour = (float(r), float(g), float(b))
    high = float(rng.uniform(1, 7))
    wall = upright((-25, 25), 0, (0, high), colour)
    places = np.arange(-12, 12, float(rng.uniform(2.2, 5)))
    windows = [upright((x, x + 1.2), -0.03, (1.0, 2.3), (0.02, 0.02, 0.02), 1.0) for x in places]
    has_windows = high > 2.6 and rng.random() < 0.6
    textures = (mottled(seed, 0.15), bricks(seed), planks(seed), tiles(seed), mottled(seed, 0.15))
    texture = mottled(seed, 0.1) if has_windows else textures[rng.integers(len(textures))]
    return Prop(joined([wall, *windows] if has_windows else [wall]).placed(0, y, turn), texture)


def _green(rng: np.random.Generator) -> Prop:
    colour: Colour = (
        float(rng.uniform(0.03, 0.09)),
        float(rng.uniform(0.08, 0.14)),
        float(rng.uniform(0.015, 0.05)),
    )
    x, y = float(rng.uniform(-4, 4)), float(rng.uniform(1.2, 6))
    if rng.random() < 0.5:
        mesh = hedge(rng, (x - 3, y, 0), (x + 3, y + 0.8, float(rng.uniform(0.6, 2))), colour)
    else:
        mesh = tree_crown(
            rng, (x, y, float(rng.uniform(1.0, 3.5))), float(rng.uniform(0.8, 2)), 2500, colour
        ).mesh
    return Prop(mesh, mottled(int(rng.integers(1, _PATTERNS))))


def _day(rng: np.random.Generator) -> Daylight:
    """Overcast to bright sun, from any side."""
    share = float(rng.choice([0.0, 0.4, 1.0, 1.6]))
    warm = float(rng.uniform(0.7, 1.0))
    angle, up = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.35, 1.6))
    return Daylight(
        (0.5, 0.55, 0.62),
        (share, share * 0.95 * warm**0.3, share * 0.85 * warm),
        (np.cos(angle), np.sin(angle), up),
    )


def _lamp(rng: np.random.Generator) -> Lamp:
    """Above the camera or on the side; its light pool ends somewhere in the picture."""
    place = (float(rng.uniform(-5, 5)), float(rng.uniform(-9, -1)), float(rng.uniform(2.5, 5)))
    power = float(rng.uniform(3, 12))
    return Lamp(place, (power, 0.92 * power, 0.8 * power), (0.0, 1.0, 0.0))
