"""What many streams took, for people and for machines."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from rich.table import Table

from benchmarks.bar import Bar
from benchmarks.live.gauge import Gauging

FULL_RATE_HZ: Final = 10.0
MOST_LAG_S: Final = 1.0
"""Older frames at the time they are looked at, and a camera is behind."""


@dataclass(frozen=True, slots=True)
class StreamsReport:
    """Figures of one run."""

    together: Gauging
    """All cameras."""
    alone: Gauging
    """One of them."""
    delays_s: Sequence[float]
    """From the frame that decided an alert to the alert's arrival at a webhook."""
    server_cores: float
    """How many cores the cameras' own server kept busy meanwhile, on the same machine."""
    motion_cores: float | None
    """How many cores `motion` keeps busy with the same streams; None if it was not run."""

    @property
    def names(self) -> list[str]:
        """Of the cameras."""
        return sorted(self.together.looks[-1].states)

    @property
    def behind(self) -> list[str]:
        """The cameras that fell behind at any time: with frames left out, or late."""
        return [name for name in self.names if self._is_behind(name)]

    @property
    def slowed(self) -> list[str]:
        """The cameras that were looked at less often for a while, so that none would fall behind."""
        return [name for name in self.names if self.together.lowest_rate_hz(name) < FULL_RATE_HZ]

    @property
    def delay_p95_s(self) -> float | None:
        """The delay that 95 of 100 alerts do not exceed; None with too few to tell."""
        return quantiles(self.delays_s, n=20)[-1] if len(self.delays_s) >= 20 else None

    @property
    def mb_a_stream(self) -> float:
        """Memory that each further camera takes."""
        return (self.together.resident_mb - self.alone.resident_mb) / max(1, len(self.names) - 1)

    @property
    def bars(self) -> list[Bar]:
        """Hold the figures against what is asked."""
        return [
            Bar("cameras that fell behind", len(self.behind), "=", 0),
            Bar("cameras looked at less often for a while", len(self.slowed), "=", 0),
            Bar("frame to alert, 95th percentile, seconds", self.delay_p95_s, "≤", 0.5),
        ]

    @property
    def table(self) -> Table:
        """The figures, for people."""
        count = len(self.names)
        table = Table("of the run", "", title=f"{count} cameras, {self.together.seconds:.0f} s")
        for name, value in self._rows(count):
            table.add_row(name, value)
        return table

    def as_json(self) -> dict[str, object]:
        """The figures, for machines."""
        cameras = {
            name: {
                "fps_analysed": self.together.analysed_fps(name),
                "dropped": self.together.dropped(name),
                "worst_lag_s": self.together.worst_lag_s(name),
                "lowest_rate_hz": self.together.lowest_rate_hz(name),
                "reconnects": self.together.reconnects(name),
            }
            for name in self.names
        }
        return {
            "seconds": self.together.seconds, "cores": self.together.cores, "cpus": os.cpu_count(),
            "server_cores": self.server_cores, "motion_cores": self.motion_cores,
            "alone_mb": self.alone.resident_mb, "together_mb": self.together.resident_mb,
            "mb_a_stream": self.mb_a_stream, "alerts": len(self.delays_s), "delay_p95_s": self.delay_p95_s,
            "delay_max_s": max(self.delays_s, default=None), "cameras": cameras,
        }  # fmt: skip

    def _is_behind(self, name: str) -> bool:
        run = self.together
        return run.worst_lag_s(name) > MOST_LAG_S or run.dropped(name) > 0

    def _rows(self, count: int) -> list[tuple[str, str]]:
        run, cpus = self.together, os.cpu_count() or 1
        slowest = min(run.analysed_fps(name) for name in self.names)
        motion = "–" if self.motion_cores is None else f"{self.motion_cores / count:.4f}"
        p95 = "–" if self.delay_p95_s is None else f"{self.delay_p95_s:.3f} s"
        return [
            ("share of the machine", f"{run.cores / cpus:.1%} of {cpus} cores"),
            ("CPU seconds per stream and second", f"{run.cores / count:.4f}"),
            ("motion: CPU seconds per stream and second", motion),
            ("the cameras' server: share of the machine", f"{self.server_cores / cpus:.1%}"),
            ("memory, one stream / all", f"{self.alone.resident_mb:.0f} / {run.resident_mb:.0f} MB"),
            ("memory per further stream", f"{self.mb_a_stream:.1f} MB"),
            ("frames a second analysed, slowest camera", f"{slowest:.2f}"),
            ("frames dropped", str(sum(run.dropped(name) for name in self.names))),
            ("oldest frame when looked at", f"{max(run.worst_lag_s(name) for name in self.names):.2f} s"),
            ("cameras that fell behind", ", ".join(self.behind) or "none"),
            ("cameras looked at less often for a while", ", ".join(self.slowed) or "none"),
            ("alerts", str(len(self.delays_s))),
            ("frame to alert, 95th percentile", p95),
            ("frame to alert, longest", f"{max(self.delays_s, default=0):.3f} s"),
        ]
