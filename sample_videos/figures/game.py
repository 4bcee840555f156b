"""Animals of field and wood as four-legged figures, and the marks on animals' coats."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sample_videos.figures.quadruped import Quadruped
from sample_videos.shapes.mesh import Colour, Mesh


@dataclass(frozen=True, slots=True)
class Kind:
    """What the animals of a kind share; lengths in shares of the height at the shoulder."""

    shoulder_m: tuple[float, float]
    coats: tuple[Colour, ...]
    length: tuple[float, float]
    chest: float
    belly: float
    leg: float
    head: float
    muzzle: float
    neck_up: tuple[float, float]
    """Low values graze."""
    ear: float
    tail: float
    tail_up: float


_BROWN: Colour = (0.16, 0.075, 0.03)
_RUST: Colour = (0.24, 0.10, 0.03)
_GREY: Colour = (0.14, 0.125, 0.105)
_SABLE: Colour = (0.025, 0.02, 0.017)
_CREAM: Colour = (0.55, 0.50, 0.42)

KINDS: Mapping[str, Kind] = {
    "horse": Kind(
        (1.3, 1.7), (_BROWN, _RUST, _SABLE, _CREAM, _GREY),
        (1.0, 1.12), 0.25, 0.23, 0.055, 0.15, 0.28, (-0.55, 0.55), 0.07, 0.5, -1.0,
    ),
    "cow": Kind(
        (1.2, 1.5), (_BROWN, _SABLE, _CREAM, _RUST),
        (1.2, 1.4), 0.31, 0.31, 0.055, 0.14, 0.2, (-0.5, 0.2), 0.05, 0.5, -1.2,
    ),
    "sheep": Kind(
        (0.6, 0.8), (_CREAM, _CREAM, _SABLE, _GREY),
        (1.05, 1.25), 0.34, 0.34, 0.045, 0.15, 0.16, (-0.45, 0.25), 0.05, 0.15, -1.0,
    ),
    "deer": Kind(
        (0.7, 1.2), (_RUST, _BROWN, _GREY),
        (1.0, 1.2), 0.22, 0.18, 0.036, 0.12, 0.2, (-0.5, 0.6), 0.14, 0.12, -0.6,
    ),
    "fox": Kind(
        (0.34, 0.42), (_RUST, _RUST, _GREY),
        (1.3, 1.5), 0.22, 0.19, 0.05, 0.19, 0.24, (-0.15, 0.25), 0.13, 0.95, -0.2,
    ),
    "boar": Kind(
        (0.6, 0.9), (_SABLE, _GREY, _BROWN),
        (1.25, 1.5), 0.36, 0.30, 0.055, 0.20, 0.34, (-0.3, 0.05), 0.08, 0.3, -0.8,
    ),
    "bear": Kind(
        (0.8, 1.1), (_SABLE, _BROWN),
        (1.25, 1.45), 0.36, 0.36, 0.10, 0.21, 0.18, (-0.25, 0.2), 0.05, 0.08, 0.0,
    ),
}  # fmt: skip


def random_game(rng: np.random.Generator, name: str) -> Quadruped:
    """An animal of the kind with this name, of random size, coat and carriage."""
    kind = KINDS[name]
    coat = _shaded(rng, kind.coats[rng.integers(len(kind.coats))])
    return Quadruped(
        shoulder_m=float(rng.uniform(*kind.shoulder_m)),
        coat=coat,
        under=coat if rng.random() < 0.5 else _shaded(rng, kind.coats[rng.integers(len(kind.coats))]),
        length=float(rng.uniform(*kind.length)),
        chest=kind.chest * float(rng.uniform(0.92, 1.08)),
        belly=kind.belly * float(rng.uniform(0.9, 1.1)),
        leg=kind.leg * float(rng.uniform(0.9, 1.15)),
        head=kind.head,
        muzzle=kind.muzzle,
        neck_up=float(rng.uniform(*kind.neck_up)),
        ear=kind.ear,
        tail=kind.tail,
        tail_up=kind.tail_up,
    )


def marked(rng: np.random.Generator, mesh: Mesh) -> Mesh:
    """The mesh with a coat as animals have it: dark above, pale below, patched, striped or plain."""
    low, high = mesh.points[:, 2].min(), mesh.points[:, 2].max()
    size = high - low
    waves = rng.normal(0, 1, (3, 3)) * rng.choice([3, 7, 16]) / size
    field = np.sin(mesh.points @ waves.T + rng.uniform(0, 6, 3)).mean(axis=1)
    patches = np.where(field > rng.uniform(-0.3, 0.5), rng.choice([0.15, 0.5, 1.0, 1.0, 2.5]), 1.0)
    pale = 1 + rng.uniform(-0.3, 1.2) * np.clip(0.55 - (mesh.points[:, 2] - low) / size, 0, 0.3) / 0.3
    shade = (patches * pale)[:, np.newaxis]
    return replace(mesh, colours=np.clip(mesh.colours * shade, 0.008, 0.8).astype(np.float32))


def _shaded(rng: np.random.Generator, colour: Colour) -> Colour:
    r, g, b = np.clip(np.array(colour) * rng.uniform(0.35, 1.15), 0.01, 0.8)
    return float(r), float(g), float(b)
