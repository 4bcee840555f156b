"""Makes clean crops look as a fixed camera's blobs do: small, grey, noisy, compressed, badly cut."""

from dataclasses import dataclass

import cv2
import numpy as np

from model.picture import Pixels, fit_crop
from model.training.recipe import BACKGROUND


@dataclass(frozen=True, slots=True)
class AugmentationSettings:
    """How often and how much; a share is the probability that a crop gets it."""

    poor_share: float = 0.65
    """The others keep their light, sharpness and pixels: what is near is seen well, and learnt from first."""
    smallest_side: int = 12
    """Longest side in pixels, as if seen from afar, is drawn log-uniformly from here to the crop's own."""
    small_share: float = 0.65
    jitter: float = 0.12
    """Each side of the box moves by up to this share of the crop: blobs fit loosely."""
    cut_share: float = 0.15
    """Blobs lose feet, roofs and tails: one side is cut …"""
    cut: float = 0.3
    """… by up to this share."""
    stretch_share: float = 0.6
    """Persons are tall and pictures from the web are square, so that the crop's shape alone would tell a
    network what it shows, wrongly where a cyclist comes near. Most crops are stretched or squeezed …"""
    stretch: float = 1.9
    """… to a width by height of up to this times more or less, log-uniformly."""
    narrowest_person: float = 1.35
    """A person may become as much wider, and narrower by this: less than a third of a body is no body."""
    part_share: float = 0.2
    """An object that is no person is cut to a part of its width or of its height …"""
    least_part: float = 0.5
    """… of at least this share: the picture's edge, a hedge or another object hides the rest."""
    tilt_deg: float = 8.0
    grey_share: float = 0.35
    """Infra-red night pictures and many cameras have no colour."""
    dark_share: float = 0.12
    blur_share: float = 0.25
    noise_share: float = 0.35
    noise: float = 10.0
    """Largest standard deviation of the noise, of 255."""
    speckle_share: float = 0.06
    """Black and white pixels, up to …"""
    speckle: float = 0.04
    """… this share of them, as a weak signal leaves."""
    jpeg_share: float = 0.4
    cutout_share: float = 0.2
    shadow_share: float = 0.35
    """Of the background crops: a soft shadow or glow is laid over them, since these are what move."""
    tint_share: float = 0.3
    """Of the background crops: ground, leaves and walls are of any hue, and animals often stand on green."""


LEVELS = np.linspace(0, 1, 256)
"""Of a pixel, dark to bright."""

DEFAULTS = AugmentationSettings()
AS_SEEN = AugmentationSettings(
    poor_share=1.0, cutout_share=0.0, stretch_share=0.0, part_share=0.0, tint_share=0.0
)
"""Only what a poor camera does: what objects look like to it, in their own shape, for measuring."""


def augment(
    image: Pixels, size: int, label: str, rng: np.random.Generator, settings: AugmentationSettings = DEFAULTS
) -> Pixels:
    """Draw one variant of a crop.

    Args:
        image: `uint8 (h, w, 3)` RGB.
        size: Side of the result.
        label: A background may be cut anywhere and crossed by shadows; an object may not.
        rng: Source of all chance.
        settings: How often and how much.
    Returns:
        `uint8 (size, size, 3)` RGB.
    """
    image = (
        _as_background(image, rng, settings)
        if label == BACKGROUND
        else _as_object(image, label, rng, settings)
    )
    if rng.random() < settings.poor_share:
        image = _relit(image, rng, settings)
        image = _seen_from_afar(image, rng, settings)
        image = _through_a_camera(image, rng, settings)
    image = fit_crop(image[:, ::-1] if rng.random() < 0.5 else image, size)
    return _cut_out(image, rng) if rng.random() < settings.cutout_share else image


def _as_background(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    image = _window(image, rng)
    if rng.random() < settings.tint_share:
        image = _tinted(image, rng)
    if rng.random() < settings.stretch_share:
        image = _stretched(image, float(np.exp(rng.uniform(-1, 1) * np.log(settings.stretch))))
    return _shadowed(image, rng) if rng.random() < settings.shadow_share else image


def _as_object(image: Pixels, label: str, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    is_person = label == "person"
    if not is_person and rng.random() < settings.part_share:
        image = _part(image, rng, settings)
    if rng.random() < settings.stretch_share:
        narrowest = settings.narrowest_person if is_person else settings.stretch
        image = _stretched(image, float(np.exp(rng.uniform(-np.log(narrowest), np.log(settings.stretch)))))
    return _reframed(image, rng, settings)


def _stretched(image: Pixels, factor: float) -> Pixels:
    """Change width by height by a factor, the area kept."""
    height, width = image.shape[:2]
    size_wh = max(3, round(width * factor**0.5)), max(3, round(height / factor**0.5))
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_LINEAR), np.uint8)


def _part(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    """Keep part of the width, or of the height."""
    axis = int(rng.integers(2))
    side = image.shape[axis]
    kept = max(4, round(side * rng.uniform(settings.least_part, 1)))
    start = int(rng.integers(0, max(1, side - kept + 1)))
    return image[start : start + kept] if axis == 0 else image[:, start : start + kept]


def _tinted(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Turn the hue by any angle, and change how strong it is."""
    hsv = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(np.int16) + int(rng.integers(180))) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * rng.uniform(0.3, 1.3), 0, 255)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.uint8)


def _window(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Any part of a background is background, at any aspect: shape alone must not tell."""
    if rng.random() < 0.3:
        return image
    height, width = image.shape[:2]
    h, w = (max(4, round(side * rng.uniform(0.3, 1.0))) for side in (height, width))
    y, x = rng.integers(0, max(1, height - h + 1)), rng.integers(0, max(1, width - w + 1))
    return image[y : y + h, x : x + w]


def _reframed(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    """Move the box's sides, cut one of them sometimes, and tilt a little."""
    height, width = image.shape[:2]
    left, top, right, bottom = rng.uniform(-settings.jitter, settings.jitter, 4)
    if rng.random() < settings.cut_share:
        # Feet are lost most often: they cast the shadow that is cut away.
        side, cut = rng.choice(4, p=(0.2, 0.2, 0.2, 0.4)), rng.uniform(settings.jitter, settings.cut)
        left, top, right, bottom = (cut if i == side else v for i, v in enumerate((left, top, right, bottom)))
    new_w = max(4, round(width * (1 - left - right)))
    new_h = max(4, round(height * (1 - top - bottom)))
    turn = np.deg2rad(rng.uniform(-settings.tilt_deg, settings.tilt_deg))
    cosine, sine = np.cos(turn), np.sin(turn)
    centre_x, centre_y = width * (1 + left - right) / 2, height * (1 + top - bottom) / 2
    # Maps a pixel of the result to the pixel of the crop that it shows.
    inverse = np.array(
        [
            [cosine, -sine, centre_x - cosine * new_w / 2 + sine * new_h / 2],
            [sine, cosine, centre_y - sine * new_w / 2 - cosine * new_h / 2],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(image, inverse, (new_w, new_h), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _shadowed(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Darken or lighten a soft blob: a cast shadow, a headlight's reflection."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.float32)
    centre = int(rng.integers(0, width)), int(rng.integers(0, height))
    axes = int(width * rng.uniform(0.15, 0.7)) + 1, int(height * rng.uniform(0.15, 0.7)) + 1
    cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.5, 5))))[..., np.newaxis]
    if rng.random() < 0.65:
        lit = image * (1 - soft * rng.uniform(0.2, 0.75))
    else:
        lit = image + soft * rng.uniform(40, 200)
    return np.clip(lit, 0, 255).astype(np.uint8)


def _relit(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    """Change gamma, contrast, brightness and colour, down to night and grey."""
    levels = LEVELS ** np.exp(rng.uniform(-0.6, 0.6))
    contrast, brightness = rng.uniform(0.55, 1.25), rng.uniform(-0.12, 0.12)
    if rng.random() < settings.dark_share:
        contrast, brightness = contrast * rng.uniform(0.2, 0.6), brightness - rng.uniform(0.1, 0.3)
    levels = (levels - 0.5) * contrast + 0.5 + brightness
    if rng.random() < settings.grey_share:
        image = np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., np.newaxis], 3, axis=2)
        cast = np.ones(3)
    else:
        cast = rng.uniform(0.85, 1.15, 3)
    table = np.clip(levels[:, np.newaxis] * cast * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(image), table.reshape(1, 256, 3)), np.uint8)


def _seen_from_afar(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    longest = max(image.shape[:2])
    if longest <= settings.smallest_side or rng.random() >= settings.small_share:
        return image
    factor = np.exp(rng.uniform(np.log(settings.smallest_side / longest), 0))
    size_wh = max(3, round(image.shape[1] * factor)), max(3, round(image.shape[0] * factor))
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def _through_a_camera(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    """Blur by focus or motion, add sensor noise, compress; in the camera's own order and pixels."""
    if rng.random() < settings.blur_share:
        if rng.random() < 0.7:
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 1.0))), np.uint8)
        else:
            image = np.asarray(cv2.blur(image, (int(rng.integers(2, 5)), 1)), np.uint8)
    if rng.random() < settings.noise_share:
        channels = 1 if rng.random() < 0.5 else 3
        noise = rng.standard_normal((*image.shape[:2], channels), np.float32) * rng.uniform(1, settings.noise)
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    if rng.random() < settings.speckle_share:
        image = _speckled(image, rng, settings)
    if rng.random() < settings.jpeg_share:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 85))]
        image = np.asarray(cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return image


def _speckled(image: Pixels, rng: np.random.Generator, settings: AugmentationSettings) -> Pixels:
    hit = rng.random(image.shape[:2]) < rng.uniform(0.005, settings.speckle)
    return np.where(hit[..., np.newaxis], rng.choice([0, 255], (*image.shape[:2], 1)), image).astype(np.uint8)


def _cut_out(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Hide a rectangle, as a pole or a neighbour does (Source: DeVries and Taylor 2017, arXiv:1708.04552)."""
    size = image.shape[0]
    h, w = rng.integers(size // 8, size // 2, 2)
    y, x = rng.integers(0, size - h), rng.integers(0, size - w)
    hidden = image.copy()
    hidden[y : y + h, x : x + w] = rng.integers(0, 256, 3)
    return hidden
