"""Made scenes for the tests of vision: ground, figures, shadows, lamps, branches at known places and times.

Pictures are the small luma pictures that `MotionDetector` looks at, drawn for any time that a test asks for.
Before second 0 a scene is empty, unless a thing says that it was there earlier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from pipeline.analyse import AnalysisSettings
from pipeline.values import Box, Image, Track
from pipeline.vision.background import Levels
from pipeline.vision.motion import MotionDetector, Movement
from pipeline.vision.track import Tracker

WIDTH, HEIGHT = 192, 108
EMPTY_S = (-6.0, 0.0)
"""From and to: the stretch from which a scene is learnt, unless a test says otherwise."""
RATE_HZ = AnalysisSettings().rate_hz
ALWAYS = -float("inf")
"""Time since which what is no newcomer has been there."""

Way = Callable[[float], tuple[float, float]]
"""Time in seconds → top-left corner in pixels."""


class Thing(Protocol):
    """What shows in a scene, or changes its light."""

    def paint(self, picture: Levels, time_s: float) -> None:
        """Draw itself into `float32 (H, W)`, over what is there."""


def texture(size_wh: tuple[int, int], seed: int, mean: float, contrast: float, grain: int = 5) -> Levels:
    """Soft patches of `grain` px, `float32 (h, w)`, with a mean and a standard deviation in levels."""
    width, height = size_wh
    shape = (height // grain + 3, width // grain + 3)
    coarse = np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)
    soft = cv2.resize(coarse, None, fx=grain, fy=grain, interpolation=cv2.INTER_CUBIC)[:height, :width]
    return np.asarray(mean + contrast * (soft - soft.mean()) / soft.std(), np.float32)


def moved(pixels: Levels, x: float, y: float, mode: int = cv2.BORDER_CONSTANT) -> Levels:
    """`pixels` with their corner at (x, y) of a picture, between pixels where x and y lie there."""
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
    return np.asarray(cv2.warpAffine(pixels, matrix, (WIDTH, HEIGHT), borderMode=mode), np.float32)


def steady(x: float, y: float, across: float = 0.0, down: float = 0.0) -> Way:
    """From (x, y) at second 0 on, by so many pixels per second."""
    return lambda time_s: (x + across * time_s, y + down * time_s)


def legs(*stops: tuple[float, float, float]) -> Way:
    """Straight from stop to stop; each is (time in s, x, y)."""
    times, xs, ys = (np.array(column) for column in zip(*stops, strict=True))
    return lambda time_s: (float(np.interp(time_s, times, xs)), float(np.interp(time_s, times, ys)))


def swing(x: float, y: float, reach: float, hz: float) -> Way:
    """To and fro across (x, y)."""
    return lambda time_s: (x + reach * float(np.sin(2 * np.pi * hz * time_s)), y)


@dataclass(frozen=True, slots=True)
class Figure:
    """A textured rectangle, by default an upright walker darker than the ground."""

    way: Way
    width: int = 10
    height: int = 24
    level: float = 45.0
    """Mean luma; the ground's is 110."""
    contrast: float = 12.0
    seed: int = 1
    from_s: float = 0.0

    def box(self, time_s: float) -> Box:
        """Where it is, or would be."""
        return Box(*self.way(time_s), self.width, self.height)

    def paint(self, picture: Levels, time_s: float) -> None:
        """Draw the rectangle."""
        if time_s >= self.from_s:
            own = texture((self.width, self.height), self.seed, self.level, self.contrast, grain=2)
            cover = moved(np.ones_like(own), *self.way(time_s))
            picture += moved(own, *self.way(time_s)) - cover * picture


def post(x: float, width: int) -> Figure:
    """A bright post from top to bottom; what is painted before it passes behind it."""
    return Figure(steady(x, 0), width, HEIGHT, level=165, seed=5, from_s=ALWAYS)


def branch(x: float, y: float, reach: float, hz: float) -> Figure:
    """A tuft of leaves in the wind."""
    return Figure(swing(x, y, reach, hz), 14, 12, level=70, contrast=28, seed=9, from_s=ALWAYS)


@dataclass(frozen=True, slots=True)
class CastShadow:
    """What a figure's foot throws on the ground to its right: 0.6 of the ground's light."""

    figure: Figure
    length: int = 22
    depth: int = 7

    def paint(self, picture: Levels, time_s: float) -> None:
        """Darken the ground; to be painted before the figure."""
        box = self.figure.box(time_s)
        left, bottom = max(round(box.x), 0), max(round(box.bottom), 0)
        right = max(round(box.right) + self.length, 0)
        picture[max(bottom - self.depth, 0) : bottom, left:right] *= 0.6


@dataclass(frozen=True, slots=True)
class Light:
    """A factor on the light, as a function of time; what fades to the right is no single factor."""

    factor: Callable[[float], float]
    fade: float = 0.0
    """Share of the change that is missing at the right edge."""

    def paint(self, picture: Levels, time_s: float) -> None:
        """Scale the picture; to be painted last."""
        change = self.factor(time_s) - 1
        picture *= 1 + change * np.linspace(1, 1 - self.fade, picture.shape[1], dtype=np.float32)


def lamp(from_s: float) -> Light:
    """A lamp at the left that is switched on."""
    return Light(lambda time_s: 1.9 if time_s >= from_s else 1.0, fade=0.8)


@dataclass(frozen=True, slots=True)
class Infrared:
    """The camera changes to infra-red: all looks otherwise. To be painted before what stands there."""

    from_s: float

    def paint(self, picture: Levels, time_s: float) -> None:
        """Replace the whole picture."""
        if time_s >= self.from_s:
            picture[:] = texture((WIDTH, HEIGHT), 77, 95, 25)


@dataclass(frozen=True, slots=True)
class Scene:
    """Things on a textured ground, seen by a camera with noise."""

    things: Sequence[Thing] = ()
    noise: float = 1.5
    """Standard deviation in levels."""
    shake: Way = field(default=steady(0, 0))
    """By how many pixels the camera is off."""
    seed: int = 0

    def picture(self, time_s: float) -> Image:
        """The small picture, `uint8 (HEIGHT, WIDTH)`."""
        picture = texture((WIDTH, HEIGHT), self.seed, 110, 18)
        for thing in self.things:
            thing.paint(picture, time_s)
        picture = moved(picture, *self.shake(time_s), cv2.BORDER_REPLICATE)
        rng = np.random.default_rng((self.seed, round((time_s + 1000) * 1e6)))
        return np.clip(np.rint(rng.normal(picture, self.noise)), 0, 255).astype(np.uint8)

    def pictures(self, times_s: Sequence[float]) -> list[Image]:
        """The small pictures of some times."""
        return [self.picture(time_s) for time_s in times_s]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What came of one picture."""

    time_s: float
    movement: Movement
    tracks: tuple[Track, ...]


def watch(
    scene: Scene, seconds: float, *, hz: float = RATE_HZ, learnt_s: tuple[float, float] = EMPTY_S
) -> list[Look]:
    """Let motion and tracker look at a scene from second 0 on, knowing it from 20 pictures of `learnt_s`."""
    motion, tracker = MotionDetector(), Tracker((1.0, 1.0))
    motion.learn(scene.pictures(list(np.linspace(*learnt_s, 20, endpoint=False))))
    looks: list[Look] = []
    claims = None
    for time_s in np.arange(0, seconds, 1 / hz):
        movement = motion.update(scene.picture(time_s), round(time_s * 1e6), claims)
        tracks = tracker.update(movement)
        claims = tracker.claims(movement)
        looks.append(Look(float(time_s), movement, tracks))
    return looks


def between(looks: Sequence[Look], from_s: float, until_s: float) -> list[Look]:
    """The looks of a stretch of time."""
    return [look for look in looks if from_s <= look.time_s < until_s]


def ids(looks: Sequence[Look]) -> set[int]:
    """Numbers of all tracks."""
    return {track.id for look in looks for track in look.tracks}


def ids_on(looks: Sequence[Look], figure: Figure, least_iou: float = 0.5) -> set[int]:
    """Numbers of the tracks that are seen where a figure is."""
    return {
        track.id
        for look in looks
        for track in look.tracks
        if track.is_visible and track.box.iou(figure.box(look.time_s)) >= least_iou
    }
