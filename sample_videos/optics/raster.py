"""From triangles to samples: which point of a mesh each sample of the picture sees."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sample_videos.optics.camera import Camera
from sample_videos.shapes.mesh import Flags, Floats, Integers, Mesh

_NEAR_M = 0.3
_SLACK = np.float32(1e-6)
"""Samples on the edge between two triangles belong to both, lest there be gaps."""
_CHUNK = 100_000
"""Candidates weighed at once: few enough for the processor's cache."""


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
    triangles = _triangles(mesh, camera)
    hits = [_hits(batch, camera.width).nearest() for batch in triangles.batches()]
    return _merged(hits).nearest() if len(hits) > 1 else hits[0]


@dataclass(frozen=True, slots=True, eq=False)
class _Triangles:
    """Triangles in the picture, those that touch it."""

    face: Integers
    low: Integers
    """`(T, 2)`: top left sample of the box around each."""
    size: Integers
    """`(T, 2)`: width and height of that box in samples."""
    planes: Floats
    """`(T, 3, 3)`: weight of each corner over its distance = plane · (column, row, 1) within the box."""

    def batches(self) -> list["_Triangles"]:
        """Portions that fit in memory; at least one."""
        totals = np.cumsum(self.size.prod(axis=1))
        cuts = [0, *(np.flatnonzero(np.diff(totals // _CHUNK)) + 1), len(self.face)]
        return [
            _Triangles(self.face[a:b], self.low[a:b], self.size[a:b], self.planes[a:b])
            for a, b in pairwise(cuts)
        ]


def _triangles(mesh: Mesh, camera: Camera) -> _Triangles:
    xy, depth = camera.project(mesh.points)
    corners, depths = xy[mesh.faces], depth[mesh.faces]  # (M, 3, 2), (M, 3)
    bounds = (camera.width, camera.height)
    low = np.clip(np.ceil(corners.min(axis=1) - 0.5), 0, bounds).astype(np.int64)
    high = np.clip(np.floor(corners.max(axis=1) + 0.5), 0, bounds).astype(np.int64)
    is_open = np.abs(_areas(corners)) > 1e-6
    face = np.flatnonzero(((high - low).min(axis=1) > 0) & (depths.min(axis=1) > _NEAR_M) & is_open)
    planes = _planes(corners[face] - low[face][:, None] - 0.5, depths[face])
    return _Triangles(face, low[face], (high - low)[face], planes)


def _planes(corners: Floats, depths: Floats) -> Floats:
    """The corners' weights as planes over the picture, `(T, 3, 3)`.

    They are divided by the corners' distances, since what is straight in the picture is not even in depth.
    """
    ahead, behind = np.roll(corners, -1, axis=1), np.roll(corners, 1, axis=1)
    edge = behind - ahead
    slope = np.stack([-edge[..., 1], edge[..., 0]], axis=-1) / _areas(corners)[:, None, None]
    offset = -(slope * ahead).sum(axis=2, keepdims=True)
    return (np.concatenate([slope, offset], axis=2) / depths[..., None]).astype(np.float32)


def _areas(corners: Floats) -> Floats:
    """Twice the signed areas of triangles `(T, 3, 2)`."""
    (ax, ay), (bx, by), (cx, cy) = (corners[:, corner].T for corner in range(3))
    return np.asarray((bx - ax) * (cy - ay) - (cx - ax) * (by - ay), np.float32)


def _hits(triangles: _Triangles, width: int) -> _Hits:
    """Test every sample in the triangles' boxes against the triangles."""
    counts = triangles.size.prod(axis=1)
    of = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    row, column = np.divmod(place, triangles.size[of, 0])
    x, y = column.astype(np.float32), row.astype(np.float32)
    a, b, c = (
        plane[of, 0] * x + plane[of, 1] * y + plane[of, 2] for plane in np.moveaxis(triangles.planes, 1, 0)
    )
    inside = np.flatnonzero((a >= -_SLACK) & (b >= -_SLACK) & (c >= -_SLACK))
    of, weights = of[inside], np.stack([a[inside], b[inside], c[inside]], axis=-1)
    inverse = weights.sum(axis=1)
    sample = (triangles.low[of, 1] + row[inside]) * width + triangles.low[of, 0] + column[inside]
    return _Hits(sample, triangles.face[of], weights / inverse[:, None], 1 / inverse)


def _merged(hits: list[_Hits]) -> _Hits:
    return _Hits(
        np.concatenate([hit.sample for hit in hits]), np.concatenate([hit.face for hit in hits]),
        np.concatenate([hit.weights for hit in hits]), np.concatenate([hit.depth for hit in hits]),
    )  # fmt: skip


def _fragments(mesh: Mesh, hits: _Hits, width: int) -> Fragments:
    corners = mesh.faces[hits.face].T  # (3, K)
    points, normals, colours, gloss = (
        _blended(values, corners, hits.weights)
        for values in (mesh.points, mesh.normals, mesh.colours, mesh.gloss[:, None])
    )
    normals /= np.maximum(np.sqrt((normals**2).sum(axis=1, keepdims=True)), np.float32(1e-9))
    row, column = np.divmod(hits.sample, width)
    return Fragments(row, column, hits.depth, points, normals, colours, gloss[:, 0])


def _blended(values: Floats, corners: Integers, weights: Floats) -> Floats:
    """The mean of three corners' values by weight, `(K, …)`."""
    a, b, c = corners
    blend = values[a] * weights[:, :1] + values[b] * weights[:, 1:2] + values[c] * weights[:, 2:]
    return np.asarray(blend, np.float32)
