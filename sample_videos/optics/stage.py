"""A fixed scene before the camera, lit once, so that moving things can be set into it frame by frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.values import Box
from sample_videos.optics.camera import Camera
from sample_videos.optics.light import Daylight, Lamp, lamp_light, sky_light, sun_light
from sample_videos.optics.raster import Fragments, nearest, rasterise
from sample_videos.optics.shadow import Shade, aimed_view, shade_of, sun_view
from sample_videos.shapes.mesh import Colour, Floats, Mesh
from sample_videos.shapes.texture import Patch, Texture

_FAR_M = 1e5


@dataclass(frozen=True, slots=True, eq=False)
class Prop:
    """A fixed part of a scene."""

    mesh: Mesh
    texture: Texture
    casts_shadow: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Camera, fixed parts and lights: all that makes a stage."""

    camera: Camera
    props: tuple[Prop, ...]
    day: Daylight
    lamps: tuple[Lamp, ...] = ()
    radius_m: float = 25.0
    """How far around the camera's target shadows reach."""
    shadow_px: int = 1600
    """Size of the pictures that the lights take to find the shadows."""
    shadow_step: int = 1
    """Of the moving things' triangles only each so manieth throws a shadow: where these are smaller than the
    pixels of the lights' pictures, few tell as much as all."""
    samples: int = 2
    """Samples a pixel, each way."""
    horizon: Colour = (0.85, 0.88, 0.92)
    """Light of the empty sky, linear."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A moving thing as it appears in the picture."""

    light: Floats
    """`(h, w, 3)`: its light times its share of the pixel."""
    share: Floats
    """`(h, w)`: how much of each pixel it covers."""
    x: int
    y: int
    distance_m: float
    box: Box


class Stage:
    """The fixed scene's light, pixel by pixel, and the moving things set into it."""

    def __init__(self, view: View) -> None:
        """Render the fixed parts once."""
        self.view = view
        self._fine = view.camera.enlarged(view.samples)
        fixed = _painted(view, self._fine)
        self._depth = self._spread(fixed, fixed.depth, _FAR_M)
        points = self._spread(fixed, fixed.points, -_FAR_M)
        middle = view.samples // 2
        self._points = np.ascontiguousarray(points[middle :: view.samples, middle :: view.samples])
        casting = [prop.mesh for prop in view.props if prop.casts_shadow]
        self._sun = self._sun_shade(view.day.direction, casting, softness_m=0.05)
        self._zenith = self._sun_shade(np.array([0.02, 0, 1], np.float32), [], softness_m=0.22)
        self._lamps = [self._lamp_shade(lamp, casting) for lamp in view.lamps]
        self._sky_part = self._picture(
            fixed, lambda seen: sky_light(seen, view.camera.eye, view.day), view.horizon
        )
        self._sun_part = self._picture(fixed, self._sunlight)
        self._lamp_parts = [self._picture(fixed, self._lamplight(k)) for k in range(len(view.lamps))]

    def frame(
        self, things: Sequence[Mesh], daylight: float, lamps: Sequence[float], backdrop: Floats | None = None
    ) -> tuple[Floats, list[Box | None]]:
        """Light of the scene with moving things in it.

        Args:
            things: Their meshes where they stand now.
            daylight: Factor on the sky's and the sun's light.
            lamps: Factor on the light of each lamp.
            backdrop: `float32 (H, W, 3)` linear RGB, to stand behind the things instead of the scene.
        Returns:
            `float32 (H, W, 3)` linear RGB, and each thing's box; None if it is out of sight.
        """
        light = self.shadowed(things, daylight, lamps) if backdrop is None else backdrop.copy()
        drawn = [self._draw(mesh, daylight, lamps) for mesh in things]
        for thing in sorted((thing for thing in drawn if thing), key=lambda thing: -thing.distance_m):
            height, width = thing.share.shape
            under = light[thing.y : thing.y + height, thing.x : thing.x + width]
            under *= 1 - thing.share[..., None]
            under += thing.light
        return light, [thing.box if thing else None for thing in drawn]

    def shadowed(self, things: Sequence[Mesh], daylight: float, lamps: Sequence[float]) -> Floats:
        """Light of the fixed parts under the things' shadows."""
        sky, sun = np.float32(daylight) * self._sky_part, np.float32(daylight) * self._sun_part
        for mesh in things:
            sky = sky * (1 - 0.55 * self._zenith.cast(mesh))[..., None]
            if daylight > 0 and any(self.view.day.sun):
                sun = sun * (1 - self._sun.cast(mesh))[..., None]
        total = sky + sun
        for shade, part, level in zip(self._lamps, self._lamp_parts, lamps, strict=True):
            if level > 0:
                shadows = [1 - shade.cast(mesh) for mesh in things]
                total += (
                    np.float32(level) * part * np.prod([np.ones(part.shape[:2]), *shadows], axis=0)[..., None]
                )
        return total.astype(np.float32)

    def _draw(self, mesh: Mesh, daylight: float, lamps: Sequence[float]) -> Drawn | None:
        seen = rasterise(mesh, self._fine)
        seen = seen.kept(seen.depth < self._depth[seen.rows, seen.columns])
        if not len(seen.rows):
            return None
        light = np.float32(daylight) * self._daylit(seen)
        for k, level in enumerate(lamps):
            if level > 0:
                light += np.float32(level) * self._lamplight(k)(seen)
        return self._reduced(seen, light)

    def _daylit(self, seen: Fragments) -> Floats:
        """Light of the day on a moving thing; darker close to the ground, which its own body shades."""
        above = np.clip(0.5 + seen.points[:, 2:] / 0.8, 0.5, 1)
        return np.asarray(
            sky_light(seen, self.view.camera.eye, self.view.day) * above + self._sunlight(seen), np.float32
        )

    def _sunlight(self, seen: Fragments) -> Floats:
        if not any(self.view.day.sun):
            return np.zeros_like(seen.colours)
        return sun_light(seen, self.view.camera.eye, self.view.day) * self._sun.lit(seen.points)[:, None]

    def _lamplight(self, k: int) -> Callable[[Fragments], Floats]:
        lamp, shade = self.view.lamps[k], self._lamps[k]
        return lambda seen: lamp_light(seen, self.view.camera.eye, lamp) * shade.lit(seen.points)[:, None]

    def _reduced(self, seen: Fragments, light: Floats) -> Drawn:
        """From fine samples to pixels."""
        n = self.view.samples
        x, y = int(seen.columns.min()) // n, int(seen.rows.min()) // n
        width, height = int(seen.columns.max()) // n + 1 - x, int(seen.rows.max()) // n + 1 - y
        fine = np.zeros((height * n, width * n, 4), np.float32)
        fine[seen.rows - y * n, seen.columns - x * n] = np.concatenate(
            [light, np.ones((len(light), 1))], axis=1
        )
        coarse = fine.reshape(height, n, width, n, 4).mean(axis=(1, 3))
        left, top = float(seen.columns.min()) / n, float(seen.rows.min()) / n
        box = Box(
            left, top, (float(seen.columns.max()) + 1) / n - left, (float(seen.rows.max()) + 1) / n - top
        )
        return Drawn(coarse[..., :3], coarse[..., 3], x, y, float(np.median(seen.depth)), box)

    def _picture(
        self, fixed: Fragments, light: Callable[[Fragments], Floats], empty: Colour = (0, 0, 0)
    ) -> Floats:
        """Light of the fixed parts, `(H, W, 3)`; `empty` where there are none."""
        fine = self._spread(fixed, light(fixed), np.array(empty, np.float32))
        size = (self.view.camera.width, self.view.camera.height)
        return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.float32)

    def _spread(self, fixed: Fragments, values: Floats, empty: float | Floats) -> Floats:
        fine = np.empty((self._fine.height, self._fine.width, *values.shape[1:]), np.float32)
        fine[:] = empty
        fine[fixed.rows, fixed.columns] = values
        return fine

    def _sun_shade(self, towards: Floats, fixed: list[Mesh], softness_m: float) -> Shade:
        radius, size = self.view.radius_m, self.view.shadow_px
        view = sun_view(towards, self.view.camera.target, radius, size)
        return shade_of(view, fixed, self._points, softness_m * size / 2 / radius, self.view.shadow_step)

    def _lamp_shade(self, lamp: Lamp, fixed: list[Mesh]) -> Shade:
        view = aimed_view(lamp.place, lamp.aim, self.view.shadow_px)
        return shade_of(view, fixed, self._points, 3.0, self.view.shadow_step)


def _painted(view: View, camera: Camera) -> Fragments:
    """What the camera sees of the fixed parts, in their textures."""
    seen = []
    for prop in view.props:
        part = rasterise(prop.mesh, camera)
        footprint = part.depth / np.float32(camera.focal_px)
        seen.append(
            replace(
                part, colours=prop.texture(Patch(part.points, part.colours, footprint)).astype(np.float32)
            )
        )
    return nearest(seen, camera.width)
