"""Cars, vans, trucks and buses: a body lofted along its length, with glass, lights and turning wheels."""

from dataclasses import dataclass, replace

import numpy as np

from sample_videos.figures.vehicle_body import Body
from sample_videos.figures.vehicle_shape import BUS, CAB, ESTATE, HATCHBACK, SALOON, VAN, Shape
from sample_videos.figures.wheel import wheel_mesh
from sample_videos.shapes.mesh import Colour, Floats, Mesh, joined, sheet
from sample_videos.shapes.solid import ball, block, disc, panel

_GLASS: Colour = (0.012, 0.014, 0.016)
_BLACK: Colour = (0.012, 0.012, 0.013)
_PAINTS: tuple[Colour, ...] = (
    (0.75, 0.75, 0.74), (0.38, 0.39, 0.41), (0.12, 0.12, 0.13), (0.02, 0.02, 0.022), (0.42, 0.02, 0.02),
    (0.02, 0.07, 0.28), (0.08, 0.20, 0.32), (0.05, 0.14, 0.07), (0.52, 0.46, 0.34), (0.50, 0.18, 0.02),
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
    body = Body(vehicle.shape)
    half = vehicle.shape.length / 2
    parts = [_shell(body, vehicle.paint), *_glass(body), *_front(body, vehicle), *_seams(body)]
    parts += _wheels(body, travelled_m)
    if vehicle.load:
        parts += _box_body(vehicle, vehicle.load, travelled_m)
        half = (vehicle.shape.length + vehicle.load_m) / 2
    else:
        parts += _tail(body, vehicle)
    return joined(parts).placed(half, 0, 0)


def _shell(body: Body, paint: Colour) -> Mesh:
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


def _glass(body: Body) -> list[Mesh]:
    """Windscreen, rear window and side windows, a little outside the shell."""
    shape = body.shape
    across = np.linspace(-0.86, 0.86, 7)[None]
    panes = [shape.windscreen, *([shape.rear_window] if shape.rear_window else [])]
    parts = [sheet(body.upper(np.linspace(*pane, 5)[:, None], across, 0.02), _GLASS, 1.0) for pane in panes]
    for window in shape.side_windows:
        pane = _side_window(body, window)
        parts += [pane, pane.mirrored()]
    return parts


def _side_window(body: Body, window: tuple[float, float]) -> Mesh:
    """The pane between two stations on the left side."""
    shape = body.shape
    stations = np.linspace(*window, 6)
    head = np.minimum(body.top(stations) - 0.09, shape.height - 0.14)
    foot = np.minimum(shape.belt + 0.01, head)
    heights = foot + np.linspace(0, 1, 4)[:, None] * (head - foot)
    return sheet(body.side(stations[None], heights, 0.012), _GLASS, 1.0)


def _front(body: Body, vehicle: Vehicle) -> list[Mesh]:
    """Headlamps, grille, plate, mirrors."""
    shape = body.shape
    y = shape.width / 2
    level = shape.sill + 0.55 * (shape.roof[1][1] - shape.sill)
    lamp: Colour = (4.0, 3.8, 3.2) if vehicle.lights_on else (0.7, 0.7, 0.68)
    mirror_at = (-0.31 * shape.length - 0.1, y + 0.06, shape.belt + 0.05)
    mirror = ball(mirror_at, (0.07, 0.11, 0.075), vehicle.paint, 0.3)
    return [
        block((-0.01, -0.84 * y, level - 0.26), (0.03, 0.84 * y, level - 0.12), _BLACK),
        block((0.0, -0.26, level - 0.20), (0.04, 0.26, level - 0.10), (0.7, 0.7, 0.62)),
        *[ball((-0.06, side * 0.72 * y, level + 0.06), (0.09, 0.19, 0.075), lamp, 0.6) for side in (1, -1)],
        mirror,
        mirror.mirrored(),
    ]


def _tail(body: Body, vehicle: Vehicle) -> list[Mesh]:
    """Rear lamps, plate, bumper, and the window of an upright tail."""
    shape = body.shape
    y, back = shape.width / 2, -shape.length
    lamp: Colour = (1.6, 0.05, 0.04) if vehicle.lights_on else (0.45, 0.01, 0.01)
    lamps = [
        ball((back + 0.05, side * 0.76 * y, shape.belt - 0.12), (0.09, 0.13, 0.13), lamp, 0.4)
        for side in (1, -1)
    ]
    window = _tail_window(shape)
    return [
        *lamps,
        block((back - 0.02, -0.26, 0.62), (back + 0.02, 0.26, 0.73), (0.65, 0.6, 0.25)),
        block((back - 0.03, -0.8 * y, 0.33), (back + 0.05, 0.8 * y, 0.48), _BLACK),
        *([] if shape.rear_window else [window]),
    ]


def _tail_window(shape: Shape) -> Mesh:
    x, y, low, top = -shape.length - 0.015, 0.36 * shape.width, shape.belt + 0.1, shape.height - 0.25
    return panel([(x, -y, low), (x, y, low), (x, y, top), (x, -y, top)], _GLASS, 0.8)


def _seams(body: Body) -> list[Mesh]:
    """Door gaps: thin dark strips on both sides."""
    strips = []
    for start, end in body.shape.side_windows[:3]:
        for station in (start - 0.008, end + 0.008):
            heights = np.linspace(0.36, body.shape.belt, 4)[:, None]
            edge = np.array([[station - 0.0022, station + 0.0022]])
            strip = sheet(body.side(edge, heights, 0.008), _BLACK)
            strips += [strip, strip.mirrored()]
    return strips


def _wheels(body: Body, travelled_m: float) -> list[Mesh]:
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


def _box_body(vehicle: Vehicle, load: Colour, travelled_m: float) -> list[Mesh]:
    """The load behind a truck's cab, with its chassis and rear axle."""
    front, back, y = -vehicle.shape.length - 0.12, -vehicle.shape.length - vehicle.load_m, 1.2
    radius = vehicle.shape.wheel_radius
    rear = wheel_mesh(radius, travelled_m).placed(back + 0.28 * vehicle.load_m, y - 0.13, 0)
    dim = tuple(0.8 * share for share in load)
    return [
        block((back, -y, 0.98), (front, y, 3.15), load, 0.08, cuts=4),
        block((back - 0.01, -y - 0.01, 0.98), (front, y + 0.01, 1.10), dim),
        block((back + 0.1, -0.5, 0.55), (front + 1.5, 0.5, 0.98), _BLACK),
        block((back - 0.02, -1.1, 0.5), (back + 0.05, 1.1, 0.62), (0.3, 0.3, 0.3)),
        *[ball((back, side * 0.95, 0.75), (0.05, 0.14, 0.08), (0.45, 0.01, 0.01)) for side in (1, -1)],
        rear, rear.mirrored(),
    ]  # fmt: skip
