"""Memory over an hour of footage: does it stay where it is after the first minutes?"""

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.bar import Bar
from benchmarks.contest import Contender
from benchmarks.measured_run import MeasuredRun, run_measured

SAMPLE_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class HourReport:
    """What `vedette analyze` took for an hour."""

    run: MeasuredRun

    @property
    def early_mb(self) -> float:
        """Resident size between a tenth and a fifth of the run: all is loaded, the first objects are seen."""
        return self._usual(0.1, 0.2)

    @property
    def late_mb(self) -> float:
        """Resident size in the last tenth of the run."""
        return self._usual(0.9, 1.0)

    @property
    def bars(self) -> list[Bar]:
        """Hold the figures against what is asked: 20 MB is what allocators and SQLite's cache may take."""
        return [
            Bar("peak memory over an hour, MB", self.run.peak_mb, "≤", 400),
            Bar("growth from early to late, MB", self.late_mb - self.early_mb, "≤", 20),
        ]

    def as_json(self) -> dict[str, object]:
        """The figures, and the samples they rest on."""
        return {
            "wall_s": self.run.wall_s,
            "cpu_s": self.run.cpu_s,
            "peak_mb": self.run.peak_mb,
            "early_mb": self.early_mb,
            "late_mb": self.late_mb,
            "resident_mb": self.run.resident_mb,
        }

    def _usual(self, start: float, end: float) -> float:
        samples = self.run.resident_mb
        chosen = samples[int(start * len(samples)) : int(end * len(samples))]
        return median(resident_mb for _, resident_mb in chosen or samples)


def run_hour(analyze: Contender, file: Path) -> HourReport:
    """Analyse a file and watch the memory.

    Raises:
        RunFailed: The analysis did not succeed.
    """
    return HourReport(run_measured(analyze.command(file), SAMPLE_EVERY_S))
