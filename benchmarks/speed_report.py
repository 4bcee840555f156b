"""The figures of a contest in speed, for people and for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.bar import Bar
from benchmarks.contenders import ANALYZE, DECODE, DVR_SCAN, SCAN
from benchmarks.contest import Result


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """Results of all contenders on all clips, and of the program's start."""

    results: Sequence[Result]
    start: Result
    """Of `vedette analyze` on ten small pictures."""

    @property
    def bars(self) -> list[Bar]:
        """Hold the figures against what is asked of this release; ratios are of the sums over all clips."""
        peaks = [result.peak_mb for result in self.results if result.contender == ANALYZE]
        return [
            Bar("full scan, times the speed of decoding alone", self.ratio(SCAN, DECODE), "≥", 0.7),
            Bar("full scan, times the speed of DVR-Scan", self.ratio(SCAN, DVR_SCAN), "≥", 4),
            Bar("start of vedette analyze, seconds", self.start.wall_s, "≤", 1.5),
            Bar("peak memory of vedette analyze, MB", max(peaks), "≤", 400),
        ]

    def ratio(self, one: str, other: str, file: Path | None = None) -> float | None:
        """How many times as fast one contender is as the other, on a file or all; None if one is absent."""
        one_s, other_s = (sum(r.seconds for r in self._of(name, file)) for name in (one, other))
        return other_s / one_s if one_s and other_s else None

    def cpu_ratio(self, one: str, other: str, file: Path | None = None) -> float | None:
        """The same by CPU time."""
        one_s, other_s = (sum(r.cpu_seconds for r in self._of(name, file)) for name in (one, other))
        return other_s / one_s if one_s and other_s else None

    def _of(self, name: str, file: Path | None) -> list[Result]:
        return [r for r in self.results if r.contender == name and file in (None, r.file)]

    @property
    def table(self) -> Table:
        """Frames a second and largest memory by clip and contender, and how our full scan compares."""
        names = list(dict.fromkeys(result.contender for result in self.results))
        table = Table("clip", title="Frames a second, median (peak MB)", title_justify="left")
        for name in (*names, f"scan / {DECODE} (by CPU)", f"scan / {DVR_SCAN} (by CPU)"):
            table.add_column(name, justify="right")
        for file, row in self._by_file().items():
            frames = _frames(row[DECODE])
            cells = [f"{frames / row[name].seconds:.1f} ({row[name].peak_mb:.0f})" for name in names]
            table.add_row(file.name, *cells, *(self._ratios(other, file) for other in (DECODE, DVR_SCAN)))
        return table

    def _ratios(self, other: str, file: Path) -> str:
        ratio, by_cpu = self.ratio(SCAN, other, file), self.cpu_ratio(SCAN, other, file)
        return "–" if ratio is None or by_cpu is None else f"{ratio:.2f} ({by_cpu:.2f})"

    def as_json(self) -> dict[str, object]:
        """All results, without what the programs printed."""
        rows = [
            {"frames": _frames(row[DECODE]), **_without_output(result)}
            for row in self._by_file().values()
            for result in row.values()
        ]
        return {"results": rows, "start": _without_output(self.start)}

    def _by_file(self) -> Mapping[Path, Mapping[str, Result]]:
        rows: dict[Path, dict[str, Result]] = {}
        for result in self.results:
            rows.setdefault(result.file, {})[result.contender] = result
        return rows


def _frames(decoded: Result) -> int:
    return int(json.loads(decoded.output)["frames"])


def _without_output(result: Result) -> dict[str, object]:
    fields = asdict(result)
    del fields["output"]
    return {**fields, "file": result.file.name}
