"""From triangles to samples: which point of a mesh each sample of the picture sees."""

from dataclasses import dataclass

import numpy as np

from sample_videos.optics.camera import Camera
from sample_videos.shapes.mesh import Flags, Floats, Integers, Mesh

_NEAR_M = 0.3
_CHUNK = 1_000_000
"""Candidates weighed at once: bounds memory for large triangles."""


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """The visible points of a mesh, one for each covered sample of the picture."""

    rows: Integers
    columns: Integers
    depth: Floats
    """`(K,)` metres ahead of the camera."""
    points: Floats
    """`(K, 3)` world position."""
    normals: Floats
    """`(K, 3)` unit length, as modelled: either way round."""
    colours: Floats
    """`(K, 3)` linear RGB reflectance."""
    gloss: Floats

    def kept(self, keep: Flags | Integers) -> "Fragments":
        """Only the fragments that a mask or list of indices names."""
        return Fragments(
            self.rows[keep], self.columns[keep], self.depth[keep], self.points[keep], self.normals[keep],
            self.colours[keep], self.gloss[keep],
        )  # fmt: skip


def nearest(layers: list[Fragments], width: int) -> Fragments:
    """Of several fragments at the same sample of a picture `width` wide, the one nearest to the camera."""
    fields = ("rows", "columns", "depth", "points", "normals", "colours", "gloss")
    every = Fragments(*(np.concatenate([getattr(layer, field) for layer in layers]) for field in fields))
    return every.kept(_first_of_each(every.rows * width + every.columns, every.depth))


def _first_of_each(sample: Integers, depth: Floats) -> Integers:
    """Indices of the entries that are nearest at their sample."""
    order = np.lexsort((depth, sample))
    ordered = sample[order]
    return order[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(order) else order


@dataclass(frozen=True, slots=True, eq=False)
class _Hits:
    """Samples inside triangles: sample index, triangle, the three weights, distance."""

    sample: Integers
    face: Integers
    weights: Floats
    depth: Floats

    def nearest(self) -> "_Hits":
        """For each sample the hit nearest to the camera."""
        first = _first_of_each(self.sample, self.depth)
        return _Hits(self.sample[first], self.face[first], self.weights[first], self.depth[first])


def rasterise(mesh: Mesh, camera: Camera) -> Fragments:
    """Find what each sample of the camera's picture sees of the mesh."""
    return _fragments(mesh, _visible(mesh, camera), camera.width)


def depth_map(meshes: list[Mesh], camera: Camera, empty: float) -> Floats:
    """Distance of the nearest surface in each sample, `float32 (H, W)`; `empty` where there is none."""
    depth = np.full(camera.height * camera.width, empty, np.float32)
    for mesh in meshes:
        hits = _visible(mesh, camera)
        depth[hits.sample] = np.minimum(depth[hits.sample], hits.depth)
    return depth.reshape(camera.height, camera.width)


def _visible(mesh: Mesh, camera: Camera) -> _Hits:
    """Each sample's nearest hit."""
    xy, depth = camera.project(mesh.points)
    corners = xy[mesh.faces]  # (M, 3, 2)
    low = np.clip(np.ceil(corners.min(axis=1) - 0.5), 0, (camera.width, camera.height)).astype(np.int64)
    high = np.clip(np.floor(corners.max(axis=1) + 0.5), 0, (camera.width, camera.height)).astype(np.int64)
    sizes = np.maximum(high - low, 0)
    depths = depth[mesh.faces]
    faces = np.flatnonzero((sizes.prod(axis=1) > 0) & (depths.min(axis=1) > _NEAR_M))
    hits = [
        _hits(batch, low, sizes, corners, depths, camera.width).nearest() for batch in _batches(faces, sizes)
    ]
    return _merged(hits).nearest() if len(hits) > 1 else hits[0]


def _batches(faces: Integers, sizes: Integers) -> list[Integers]:
    totals = np.cumsum(sizes[faces].prod(axis=1))
    return np.split(faces, np.flatnonzero(np.diff(totals // _CHUNK)) + 1)


def _merged(hits: list[_Hits]) -> _Hits:
    return _Hits(
        np.concatenate([hit.sample for hit in hits]), np.concatenate([hit.face for hit in hits]),
        np.concatenate([hit.weights for hit in hits]), np.concatenate([hit.depth for hit in hits]),
    )  # fmt: skip


def _hits(
    faces: Integers, low: Integers, sizes: Integers, corners: Floats, depths: Floats, width: int
) -> _Hits:
    """Test every sample in the triangles' boxes against the triangles."""
    counts = sizes[faces].prod(axis=1)
    of = np.repeat(faces, counts)
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    column = low[of, 0] + place % sizes[of, 0]
    row = low[of, 1] + place // sizes[of, 0]
    weights, inside = _weights(corners[of], column + np.float32(0.5), row + np.float32(0.5))
    of, weights = of[inside], weights[inside]
    weights = weights / depths[of]  # straight lines in the picture are not evenly spaced in depth
    inverse = weights.sum(axis=1)
    return _Hits(row[inside] * width + column[inside], of, weights / inverse[:, None], 1 / inverse)


def _weights(triangle: Floats, x: Floats, y: Floats) -> tuple[Floats, Flags]:
    """Barycentric weights `(K, 3)` of points in triangles `(K, 3, 2)`, and which points lie inside."""
    (ax, ay), (bx, by), (cx, cy) = (triangle[:, corner].T for corner in range(3))
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area
        c = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area
        weights = np.stack([1 - b - c, b, c], axis=-1).astype(np.float32)
        return weights, (weights >= -1e-5).all(axis=1)


def _fragments(mesh: Mesh, hits: _Hits, width: int) -> Fragments:
    corner = mesh.faces[hits.face]  # (K, 3)
    weights = hits.weights[:, :, None]
    points, normals, colours = (
        (values[corner] * weights).sum(axis=1) for values in (mesh.points, mesh.normals, mesh.colours)
    )
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), np.float32(1e-9))
    gloss = (mesh.gloss[corner] * hits.weights).sum(axis=1)
    return Fragments(hits.sample // width, hits.sample % width, hits.depth, points, normals, colours, gloss)
