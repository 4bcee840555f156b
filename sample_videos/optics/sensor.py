"""What the camera makes of light: exposure, tone curve, lens, sharpening, noise."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.values import Image
from sample_videos.shapes.mesh import Floats


@dataclass(frozen=True, slots=True)
class Sensor:
    """A camera's electronics."""

    noise: float = 1.2
    """Deviation of the noise in dark parts, in grey levels of 255."""
    pattern: float = 0.6
    """Deviation of the noise that is the same in every frame."""
    blur_px: float = 0.45
    """Deviation of the lens's blur."""
    sharpening: float = 0.35
    vignette: float = 0.16
    """Light lost in the corners, as a share."""
    is_grey: bool = False
    """True at night, when the infra-red filter is swung away."""

    def develop(
        self, light: Floats, exposure: float, rng: np.random.Generator, pattern_seed: int = 0
    ) -> Image:
        """Turn light into a picture.

        Args:
            light: `float32 (H, W, 3)`, linear RGB.
            exposure: Factor on the light.
            rng: Source of the noise.
            pattern_seed: Which camera: its fixed noise.
        Returns:
            `uint8 (H, W, 3)` RGB.
        """
        height, width = light.shape[:2]
        seen = light * np.float32(exposure) * self._falloff(height, width)
        if self.is_grey:
            seen = np.repeat(seen.mean(axis=2, keepdims=True), 3, axis=2)
        blurred = cv2.GaussianBlur(tone(seen), (0, 0), self.blur_px)
        edges = blurred - cv2.GaussianBlur(blurred, (0, 0), 1.2)
        picture = np.asarray(blurred + self.sharpening * edges, np.float32)
        fixed = np.random.default_rng(pattern_seed).standard_normal((height, width, 1), np.float32)
        grain = self._grain(picture, rng) + self.pattern * fixed
        return np.clip(np.rint(255 * picture + grain), 0, 255).astype(np.uint8)

    def _grain(self, picture: Floats, rng: np.random.Generator) -> Floats:
        """Noise in grey levels, weaker where it is bright; with a little colour of its own by day."""
        height, width = picture.shape[:2]
        noise = (1.25 - 0.5 * picture) * rng.standard_normal((height, width, 1), np.float32)
        if not self.is_grey:
            noise = noise + 0.4 * rng.standard_normal((height, width, 3), np.float32)
        return np.asarray(self.noise * noise, np.float32)

    def _falloff(self, height: int, width: int) -> Floats:
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
        return np.asarray((1 - self.vignette * (x * x + y * y) / 2)[..., None], np.float32)


def tone(light: Floats) -> Floats:
    """Turn linear light into 0…1 picture values: the gamma of sRGB with a soft shoulder.

    Source: IEC 61966-2-1 for the gamma; above 0.6 the light saturates exponentially.
    """
    soft = np.where(light > 0.6, 1 - 0.4 * np.exp((0.6 - light) / 0.4), np.maximum(light, 0))
    return np.where(
        soft <= 0.0031308, 12.92 * soft, 1.055 * np.maximum(soft, 1e-6) ** (1 / 2.4) - 0.055
    ).astype(np.float32)
