"""Two bones between two fixed points: where the joint between them goes."""

import numpy as np
import numpy.typing as npt

from sample_videos.shapes.mesh import Floats


def joint(
    root: npt.ArrayLike, tip: npt.ArrayLike, lengths: tuple[float, float], towards: npt.ArrayLike
) -> Floats:
    """The knee or elbow of a two-bone limb, `(3,)`.

    Args:
        root: Hip or shoulder.
        tip: Ankle or wrist; beyond reach the limb is stretched.
        lengths: Of the bone at the root and the bone at the tip.
        towards: Direction in which the joint bends.
    """
    a, b = np.asarray(root, np.float32), np.asarray(tip, np.float32)
    reach = float(np.linalg.norm(b - a))
    axis = (b - a) / max(reach, 1e-6)
    along = (lengths[0] ** 2 - lengths[1] ** 2 + reach**2) / (2 * max(reach, 1e-6))
    out = np.sqrt(max(lengths[0] ** 2 - along**2, 0.0))
    bend = np.asarray(towards, np.float32)
    bend = bend - (bend @ axis) * axis
    return np.asarray(a + along * axis + out * bend / max(float(np.linalg.norm(bend)), 1e-6), np.float32)
