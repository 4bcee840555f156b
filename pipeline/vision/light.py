"""Telling a lamp's light on the scene from an object before it."""

import cv2
import numpy as np

from pipeline.values import Mask
from pipeline.vision.background import Levels

WINDOW = (7, 7)
"""Texture is what differs from the mean of this neighbourhood; light falls more evenly than that."""
SAME_TEXTURE = 0.6
"""Correlation of the textures from which the picture shows the scene itself, only brighter or darker."""
LEAST_TEXTURE = 2.0
"""Deviation of the scene's texture, in levels, below which there is nothing to compare."""


def is_relit(luma: Levels, scene: Levels, region: Mask) -> bool:
    """Whether a region of change shows the scene's own texture under other light.

    Args:
        luma: `float32 (h, w)`, the picture around the region.
        scene: `float32 (h, w)`, the scene there.
        region: `uint8 (h, w)`, not 0 inside the region.
    """
    inside = region > 0
    seen = (luma - cv2.blur(luma, WINDOW))[inside]
    known = (scene - cv2.blur(scene, WINDOW))[inside]
    spread = float(np.std(seen)) * float(np.std(known))
    if float(np.std(known)) < LEAST_TEXTURE or not spread:
        return False
    return float(np.mean((seen - seen.mean()) * (known - known.mean()))) / spread > SAME_TEXTURE
