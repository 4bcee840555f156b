"""Wheels of cars and trucks."""

import numpy as np

from sample_videos.shapes.mesh import Colour, Mesh, joined, turn_y
from sample_videos.shapes.solid import disc, panel, tube

_TYRE: Colour = (0.018, 0.018, 0.019)
_HOLLOW: Colour = (0.03, 0.03, 0.03)
_RIM: Colour = (0.32, 0.32, 0.34)
_OUTER_Y = 0.105
"""Where the spokes are, metres from the wheel's middle."""


def wheel_mesh(radius: float, travelled_m: float) -> Mesh:
    """A wheel standing on the ground at the origin, its outer side to the left, turned by its way."""
    angle = np.linspace(0, 2 * np.pi, 25)
    ring = np.stack([0.86 * radius * np.cos(angle), 0 * angle, 0.86 * radius * np.sin(angle)], axis=-1)
    parts = [
        tube(ring, np.full((25, 2), (0.1, 0.12 * radius)), _TYRE),
        disc((0, 0.09, 0), (0.0, 0.6 * radius), _HOLLOW),
        disc((0, 0.10, 0), (0.58 * radius, 0.72 * radius), _RIM, 0.2),
        *[_spoke(radius, angle) for angle in np.linspace(0, 2 * np.pi, 5, endpoint=False)],
    ]
    turn = turn_y(travelled_m / radius)
    return joined(parts).turned(turn, np.zeros(3, np.float32)).placed(0, 0, 0, z=radius)


def _spoke(radius: float, angle: float) -> Mesh:
    """From the hub to the rim, widest at the rim."""
    ends = [(0.08, 1.57), (0.62, 0.12), (0.62, -0.12), (0.08, -1.57)]
    corners = [
        (share * radius * np.cos(angle + turn), _OUTER_Y, share * radius * np.sin(angle + turn))
        for share, turn in ends
    ]
    return panel(corners, _RIM, 0.2)
