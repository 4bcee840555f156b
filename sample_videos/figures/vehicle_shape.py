"""Outlines of cars, vans, buses and the cabs of trucks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a kind of vehicle; metres, stations are shares of its length from the front."""

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

    @property
    def height(self) -> float:
        """Height of the roof."""
        return max(height for _, height in self.roof)


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
    (0.95, 2.26), (0.985, 2.2), (1, 0.9)), 1.22, (0.145, 0.262), None, ((0.22, 0.335),),
    (0.16, 0.78), 0.34, 0.28, 0.88,
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
