"""How legs and arms swing: joint angles over one stride."""

from dataclasses import dataclass

import numpy as np

_STRIDE = np.linspace(0, 1, 11)
_HIP = np.radians([25, 23, 15, 6, -3, -9, -6, 9, 22, 28, 25])
_KNEE = np.radians([4, 17, 13, 5, 9, 22, 45, 61, 44, 14, 4])
_ANKLE = np.radians([0, -4, 3, 7, 9, 2, -17, -8, 0, 2, 0])


@dataclass(frozen=True, slots=True)
class LegAngles:
    """Angles of one leg in radians: hip and knee bent forward/backward, foot lifted."""

    hip: float
    knee: float
    ankle: float


def leg_angles(phase: float, vigour: float) -> LegAngles:
    """Angles of a leg in walking.

    Args:
        phase: Strides since its heel met the ground; only the fraction counts.
        vigour: 0 stands, 1 walks briskly, more runs.

    Source: the usual normal-gait curves, Winter 1991, *The Biomechanics and Motor Control of Human Gait*,
    read off at every tenth of a stride.
    """
    at = phase % 1.0
    hip, knee, ankle = (float(np.interp(at, _STRIDE, curve)) for curve in (_HIP, _KNEE, _ANKLE))
    return LegAngles(vigour * hip, 0.06 + vigour * knee, vigour * ankle)
