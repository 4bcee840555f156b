"""The scene without its objects: what each pixel of the small picture looks like when nothing is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.values import Image, Mask

Levels = npt.NDArray[np.float32]
"""`float32 (H, W)`: luma levels, 0…255."""

MAD_TO_DEVIATION = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""

LIMITS_S = 0.5
"""How long the limits drawn from the scene are kept; the scene itself changes over seconds."""
BAND = 16
"""Rows that are learnt at once."""
NEIGHBOURS = np.ones((3, 3), np.uint8)
"""A pixel and the eight around it."""


@dataclass(frozen=True, slots=True)
class BackgroundSettings:
    """How fast the scene is learnt, and what counts as different from it."""

    adapt_s: float = 12.0
    """Time constant with which unchanged pixels follow daylight. Much slower than an object passes, much
    faster than the sun."""
    absorb_s: float = 60.0
    """Time constant with which changed pixels that no track claims become scene: a moved chair, an opened
    door."""
    flicker_share: float = 0.15
    """Share by which each onset of change draws a restless pixel's tolerance towards it."""
    restless_hz: float = 0.5
    """A pixel is restless if unclaimed change sets in this often: leaves, water and flags come and go several
    times a second; objects come once, and are claimed by a track."""
    restless_s: float = 6.0
    """Time constant over which the onsets are counted."""
    floor_levels: float = 8.0
    """Least difference that counts. Compression and sensor noise of an average camera stay below it."""
    dark_floor_levels: float = 3.0
    """The same on black: at night all contrasts shrink, and so does what noise reduction leaves over."""
    floor_share: float = 0.08
    """Share of the scene's level by which it grows with brightness, up to `floor_levels`."""
    deviations: float = 3.0
    """Mean deviations of the pixel that a difference must exceed beyond the floor to seed an object."""
    weak_share: float = 0.8
    """A pixel beyond this share of its threshold belongs to an object if it touches a seed (hysteresis, as in
    Canny 1986): it fills windscreens and grey coats without letting noise in."""
    tremble_share: float = 0.6
    """Share of a difference that is forgiven where a neighbouring pixel of the scene has the picture's level:
    a mast in the wind moves every edge by half a pixel. Not all of it, or thin things before rough ground
    would vanish."""
    most_deviation: float = 50.0
    """Upper bound of the learnt deviation: leaf against bright sky."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        for name in (
            "adapt_s",
            "absorb_s",
            "restless_hz",
            "restless_s",
            "floor_levels",
            "deviations",
            "most_deviation",
        ):
            value = getattr(self, name)
            if value <= 0:
                raise ValueError(f"{name} must be positive, got {value}")
        for name in ("weak_share", "flicker_share", "tremble_share"):
            share = getattr(self, name)
            if not 0 < share <= 1:
                raise ValueError(f"{name} must lie in (0, 1], got {share}")


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Where a picture differs from the scene."""

    weak: Mask
    """`uint8 (H, W)`: 255 beyond the weak threshold, else 0."""
    strong: Mask
    """`uint8 (H, W)`: 255 beyond the full threshold, else 0."""


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    """What the scene allows, derived from its mean and deviation. All `float32 (H, W)`."""

    lowest: Levels
    """Lowest level among a pixel and its neighbours."""
    highest: Levels
    """Highest level among them."""
    weak: Levels
    """Difference from which a pixel may belong to an object."""
    strong: Levels
    """Difference from which it does."""


class Background:
    """Running mean and mean deviation of every pixel, updated only where no object is claimed.

    One mode a pixel suffices where others keep a mixture, because the tracker tells which pixels to leave
    alone (`claimed` in `adapt`) and restless pixels grow a tolerance of their own; measured against OpenCV's
    MOG2 in `docs/design/motion.md`.
    """

    def __init__(self, settings: BackgroundSettings) -> None:
        self.settings = settings
        self._mean: Levels | None = None
        self._deviation: Levels | None = None
        self._limits: _Limits | None = None
        self._age_s = 0.0
        self._unclaimed: Mask | None = None
        self._onsets: Levels | None = None

    @property
    def is_learnt(self) -> bool:
        """True once a picture was learnt."""
        return self._mean is not None

    @property
    def mean(self) -> Levels:
        """The scene, `float32 (H, W)`.

        Raises:
            ValueError: Nothing was learnt yet.
        """
        if self._mean is None:
            raise ValueError("the background has learnt no picture yet")
        return self._mean

    @property
    def deviation(self) -> Levels:
        """Mean absolute deviation of each pixel from the scene, `float32 (H, W)`."""
        if self._deviation is None:
            raise ValueError("the background has learnt no picture yet")
        return self._deviation

    def learn(self, samples: Sequence[Image]) -> None:
        """Begin anew from pictures `uint8 (H, W)` spread over time: their median is the scene.

        What moves covers a pixel in fewer than half of the samples, so that it does not enter the median.
        """
        stack = np.stack(samples)
        median, spread = np.empty((2, *stack.shape[1:]), np.float32)
        for top in range(0, len(median), BAND):  # all rows at once take 50 MB for a while
            band = slice(top, top + BAND)
            median[band] = np.median(stack[:, band], axis=0)
            spread[band] = np.median(np.abs(stack[:, band] - median[band]), axis=0)
        self._mean, self._limits = median, None
        self._unclaimed = self._onsets = None
        self._deviation = np.clip(spread * MAD_TO_DEVIATION, 1.0, self.settings.most_deviation)

    def compare(self, luma: Levels) -> Difference:
        """Mark where `luma` (`float32 (H, W)`) differs from the scene."""
        if self._limits is None:
            self._limits = self._limit()
        limits = self._limits
        levels = self._difference(luma, limits)
        strong = cv2.compare(levels, limits.strong, cv2.CMP_GT)
        weak = cv2.compare(levels, limits.weak, cv2.CMP_GT)
        return Difference(cast("Mask", weak), cast("Mask", strong))

    def _limit(self) -> "_Limits":
        settings = self.settings
        floor = np.minimum(
            settings.dark_floor_levels + settings.floor_share * self.mean, settings.floor_levels
        )
        strong = (self.deviation * settings.deviations + floor).astype(np.float32, copy=False)
        weak = strong * np.float32(settings.weak_share)
        lowest = cast("Levels", cv2.erode(self.mean, NEIGHBOURS))
        highest = cast("Levels", cv2.dilate(self.mean, NEIGHBOURS))
        return _Limits(lowest, highest, weak, strong)

    def _difference(self, luma: Levels, limits: "_Limits") -> Levels:
        """How far each pixel is from the scene, partly forgiven where a neighbour explains it."""
        exact = cast("Levels", cv2.absdiff(luma, self.mean))
        explained = cv2.max(cv2.min(luma, limits.highest), limits.lowest)  # np.clip takes four times as long
        share = self.settings.tremble_share
        tolerant = cv2.absdiff(luma, explained)
        return cast("Levels", cv2.addWeighted(exact, 1 - share, tolerant, share, 0))

    def adapt(self, luma: Levels, changed: Mask, claimed: Mask, elapsed_s: float) -> None:
        """Learn from a picture.

        Args:
            luma: `float32 (H, W)`.
            changed: `uint8 (H, W)`: not 0 where the picture shows something else than the scene.
            claimed: `uint8 (H, W)`: not 0 where a track stands; these pixels are left as they are.
            elapsed_s: Time since the last call.
        """
        settings = self.settings
        same = ~(changed | claimed)
        unclaimed = changed & ~claimed
        step = _share(elapsed_s, settings.adapt_s)
        levels = cast("Levels", cv2.absdiff(luma, self.mean))
        cv2.accumulateWeighted(levels, self.deviation, step, mask=same)
        cv2.accumulateWeighted(luma, self.mean, step, mask=same)
        self._note_flicker(levels, unclaimed, elapsed_s)
        cv2.accumulateWeighted(luma, self.mean, _share(elapsed_s, settings.absorb_s), mask=unclaimed)
        np.clip(self.deviation, 1.0, settings.most_deviation, out=self._deviation)
        self._age_s += elapsed_s
        if self._age_s >= LIMITS_S:
            self._limits, self._age_s = None, 0.0

    def _note_flicker(self, levels: Levels, unclaimed: Mask, elapsed_s: float) -> None:
        """Count how often change sets in at each pixel, and make the restless ones tolerant."""
        settings = self.settings
        if self._unclaimed is None or self._onsets is None:
            self._unclaimed, self._onsets = unclaimed, np.zeros(levels.shape, np.float32)
        onset = unclaimed & ~self._unclaimed
        self._unclaimed = unclaimed
        self._onsets *= np.float32(1.0 - _share(elapsed_s, settings.restless_s))
        self._onsets += onset.astype(np.float32) / 255
        onset[self._onsets <= settings.restless_hz * settings.restless_s] = 0
        cv2.accumulateWeighted(levels, self.deviation, settings.flicker_share, mask=onset)

    def replace(self, luma: Levels, region: Mask) -> None:
        """Take the picture for the scene where `region` is not 0."""
        cv2.copyTo(luma, region, self.mean)
        if region.any():
            self._limits = None


def _share(elapsed_s: float, time_constant_s: float) -> float:
    """Weight of a new sample after `elapsed_s` in an exponential average."""
    return float(1.0 - np.exp(-elapsed_s / time_constant_s))
