"""House fronts: walls, windows, doors, roofs."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sample_videos.optics.stage import Prop
from sample_videos.shapes.mesh import Colour, Mesh, joined
from sample_videos.shapes.solid import ball, block, panel, upright
from sample_videos.shapes.texture import Texture, mottled, tiles

_WHITE: Colour = (0.62, 0.61, 0.58)
_GLASS: Colour = (0.015, 0.018, 0.022)
_CURTAIN: Colour = (0.34, 0.32, 0.28)
_STONE: Colour = (0.42, 0.41, 0.39)
_BRICK: Colour = (0.4, 0.4, 0.4)
_IRON: Colour = (0.12, 0.12, 0.12)
_PALE: Colour = (0.50, 0.51, 0.50)
_ROOFS: tuple[Colour, ...] = ((0.20, 0.09, 0.06), (0.13, 0.10, 0.09))
_DOORS: tuple[Colour, ...] = ((0.05, 0.10, 0.20), (0.28, 0.03, 0.03), (0.04, 0.12, 0.06), (0.10, 0.10, 0.10))


@dataclass(frozen=True, slots=True)
class Front:
    """The front of a house, facing the viewer."""

    left: float
    right: float
    y: float
    height: float
    depth: float = 7.0
    roof_rise: float = 2.6

    def props(self, wall: Texture, roof: Texture) -> list[Prop]:
        """Walls, roof, gutter."""
        front = upright((self.left, self.right), self.y, (0, self.height))
        walls = joined([front, *[self._side(x) for x in (self.left, self.right)]])
        return [Prop(walls, wall), Prop(self._roof(), roof), Prop(self._eaves(), mottled(5))]

    def _side(self, x: float) -> Mesh:
        back, middle = self.y + self.depth, self.y + self.depth / 2
        low, high, ridge = 0.0, self.height, self.height + self.roof_rise
        wall = panel([(x, self.y, low), (x, back, low), (x, back, high), (x, self.y, high)], _BRICK, cuts=8)
        gable = panel([(x, self.y, high), (x, back, high), (x, middle, ridge), (x, middle, ridge)], _BRICK)
        return joined([wall, gable])

    def _roof(self) -> Mesh:
        """The slope towards the viewer."""
        a, b = self.left - 0.35, self.right + 0.35
        near, foot = self.y - 0.4, self.height - 0.15
        far, ridge = self.y + self.depth / 2, self.height + self.roof_rise
        return panel([(a, near, foot), (b, near, foot), (b, far, ridge), (a, far, ridge)], _BRICK, cuts=8)

    def _eaves(self) -> Mesh:
        """Gutter and down-pipe."""
        y, high, end = self.y, self.height, self.right
        gutter = block((self.left - 0.35, y - 0.48, high - 0.26), (end + 0.35, y - 0.36, high - 0.12), _IRON)
        pipe = block((end - 0.35, y - 0.12, 0.1), (end - 0.25, y - 0.02, high - 0.2), _IRON)
        return joined([gutter, pipe])


@dataclass(frozen=True, slots=True)
class Window:
    """A window in a wall that faces the viewer, with frame, bar, sill and curtains."""

    x: float
    """Left edge."""
    z: float
    """Lower edge."""
    width: float = 1.3
    height: float = 1.35
    glow: float = 0.0
    """Light of the room behind as a factor on the day's; 0 dark."""

    def mesh(self, y: float) -> Mesh:
        """The window in a wall at `y`."""
        left, right, low, top = self.x, self.x + self.width, self.z, self.z + self.height
        pane: Colour = (self.glow, 0.72 * self.glow, 0.38 * self.glow) if self.glow else _GLASS
        sill = block((left - 0.1, y - 0.16, low - 0.08), (right + 0.1, y, low), _STONE)
        drapes = [(left + 0.06, left + 0.30), (right - 0.30, right - 0.06)]
        return joined([
            upright((left, right), y - 0.02, (low, top), pane, 0.15 if self.glow else 0.9), sill,
            *[upright(drape, y - 0.025, (low + 0.06, top - 0.06), _CURTAIN) for drape in drapes],
            *[block((a, y - 0.07, c), (b, y, d), _WHITE) for a, b, c, d in self._bars()],
        ])  # fmt: skip

    def _bars(self) -> list[tuple[float, float, float, float]]:
        """Left, right, lower, upper edge of the frame's parts."""
        left, right, low, top = self.x, self.x + self.width, self.z, self.z + self.height
        middle = (left + right) / 2
        return [
            (left, right, low, low + 0.07), (left, right, top - 0.07, top), (left, left + 0.07, low, top),
            (right - 0.07, right, low, top), (middle - 0.03, middle + 0.03, low, top),
        ]  # fmt: skip


def door(x: float, y: float, colour: Colour) -> Mesh:
    """A front door one metre wide with a step, panels, a small light and a handle."""
    dim: Colour = (0.7 * colour[0], 0.7 * colour[1], 0.7 * colour[2])
    return joined([
        block((x - 0.08, y - 0.08, 0.0), (x + 1.08, y, 2.2), _WHITE),
        block((x, y - 0.11, 0.12), (x + 1.0, y, 2.1), colour),
        *[block((x + 0.12, y - 0.125, z), (x + 0.88, y, z + 0.5), dim) for z in (0.25, 0.9)],
        upright((x + 0.2, x + 0.8), y - 0.13, (1.55, 1.95), _GLASS, 0.8),
        ball((x + 0.9, y - 0.17, 1.05), (0.04, 0.05, 0.04), (0.5, 0.45, 0.3), 0.6),
        block((x - 0.4, y - 1.0, 0.0), (x + 1.4, y, 0.12), (0.33, 0.32, 0.30)),
    ])  # fmt: skip


def garage_door(x: float, y: float, width: float) -> Mesh:
    """A lifting door of ribs."""
    ribs = pairwise(np.linspace(0.05, 2.15, 9))
    frame = block((x - 0.1, y - 0.06, 0), (x + width + 0.1, y, 2.3), _WHITE)
    return joined([frame, *[block((x, y - 0.10, a), (x + width, y, b - 0.03), _PALE) for a, b in ribs]])


def terrace(fronts: list[tuple[Front, Texture]], seed: int) -> list[Prop]:
    """A row of two-storey houses with windows and doors, each with its own wall."""
    props: list[Prop] = []
    for number, (front, wall) in enumerate(fronts):
        props += front.props(wall, tiles(seed + number, _ROOFS[number % len(_ROOFS)]))
        places = [front.left + share * (front.right - front.left) for share in (0.12, 0.42, 0.72)]
        door_x = places[number % 3]
        low = [Window(x, 0.95).mesh(front.y) for x in places if x != door_x]
        high = [Window(x, 3.35).mesh(front.y) for x in places]
        fittings = joined([*low, *high, door(door_x, front.y, _DOORS[number % len(_DOORS)])])
        props.append(Prop(fittings, mottled(seed + 20 + number, 0.06)))
    return props
