"""Finds what differs from the scene in each picture, as a mask and as blobs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.values import Box, Image, Mask
from pipeline.vision.background import Background, BackgroundSettings, Levels
from pipeline.vision.light import is_relit
from pipeline.vision.pieces import gather
from pipeline.vision.shadow import ShadowSettings, keep_enclosed, shadow_mask
from pipeline.vision.split import split_upright

Labels = npt.NDArray[np.uint16]
"""`uint16 (H, W)`: the number of the region that each pixel belongs to; 0 for none."""

LIGHT_STEP = 8
"""The light is judged by every eighth pixel of every eighth row: a thousand of them have a steady median."""


@dataclass(frozen=True, slots=True)
class MotionSettings:
    """From difference to blobs."""

    background: BackgroundSettings = field(default_factory=BackgroundSettings)
    shadow: ShadowSettings = field(default_factory=ShadowSettings)
    min_area_px: int = 12
    """Least area of a blob in the small picture: a person 8 px high, the least that the classifier can
    name."""
    least_piece_px: int = 5
    """Least area of a region that may be a piece of a blob."""
    close_px: int = 3
    """Gaps up to this width between parts of an object (belt, window pillar) are closed."""
    most_change: float = 0.6
    """Share of the picture beyond which a change is the camera's or the light's, not an object's."""
    lamp_share: float = 0.02
    """Share of the picture from which a region is examined for being the scene under a lamp that was
    switched."""
    settle_s: float = 0.6
    """After such a change the scene is learnt anew, from the pictures of this time."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.min_area_px < 1:
            raise ValueError(f"min_area_px must be at least 1, got {self.min_area_px}")
        if not 0 < self.most_change <= 1:
            raise ValueError(f"most_change must lie in (0, 1], got {self.most_change}")


@dataclass(frozen=True, slots=True)
class Blob:
    """One connected region of the mask, in pixels of the small picture."""

    box: Box
    area_px: int
    """Pixels of the region itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What the tracker asks of the scene. Masks are `uint8 (H, W)`, 255 where true."""

    held: Mask
    """A track stands here: leave the scene as it is."""
    vacated: Mask
    """The change here is the hole that an object left in the learnt scene: take the picture for the scene."""


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """What moved in one picture."""

    time_us: int
    luma: Levels
    """`float32 (H, W)`: the small picture, with the light's slow change taken out."""
    scene: Levels
    """`float32 (H, W)`: what the small picture looks like without objects. The live scene, not a copy: it
    goes on learning with the next picture."""
    mask: Mask
    """`uint8 (H, W)`: 255 where an object is, else 0; shadows are 0."""
    blobs: tuple[Blob, ...]
    is_settled: bool
    """False while the scene is learnt anew after a sudden change of light or view; there are no blobs
    then."""


class MotionDetector:
    """Keeps the scene of one camera and compares each picture with it."""

    def __init__(self, settings: MotionSettings | None = None) -> None:
        self.settings = settings or MotionSettings()
        self.background = Background(self.settings.background)
        self._time_us: int | None = None
        self._settling: list[Image] = []
        self._settle_until_us: int | None = None

    def learn(self, samples: Sequence[Image]) -> None:
        """Learn the scene from small pictures `uint8 (H, W)` spread over some seconds."""
        self.background.learn(samples)

    def update(self, luma: Image, time_us: int, claims: Claims | None = None) -> Movement:
        """Compare a picture with the scene, then learn from it.

        Args:
            luma: `uint8 (H, W)`, the small picture; always of one size.
            time_us: Its time; must not go back.
            claims: What the tracker said after the last picture.
        """
        if not self.background.is_learnt:
            self.background.learn([luma])
        elapsed_s = 0.0 if self._time_us is None else (time_us - self._time_us) / 1e6
        self._time_us = time_us
        levels = self._even_light(luma)
        if self._settle_until_us is not None:
            return self._settle(luma, levels, time_us)
        if claims is not None:
            self.background.replace(levels, claims.vacated)
        difference = self.background.compare(levels)
        changed = _reconstruct(difference.weak, difference.strong)
        if cv2.countNonZero(changed) > self.settings.most_change * changed.size:
            return self._unsettle(luma, levels, time_us)
        shadow = shadow_mask(levels, self.background.mean, changed, self.settings.shadow)
        mask = self._clean(keep_enclosed(changed & ~shadow, changed))
        mask = self._without_relit(levels, mask)
        self.background.adapt(
            levels, changed, np.zeros_like(mask) if claims is None else claims.held, elapsed_s
        )
        return Movement(time_us, levels, self.background.mean, mask, self._blobs(mask), is_settled=True)

    def _without_relit(self, levels: Levels, mask: Mask) -> Mask:
        """Take large regions that a lamp lit or left for the scene, and out of the mask."""
        least_px = self.settings.lamp_share * mask.size
        if cv2.countNonZero(mask) < least_px:
            return mask
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_16U)
        for label in 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= least_px):
            x, y, width, height = stats[label, :4]
            around = (slice(y, y + height), slice(x, x + width))
            region = (labels[around] == label).astype(np.uint8)
            if is_relit(levels[around], self.background.mean[around], region):
                lit = np.zeros_like(mask)
                lit[around] = region
                self.background.replace(levels, lit)
                mask = mask * (1 - lit)
        return mask

    def _even_light(self, luma: Image) -> Levels:
        """Undo a change of exposure: scale the picture so that its usual pixel equals the scene's."""
        levels = luma.astype(np.float32)
        sample = self.background.mean[::LIGHT_STEP, ::LIGHT_STEP]
        lit = sample > 16
        if np.count_nonzero(lit) < 50:
            return levels
        gain = float(np.median(levels[::LIGHT_STEP, ::LIGHT_STEP][lit] / sample[lit]))
        return levels / np.float32(gain) if 0.5 < gain < 2 else levels

    def _unsettle(self, luma: Image, levels: Levels, time_us: int) -> Movement:
        self._settling = [luma]
        self._settle_until_us = time_us + round(self.settings.settle_s * 1e6)
        return self._unsettled(levels, time_us)

    def _settle(self, luma: Image, levels: Levels, time_us: int) -> Movement:
        self._settling.append(luma)
        if self._settle_until_us is not None and time_us >= self._settle_until_us:
            self.background.learn(self._settling[1:])
            self._settling, self._settle_until_us = [], None
        return self._unsettled(levels, time_us)

    def _unsettled(self, levels: Levels, time_us: int) -> Movement:
        nothing = np.zeros(levels.shape, np.uint8)
        return Movement(time_us, levels, self.background.mean, nothing, (), is_settled=False)

    def _clean(self, mask: Mask) -> Mask:
        """Drop specks and close small gaps."""
        side = self.settings.close_px
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        return cast("Mask", cv2.morphologyEx(cv2.medianBlur(mask, 3), cv2.MORPH_CLOSE, kernel))

    def _blobs(self, mask: Mask) -> tuple[Blob, ...]:
        # 16-bit labels: three times as fast, and a small picture has fewer than 65,536 regions.
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_16U)
        regions = 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= self.settings.least_piece_px)
        boxes = stats[regions, :4].astype(np.float64)
        blobs: list[Blob] = []
        for group in gather(boxes):
            members = regions[list(group)]
            if stats[members, cv2.CC_STAT_AREA].sum() >= self.settings.min_area_px:
                blobs.extend(_figures(cast("Labels", labels), members, boxes[list(group)]))
        return tuple(blobs)


def _figures(labels: Labels, members: npt.NDArray[np.intp], boxes: npt.NDArray[np.float64]) -> list[Blob]:
    """The blobs of regions that belong together; `boxes` (N, 4) are theirs: x, y, width, height."""
    x, y = boxes[:, :2].min(axis=0).astype(int)
    right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0).astype(int)
    inside = labels[y:bottom, x:right]
    region = np.logical_or.reduce([inside == member for member in members]).astype(np.uint8)
    blobs = []
    for columns in split_upright(region):
        part = region[:, columns]
        left, top, part_width, part_height = map(float, cv2.boundingRect(part))
        place = Box(x + columns.start + left, y + top, part_width, part_height)
        blobs.append(Blob(place, cv2.countNonZero(part)))
    return blobs


def _reconstruct(weak: Mask, strong: Mask) -> Mask:
    """Keep the connected regions of `weak` that contain a pixel of `strong`."""
    count, labels = cv2.connectedComponents(weak, ltype=cv2.CV_16U)
    kept = np.zeros(count, np.uint8)
    kept[labels[strong > 0]] = 255
    kept[0] = 0
    return np.take(kept, cast("Labels", labels))  # half of what kept[labels] takes
