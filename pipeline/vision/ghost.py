"""Telling an object from the hole that it left in the learnt scene."""

import cv2
import numpy as np

from pipeline.values import Box
from pipeline.vision.appearance import inside
from pipeline.vision.background import Levels
from pipeline.vision.motion import Movement

GHOST_RATIO = 1.3
"""Times by which the scene's edges along an outline must outweigh the picture's to call the region a
ghost."""


def is_ghost(movement: Movement, box: Box) -> bool:
    """Whether the change in a box is one where an object *left*.

    An object has an edge around it in the picture; the hole of one that was learnt into the scene and then
    went away has it in the scene alone.

    Source: the question is that of Cucchiara et al. 2003, doi:10.1109/TPAMI.2003.1233909, who answer it by
        optical flow; edges along the outline need one picture only.
    """
    area = inside(box, movement.mask.shape, margin=3)
    region = movement.mask[area]
    kernel = np.ones((3, 3), np.uint8)
    outline = cv2.subtract(cv2.dilate(region, kernel), cv2.erode(region, kernel))
    if not cv2.countNonZero(outline):
        return False
    in_picture = cv2.mean(_edges(movement.luma[area]), mask=outline)[0]
    in_scene = cv2.mean(_edges(movement.scene[area]), mask=outline)[0]
    return in_scene > GHOST_RATIO * max(in_picture, 1.0)


def _edges(levels: Levels) -> Levels:
    across = cv2.Sobel(levels, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(levels, cv2.CV_32F, 0, 1)
    return cv2.magnitude(across, down)  # type: ignore[return-value]
