"""Cars, vans, trucks and buses: a body lofted along its length, with glass, lights and turning wheels."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sample_videos.shapes.mesh import Colour, Floats, Mesh, joined, sheet, turn_y
from sample_videos.shapes.solid import ball, block, disc, panel, tube

_GLASS: Colour = (0.012, 0.014, 0.016)
_TYRE: Colour = (0.018, 0.018, 0.019)
_RIM: Colour = (0.32, 0.32, 0.34)
_BLACK: Colour = (0.012, 0.012, 0.013)
_PAINTS: tuple[Colour, ...] = (
    (0.75, 0.75, 0.74), (0.38, 0.39, 0.41), (0.12, 0.12, 0.13), (0.02, 0.02, 0.022), (0.42, 0.02, 0.02),
    (0.02, 0.07, 0.28), (0.08, 0.20, 0.32), (0.05, 0.14, 0.07), (0.52, 0.46, 0.34), (0.50, 0.18, 0.02),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a kind of vehicle; lengths in metres, stations as shares of the length from the front."""

    length: float
    width: float
    roof: tuple[tuple[float, float], ...]
    """(station, height) of the body's upper edge, front to back."""
    belt: float
    """Height at which the windows begin."""
    windscreen: tuple[float, float]
    """Stations of its foot and head."""
    rear_window: tuple[float, float] | None
    """Stations of its head and foot."""
    side_windows: tuple[tuple[float, float], ...]
    """(from, to) stations of each."""
    axles: tuple[float, ...]
    wheel_radius: float
    sill: float = 0.22
    tuck: float = 0.72
    """Width of the roof as a share of the width."""


HATCHBACK = Shape(
    4.1, 1.75, ((0, 0.62), (0.03, 0.74), (0.24, 0.96), (0.28, 1.0), (0.43, 1.42), (0.55, 1.49), (0.75, 1.47),
    (0.86, 1.38), (0.96, 1.0), (0.99, 0.9), (1, 0.7)), 0.97, (0.285, 0.425), (0.87, 0.955),
    ((0.36, 0.545), (0.565, 0.73), (0.745, 0.82)), (0.19, 0.80), 0.31,
)  # fmt: skip
SALOON = Shape(
    4.6, 1.8, ((0, 0.6), (0.03, 0.70), (0.25, 0.93), (0.29, 0.98), (0.42, 1.38), (0.53, 1.45), (0.66, 1.42),
    (0.80, 1.08), (0.84, 1.02), (0.97, 0.98), (1, 0.7)), 0.95, (0.295, 0.42), (0.68, 0.80),
    ((0.365, 0.53), (0.545, 0.68)), (0.18, 0.79), 0.32,
)  # fmt: skip
ESTATE = Shape(
    4.6, 1.82, ((0, 0.65), (0.03, 0.78), (0.24, 1.02), (0.28, 1.08), (0.40, 1.52), (0.5, 1.62), (0.82, 1.60),
    (0.92, 1.52), (0.985, 1.05), (1, 0.7)), 1.04, (0.285, 0.40), (0.93, 0.98),
    ((0.35, 0.52), (0.535, 0.69), (0.705, 0.86)), (0.18, 0.79), 0.34, 0.25,
)  # fmt: skip
VAN = Shape(
    5.3, 2.0, ((0, 0.8), (0.02, 0.95), (0.11, 1.18), (0.14, 1.25), (0.26, 2.05), (0.31, 2.22), (0.5, 2.28),
    (0.95, 2.26), (0.985, 2.2), (1, 0.9)), 1.22, (0.145, 0.262), None, ((0.22, 0.335),), (0.16, 0.78), 0.34, 0.28, 0.88,
)  # fmt: skip
BUS = Shape(
    11.0, 2.5, ((0, 0.7), (0.005, 1.0), (0.012, 2.6), (0.03, 2.95), (0.06, 3.0), (0.96, 3.0), (0.99, 2.9),
    (1, 0.8)), 1.25, (0.006, 0.0145), None,
    ((0.025, 0.12), (0.14, 0.255), (0.265, 0.38), (0.39, 0.505), (0.515, 0.63), (0.64, 0.755), (0.765, 0.88)),
    (0.22, 0.70), 0.48, 0.3, 0.94,
)  # fmt: skip
CAB = Shape(
    1.9, 2.3, ((0, 0.75), (0.03, 1.1), (0.10, 1.55), (0.14, 1.65), (0.36, 2.5), (0.48, 2.65), (0.95, 2.68),
    (1, 2.6)), 1.5, (0.145, 0.36), None, ((0.36, 0.78),), (0.42,), 0.46, 0.45, 0.9,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vehicle:
    """How a vehicle looks."""

    shape: Shape
    paint: Colour
    load: Colour | None = None
    """Colour of a box body behind the cab: a truck."""
    load_m: float = 5.2
    lights_on: bool = False


def random_vehicle(rng: np.random.Generator, kind: str) -> Vehicle:
    """A vehicle of a kind (car, van, truck, bus) with random shape and paint."""
    r, g, b = np.clip(np.array(_PAINTS[rng.integers(len(_PAINTS))]) * rng.uniform(0.7, 1.2), 0.01, 0.85)
    paint = (float(r), float(g), float(b))
    lights = bool(rng.random() < 0.25)
    if kind == "truck":
        load = _PAINTS[rng.integers(len(_PAINTS))] if rng.random() < 0.5 else (0.7, 0.7, 0.69)
        return Vehicle(CAB, paint, load, float(rng.uniform(3.6, 6.5)), lights)
    shapes = {"car": (HATCHBACK, SALOON, ESTATE), "van": (VAN,), "bus": (BUS,)}[kind]
    shape = shapes[rng.integers(len(shapes))]
    stretched = replace(shape, length=shape.length * float(rng.uniform(0.93, 1.07)))
    return Vehicle(stretched, paint, lights_on=lights)


def vehicle_mesh(vehicle: Vehicle, travelled_m: float) -> Mesh:
    """The vehicle on the ground, its middle at the origin, nose along x, wheels turned by its way."""
    body = _Body(vehicle.shape)
    half = vehicle.shape.length / 2
    parts = [_shell(body, vehicle.paint), *_glass(body, vehicle.paint), *_fittings(body, vehicle)]
    parts += _wheels(body, travelled_m)
    if vehicle.load:
        parts += _box_body(vehicle, travelled_m)
        half = (vehicle.shape.length + vehicle.load_m) / 2
    return joined(parts).placed(half, 0, 0)


@dataclass(frozen=True, slots=True)
class _Body:
    """The body's surface as functions; x runs back from the nose (negative), so that the nose is ahead."""

    shape: Shape

    def top(self, station: npt.ArrayLike) -> Floats:
        """Height of the upper edge at a station."""
        stations, heights = zip(*self.shape.roof, strict=True)
        return np.interp(np.asarray(station), stations, heights).astype(np.float32)

    def half_width(self, station: npt.ArrayLike, z: npt.ArrayLike) -> Floats:
        """Half the width at a station and height."""
        s, height = np.asarray(station, np.float32), np.asarray(z, np.float32)
        metres_in = np.minimum(s, 1 - s) * self.shape.length
        plan = 1 - 0.16 * np.clip(1 - metres_in / 0.55, 0, 1) ** 2
        belt = self.shape.belt
        up = np.clip((height - belt) / max(max(h for _, h in self.shape.roof) - belt, 0.1), 0, 1)
        low = np.clip((0.55 - height) / 0.5, 0, 1)
        bulge = 1 - (1 - self.shape.tuck) * up**1.15 - 0.07 * low**2 - 0.015 * (height > belt - 0.02)
        return (self.shape.width / 2 * plan * bulge).astype(np.float32)

    def side(self, stations: npt.ArrayLike, heights: npt.ArrayLike, out: float) -> Floats:
        """Points `(…, 3)` on the left side, moved outwards by `out` metres."""
        s, z = np.broadcast_arrays(np.asarray(stations, np.float32), np.asarray(heights, np.float32))
        return np.stack([-s * self.shape.length, self.half_width(s, z) + out, z], axis=-1)

    def upper(self, stations: npt.ArrayLike, across: npt.ArrayLike, out: float) -> Floats:
        """Points on the upper side; `across` −1 right edge … 1 left edge; raised by `out` metres."""
        s, t = np.broadcast_arrays(np.asarray(stations, np.float32), np.asarray(across, np.float32))
        top, step = self.top(s), np.float32(0.004)
        slope = (self.top(s + step) - self.top(s - step)) / (2 * step * self.shape.length)
        normal = out / np.hypot(1, slope)
        z = top - 0.05 * np.abs(t) ** 3 + normal
        return np.stack([-s * self.shape.length + slope * normal, t * self.half_width(s, top), z], axis=-1)


def _shell(body: _Body, paint: Colour) -> Mesh:
    """The painted body: rings across it from nose to tail."""
    stations = np.unique(
        np.concatenate([[0, 0.012, 0.988, 1], np.linspace(0, 1, 33), [s for s, _ in body.shape.roof]])
    )
    rise = np.linspace(0, 1, 9)[None]
    heights = body.shape.sill + rise * (body.top(stations)[:, None] - 0.05 - body.shape.sill)
    left = body.side(stations[:, None], heights, 0.0)
    over = body.upper(stations[:, None], np.linspace(0.97, -0.97, 9)[None], 0.0)
    right = left[:, ::-1] * np.array([1, -1, 1], np.float32)
    skirt = np.where(
        (heights < body.shape.sill + 0.09)[..., None], np.float32(0.35), np.float32(1)
    ) * np.array(paint)
    colour = np.concatenate([skirt, np.broadcast_to(paint, over.shape), skirt[:, ::-1]], axis=1)
    loft = np.concatenate([left, over, right], axis=1)
    ends = [_end(loft[0], paint), _end(loft[-1], paint)]
    return joined([sheet(loft, colour, 0.30), *ends])


def _end(ring: Floats, paint: Colour) -> Mesh:
    """Close the nose or the tail: the ring drawn together on its middle height."""
    middle = ring.mean(axis=0, keepdims=True)
    return sheet(
        np.stack([ring, middle + 0.35 * (ring - middle), np.repeat(middle, len(ring), axis=0)]), paint, 0.3
    )


def _glass(body: _Body, paint: Colour) -> list[Mesh]:
    """Windscreen, rear window and side windows, a little outside the shell."""
    shape = body.shape
    across = np.linspace(-0.86, 0.86, 7)[None]
    panes = [shape.windscreen] + ([shape.rear_window] if shape.rear_window else [])
    parts = [sheet(body.upper(np.linspace(*pane, 5)[:, None], across, 0.02), _GLASS, 1.0) for pane in panes]
    for start, end in shape.side_windows:
        stations = np.linspace(start, end, 6)
        head = np.minimum(body.top(stations) - 0.09, max(h for _, h in shape.roof) - 0.14)
        foot = np.minimum(shape.belt + 0.01, head)
        heights = foot + np.linspace(0, 1, 4)[:, None] * (head - foot)
        pane = sheet(body.side(stations[None], heights, 0.012), _GLASS, 1.0)
        parts += [pane, pane.mirrored()]
    if shape.rear_window is None and shape is not CAB:
        parts += [_tail_window(body, paint)]
    return parts


def _tail_window(body: _Body, paint: Colour) -> Mesh:
    """Window in an upright tail."""
    shape = body.shape
    x, high = -shape.length - 0.015, max(h for _, h in shape.roof)
    y = 0.36 * shape.width
    low, top = shape.belt + 0.1, high - 0.25
    dark: Colour = _GLASS if paint[0] < 0.5 else (0.03, 0.03, 0.03)
    return panel([(x, -y, low), (x, y, low), (x, y, top), (x, -y, top)], dark, 0.8)


def _fittings(body: _Body, vehicle: Vehicle) -> list[Mesh]:
    """Lamps, grille, plates, mirrors, door seams."""
    shape = body.shape
    y, length = shape.width / 2, shape.length
    level = shape.sill + 0.55 * (shape.roof[1][1] - shape.sill)
    lamp: Colour = (4.0, 3.8, 3.2) if vehicle.lights_on else (0.7, 0.7, 0.68)
    tail: Colour = (1.6, 0.05, 0.04) if vehicle.lights_on else (0.45, 0.01, 0.01)
    parts = [
        block((-0.01, -0.42 * shape.width, level - 0.26), (0.03, 0.42 * shape.width, level - 0.12), _BLACK),
        block((0.0, -0.26, level - 0.20), (0.04, 0.26, level - 0.10), (0.7, 0.7, 0.62)),
        ball((-0.31 * length - 0.1, y + 0.06, shape.belt + 0.05), (0.07, 0.11, 0.075), vehicle.paint, 0.3),
    ]
    parts.append(parts[-1].mirrored())
    for side in (1, -1):
        parts.append(ball((-0.06, side * 0.72 * y, level + 0.06), (0.09, 0.19, 0.075), lamp, 0.6))
        if vehicle.load is None:
            parts.append(
                ball((-length + 0.05, side * 0.76 * y, shape.belt - 0.12), (0.09, 0.13, 0.13), tail, 0.4)
            )
    if vehicle.load is None:
        parts.append(block((-length - 0.02, -0.26, 0.62), (-length + 0.02, 0.26, 0.73), (0.65, 0.6, 0.25)))
        parts.append(block((-length - 0.03, -0.8 * y, 0.33), (-length + 0.05, 0.8 * y, 0.48), _BLACK))
    return parts + _seams(body)


def _seams(body: _Body) -> list[Mesh]:
    """Door gaps: thin dark strips on both sides."""
    strips = []
    for start, end in body.shape.side_windows[:3]:
        for station in (start - 0.008, end + 0.008):
            heights = np.linspace(0.36, body.shape.belt, 4)[:, None]
            edge = np.array([[station - 0.0022, station + 0.0022]])
            strip = sheet(body.side(edge, heights, 0.008), _BLACK)
            strips += [strip, strip.mirrored()]
    return strips


def _wheels(body: _Body, travelled_m: float) -> list[Mesh]:
    shape = body.shape
    y = float(body.half_width(0.3, 0.5))
    wheels = []
    for station in shape.axles:
        wheel = wheel_mesh(shape.wheel_radius, travelled_m).placed(-station * shape.length, y - 0.09, 0)
        arch = disc(
            (-station * shape.length, y + 0.004, shape.wheel_radius), (0, shape.wheel_radius * 1.17), _BLACK
        )
        wheels += [wheel, wheel.mirrored(), arch, arch.mirrored()]
    return wheels


def wheel_mesh(radius: float, travelled_m: float) -> Mesh:
    """A car wheel, its tread around y = 0 … 0.1, standing on the ground at the origin, turned by its way."""
    angle = np.linspace(0, 2 * np.pi, 25)
    half = np.full((25, 2), (0.1, 0.12 * radius))
    ring = np.stack([0.86 * radius * np.cos(angle), 0 * angle, 0.86 * radius * np.sin(angle)], axis=-1)
    spokes = [
        panel([(0.08 * radius * np.cos(a + 1.57), 0.105, 0.08 * radius * np.sin(a + 1.57)),
               (0.62 * radius * np.cos(a + 0.12), 0.105, 0.62 * radius * np.sin(a + 0.12)),
               (0.62 * radius * np.cos(a - 0.12), 0.105, 0.62 * radius * np.sin(a - 0.12)),
               (0.08 * radius * np.cos(a - 1.57), 0.105, 0.08 * radius * np.sin(a - 1.57))], _RIM, 0.2)
        for a in np.linspace(0, 2 * np.pi, 5, endpoint=False)
    ]  # fmt: skip
    parts = [
        tube(ring, half, _TYRE), disc((0, 0.09, 0), (0.0, 0.6 * radius), (0.03, 0.03, 0.03)),
        disc((0, 0.10, 0), (0.58 * radius, 0.72 * radius), _RIM, 0.2), *spokes,
    ]  # fmt: skip
    turn = turn_y(travelled_m / radius)
    return joined(parts).turned(turn, np.zeros(3, np.float32)).placed(0, 0, 0, z=radius)


def _box_body(vehicle: Vehicle, travelled_m: float) -> list[Mesh]:
    """The load behind a truck's cab, with its chassis and rear axle."""
    assert vehicle.load is not None
    front, back, y = -vehicle.shape.length - 0.12, -vehicle.shape.length - vehicle.load_m, 1.2
    radius = vehicle.shape.wheel_radius
    rear = wheel_mesh(radius, travelled_m).placed(back + 0.28 * vehicle.load_m, y - 0.13, 0)
    dim = tuple(0.8 * share for share in vehicle.load)
    return [
        block((back, -y, 0.98), (front, y, 3.15), vehicle.load, 0.08, cuts=4),
        block((back - 0.01, -y - 0.01, 0.98), (front, y + 0.01, 1.10), dim),
        block((back + 0.1, -0.5, 0.55), (front + 1.5, 0.5, 0.98), _BLACK),
        block((back - 0.02, -1.1, 0.5), (back + 0.05, 1.1, 0.62), (0.3, 0.3, 0.3)),
        *[ball((back, side * 0.95, 0.75), (0.05, 0.14, 0.08), (0.45, 0.01, 0.01)) for side in (1, -1)],
        rear, rear.mirrored(),
    ]  # fmt: skip
