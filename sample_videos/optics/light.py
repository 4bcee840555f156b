"""Daylight, lamps and how surfaces throw them back."""

from dataclasses import dataclass

import numpy as np

from sample_videos.optics.raster import Fragments
from sample_videos.shapes.mesh import Colour, Floats


@dataclass(frozen=True, slots=True)
class Lamp:
    """A small lamp; its light falls off with the square of the distance."""

    place: tuple[float, float, float]
    colour: Colour
    """Light on a surface facing it one metre away, linear."""
    aim: tuple[float, float, float]
    """The middle of what it lights; it throws shadows within about 60° of that way."""


@dataclass(frozen=True, slots=True)
class Daylight:
    """Light from everywhere above and light from the sun."""

    sky: Colour
    sun: Colour
    towards_sun: tuple[float, float, float]
    bounce: float = 0.35
    """Light from below as a share of the sky's: what the ground throws back."""

    @property
    def direction(self) -> Floats:
        """Unit vector towards the sun, `(3,)`."""
        towards = np.array(self.towards_sun, np.float32)
        return towards / np.linalg.norm(towards)


def facing(fragments: Fragments, eye: tuple[float, float, float]) -> tuple[Floats, Floats]:
    """Normals turned towards the viewer, and the unit vectors to the viewer; each `(K, 3)`."""
    view = np.array(eye, np.float32) - fragments.points
    view /= np.linalg.norm(view, axis=1, keepdims=True)
    turn = np.where((fragments.normals * view).sum(axis=1, keepdims=True) < 0, -1, 1).astype(np.float32)
    return fragments.normals * turn, view


def sky_light(fragments: Fragments, eye: tuple[float, float, float], day: Daylight) -> Floats:
    """Light that comes back of the sky and its mirror image, linear RGB `(K, 3)`."""
    normals, view = facing(fragments, eye)
    sky = np.array(day.sky, np.float32)
    share = day.bounce + (1 - day.bounce) * (0.5 + 0.5 * normals[:, 2:])
    slant = np.clip((normals * view).sum(axis=1, keepdims=True), 0, 1)
    mirror = 2 * slant * normals - view
    horizon = np.clip((mirror[:, 2:] + 0.12) / 0.3, 0, 1)
    mirrored = sky * (0.25 + (0.75 + 0.5 * np.clip(mirror[:, 2:], 0, 1)) * horizon)
    fresnel = fragments.gloss[:, None] * (0.07 + 0.7 * (1 - slant) ** 4)
    return np.asarray(fragments.colours * sky * share * (1 - fresnel) + mirrored * fresnel, np.float32)


def sun_light(fragments: Fragments, eye: tuple[float, float, float], day: Daylight) -> Floats:
    """Light that comes back of the sun where nothing shades it, linear RGB `(K, 3)`."""
    return _directed(fragments, eye, day.direction[None], np.array(day.sun, np.float32))


def lamp_light(fragments: Fragments, eye: tuple[float, float, float], lamp: Lamp) -> Floats:
    """Light that comes back of a lamp where nothing shades it, linear RGB `(K, 3)`."""
    towards = np.array(lamp.place, np.float32) - fragments.points
    distance = np.linalg.norm(towards, axis=1, keepdims=True)
    strength = np.array(lamp.colour, np.float32) / np.maximum(distance, 0.3) ** 2
    return _directed(fragments, eye, towards / np.maximum(distance, 1e-3), strength)


def _directed(
    fragments: Fragments, eye: tuple[float, float, float], towards: Floats, strength: Floats
) -> Floats:
    normals, view = facing(fragments, eye)
    lit = np.clip((normals * towards).sum(axis=1, keepdims=True), 0, 1)
    middle = towards + view
    middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-6)
    glint = np.clip((normals * middle).sum(axis=1, keepdims=True), 0, 1) ** 60 * fragments.gloss[:, None]
    return np.asarray((fragments.colours * lit + 0.8 * glint * (lit > 0)) * strength, np.float32)
