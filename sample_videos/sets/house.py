"""House fronts: walls, windows, doors, roofs."""

from dataclasses import dataclass

import numpy as np

from sample_videos.optics.stage import Prop
from sample_videos.shapes.mesh import Colour, Mesh, joined
from sample_videos.shapes.solid import ball, block, panel
from sample_videos.shapes.texture import Texture, mottled, tiles

_WHITE: Colour = (0.62, 0.61, 0.58)
_GLASS: Colour = (0.015, 0.018, 0.022)
_CURTAIN: Colour = (0.34, 0.32, 0.28)


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
        """Wall, sides and roof."""
        corners = [
            (self.left, self.y, 0),
            (self.right, self.y, 0),
            (self.right, self.y, self.height),
            (self.left, self.y, self.height),
        ]
        front = panel(corners, (0.4, 0.4, 0.4), cuts=12)
        back = self.y + self.depth
        sides = [
            panel(
                [(x, self.y, 0), (x, back, 0), (x, back, self.height), (x, self.y, self.height)],
                (0.4, 0.4, 0.4),
                cuts=8,
            )
            for x in (self.left, self.right)
        ]
        return [
            Prop(joined([front, *sides]), wall),
            Prop(self._roof(), roof),
            Prop(self._eaves(), mottled(5)),
        ]

    def _roof(self) -> Mesh:
        over, ridge_y, ridge_z = 0.35, self.y + self.depth / 2, self.height + self.roof_rise
        a, b = self.left - over, self.right + over
        slope = panel(
            [
                (a, self.y - 0.4, self.height - 0.15),
                (b, self.y - 0.4, self.height - 0.15),
                (b, ridge_y, ridge_z),
                (a, ridge_y, ridge_z),
            ],
            (0.4, 0.4, 0.4),
            cuts=8,
        )
        gables = [
            panel(
                [
                    (x, self.y, self.height),
                    (x, self.y + self.depth, self.height),
                    (x, ridge_y, ridge_z),
                    (x, ridge_y, ridge_z),
                ],
                (0.4, 0.4, 0.4),
            )
            for x in (self.left, self.right)
        ]
        return joined([slope, *gables])

    def _eaves(self) -> Mesh:
        gutter = block(
            (self.left - 0.35, self.y - 0.48, self.height - 0.26),
            (self.right + 0.35, self.y - 0.36, self.height - 0.12),
            (0.12, 0.12, 0.12),
        )
        pipe = block(
            (self.right - 0.35, self.y - 0.12, 0.1),
            (self.right - 0.25, self.y - 0.02, self.height - 0.2),
            (0.12, 0.12, 0.12),
        )
        return joined([gutter, pipe])


def window(
    x: float, y: float, z: float, width: float = 1.3, height: float = 1.35, light: float = 0.0
) -> Mesh:
    """A window with frame, bar, sill and curtains, its lower left corner at (x, z) of a wall at y.

    Args:
        x: Left edge.
        y: Where the wall stands.
        z: Lower edge.
        width: Of the opening.
        height: Of the opening.
        light: Glow of the room behind as a factor on the day's light; 0 dark.
    """
    right, top = x + width, z + height
    pane: Colour = (light, 0.72 * light, 0.38 * light) if light else _GLASS
    bars = [(x, right, z, z + 0.07), (x, right, top - 0.07, top), (x, x + 0.07, z, top), (right - 0.07, right, z, top),
            ((x + right) / 2 - 0.03, (x + right) / 2 + 0.03, z, top)]  # fmt: skip
    drapes = [(x + 0.06, x + 0.30), (right - 0.30, right - 0.06)]
    return joined([
        panel([(x, y - 0.02, z), (right, y - 0.02, z), (right, y - 0.02, top), (x, y - 0.02, top)], pane, 0.15 if light else 0.9),
        *[block((a, y - 0.07, c), (b, y, d), _WHITE) for a, b, c, d in bars],
        *[panel([(a, y - 0.025, z + 0.06), (b, y - 0.025, z + 0.06), (b, y - 0.025, top - 0.06), (a, y - 0.025, top - 0.06)], _CURTAIN) for a, b in drapes],
        block((x - 0.1, y - 0.16, z - 0.08), (right + 0.1, y, z), (0.42, 0.41, 0.39)),
    ])  # fmt: skip


def door(x: float, y: float, colour: Colour) -> Mesh:
    """A front door one metre wide with a step, panels, a small light and a handle."""
    dim: Colour = (0.7 * colour[0], 0.7 * colour[1], 0.7 * colour[2])
    return joined([
        block((x - 0.08, y - 0.08, 0.0), (x + 1.08, y, 2.2), _WHITE), block((x, y - 0.11, 0.12), (x + 1.0, y, 2.1), colour),
        *[block((x + 0.12, y - 0.125, z), (x + 0.88, y, z + 0.5), dim) for z in (0.25, 0.9)],
        panel([(x + 0.2, y - 0.13, 1.55), (x + 0.8, y - 0.13, 1.55), (x + 0.8, y - 0.13, 1.95), (x + 0.2, y - 0.13, 1.95)], _GLASS, 0.8),
        ball((x + 0.9, y - 0.17, 1.05), (0.04, 0.05, 0.04), (0.5, 0.45, 0.3), 0.6),
        block((x - 0.4, y - 1.0, 0.0), (x + 1.4, y, 0.12), (0.33, 0.32, 0.30)),
    ])  # fmt: skip


def garage_door(x: float, y: float, width: float) -> Mesh:
    """A lifting door of ribs."""
    ribs = np.linspace(0.05, 2.15, 9)
    return joined([
        block((x - 0.1, y - 0.06, 0), (x + width + 0.1, y, 2.3), _WHITE),
        *[block((x, y - 0.10, a), (x + width, y, b - 0.03), (0.50, 0.51, 0.50)) for a, b in zip(ribs[:-1], ribs[1:], strict=True)],
    ])  # fmt: skip


def terrace(fronts: list[tuple[Front, Texture]], seed: int) -> list[Prop]:
    """A row of two-storey houses with windows and doors, each with its own wall."""
    props: list[Prop] = []
    paints: tuple[Colour, ...] = (
        (0.05, 0.10, 0.20),
        (0.28, 0.03, 0.03),
        (0.04, 0.12, 0.06),
        (0.10, 0.10, 0.10),
    )
    for number, (front, wall) in enumerate(fronts):
        props += front.props(
            wall, tiles(seed + number, (0.13, 0.10, 0.09) if number % 2 else (0.20, 0.09, 0.06))
        )
        width = front.right - front.left
        places = [front.left + share * width for share in (0.12, 0.42, 0.72)]
        meshes = [
            window(x, front.y, z)
            for z in (0.95, 3.35)
            for x in places
            if not (z < 2 and x == places[number % 3])
        ]
        meshes.append(door(places[number % 3], front.y, paints[number % len(paints)]))
        props.append(Prop(joined(meshes), mottled(seed + 20 + number, 0.06)))
    return props
