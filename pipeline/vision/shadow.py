"""Cast shadows: darker than the scene, but with the scene's texture."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.values import Mask
from pipeline.vision.background import Levels

LEAST_ENCLOSING_PX = 800
"""Only large regions are filled: in small ones, what lies between object pixels is ground between two people
as often as a flat part of one."""


@dataclass(frozen=True, slots=True)
class ShadowSettings:
    """What passes for a shadow."""

    darkest: float = 0.45
    """Least ratio of shaded to lit luma. Sunlit ground in shade keeps about half of its luma after gamma."""
    lightest: float = 0.95
    """Greatest ratio; what is nearer to 1 does not reach the foreground anyway."""
    window_px: int = 3
    """Side of the window in which texture is compared: smaller sees noise, larger eats thin objects."""
    residual_levels: float = 4.0
    """Root mean square by which the picture may differ from the darkened scene within the window, beyond
    noise."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if not 0 < self.darkest < self.lightest <= 1:
            raise ValueError(f"need 0 < darkest < lightest <= 1, got {self.darkest} and {self.lightest}")
        if self.window_px < 3 or self.window_px % 2 == 0:
            raise ValueError(f"window_px must be odd and at least 3, got {self.window_px}")


def shadow_mask(luma: Levels, scene: Levels, foreground: Mask, settings: ShadowSettings) -> Mask:
    """Mark the foreground pixels that look like the scene under less light.

    Around a shaded pixel the picture is the scene times one factor. The factor that fits best and the energy
    that it leaves over are found with box filters over the window.

    Args:
        luma: `float32 (H, W)`, the picture.
        scene: `float32 (H, W)`, the same without objects.
        foreground: `uint8 (H, W)`, not 0 where the picture differs.
        settings: What passes for a shadow.
    Returns:
        `uint8 (H, W)`: 255 for shadow, else 0.
    Source: the idea of Jacques, Jung and Musse 2005, doi:10.1109/SIBGRAPI.2005.35 (there by normalised
        cross-correlation), written here as the residual of a least-squares gain, which stays defined on flat
        ground.
    """
    found = np.zeros_like(foreground)
    x, y, width, height = cv2.boundingRect(foreground)
    if width == 0:
        return found
    inside = (slice(y, y + height), slice(x, x + width))
    picture, ground = luma[inside], scene[inside]
    window = (settings.window_px, settings.window_px)
    cross = cv2.boxFilter(picture * ground, cv2.CV_32F, window)
    ground_energy = cv2.boxFilter(ground * ground, cv2.CV_32F, window)
    picture_energy = cv2.boxFilter(picture * picture, cv2.CV_32F, window)
    residual = picture_energy - cross * cross / np.maximum(ground_energy, 1.0)
    # A pixel beside a leg lies in windows with and without the leg: one that fits is enough.
    best = cv2.erode(residual, np.ones(window, np.uint8))
    gain = picture / np.maximum(ground, 1.0)
    is_shadow = (
        (foreground[inside] > 0)
        & (gain > settings.darkest)
        & (gain < settings.lightest)
        & (best < settings.residual_levels**2)
    )
    found[inside] = is_shadow.astype(np.uint8) * 255
    return found


def keep_enclosed(lit: Mask, changed: Mask) -> Mask:
    """Give back what lies between object pixels above and below: a dark coat, not a shadow.

    A cast shadow lies on the ground beside or under its object; a flat dark part of the object itself has
    more of the object above and below.

    Args:
        lit: `uint8 (H, W)`: 255 where the picture differs and is not thought to be shadow.
        changed: `uint8 (H, W)`: 255 where it differs.
    Returns:
        `lit` with the enclosed pixels of each connected region of `changed` added.
    """
    kept = lit.copy()
    x, y, width, height = cv2.boundingRect(changed)
    if width * height < LEAST_ENCLOSING_PX or cv2.countNonZero(changed) == cv2.countNonZero(lit):
        return kept
    around = (slice(y, y + height), slice(x, x + width))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(changed[around], ltype=cv2.CV_16U)
    for label in 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= LEAST_ENCLOSING_PX):
        left, top, right, bottom = (*stats[label, :2], *(stats[label, :2] + stats[label, 2:4]))
        region = labels[top:bottom, left:right] == label
        solid = region & (lit[around][top:bottom, left:right] > 0)
        above = np.maximum.accumulate(solid, axis=0)
        below = np.maximum.accumulate(solid[::-1], axis=0)[::-1]
        kept[around][top:bottom, left:right][region & above & below] = 255
    return kept
